/** PostgreSQL's text search configurations by language; they know how its words are bent. */
const configs: Record<string, string> = {
  ar: 'arabic',
  da: 'danish',
  de: 'german',
  el: 'greek',
  en: 'english',
  es: 'spanish',
  fi: 'finnish',
  fr: 'french',
  hi: 'hindi',
  hu: 'hungarian',
  id: 'indonesian',
  it: 'italian',
  nl: 'dutch',
  no: 'norwegian',
  pt: 'portuguese',
  ro: 'romanian',
  ru: 'russian',
  sv: 'swedish',
  tr: 'turkish',
};

/** @param language ISO 639-1, or null where it is not known: then words are compared as they are. */
export const textConfigOf = (language: string | null): string => configs[language ?? ''] ?? 'simple';
