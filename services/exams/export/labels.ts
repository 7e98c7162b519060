/** The few words around questions on paper, by language; English where we do not have them. */
export interface Labels {
  name: string;
  date: string;
  points: string;
  true: string;
  false: string;
  words: (count: number) => string;
  key: string;
  rubric: string;
  document: string;
  page: string;
}

const english: Labels = {
  name: 'Name',
  date: 'Date',
  points: 'Points',
  true: 'True',
  false: 'False',
  words: (count) => `At most ${count} words`,
  key: 'Answer key',
  rubric: 'Points for',
  document: 'document',
  page: 'page',
};

const byLanguage: Record<string, Labels> = {
  en: english,
  de: {
    name: 'Name',
    date: 'Datum',
    points: 'Punkte',
    true: 'Richtig',
    false: 'Falsch',
    words: (count) => `Höchstens ${count} Wörter`,
    key: 'Lösungen',
    rubric: 'Punkte für',
    document: 'Dokument',
    page: 'Seite',
  },
  fr: {
    name: 'Nom',
    date: 'Date',
    points: 'Points',
    true: 'Vrai',
    false: 'Faux',
    words: (count) => `${count} mots au plus`,
    key: 'Corrigé',
    rubric: 'Points pour',
    document: 'document',
    page: 'page',
  },
  es: {
    name: 'Nombre',
    date: 'Fecha',
    points: 'Puntos',
    true: 'Verdadero',
    false: 'Falso',
    words: (count) => `Como máximo ${count} palabras`,
    key: 'Soluciones',
    rubric: 'Puntos por',
    document: 'documento',
    page: 'página',
  },
};

export const labelsOf = (language: string | null): Labels => byLanguage[language ?? 'en'] ?? english;
