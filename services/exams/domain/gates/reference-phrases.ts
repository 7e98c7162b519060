/** Phrases by which a question leans on a text that its reader does not have, by language. */

const text =
  'text|passage|excerpt|extract|paragraph|reading|author|authors|article|paper|study|document|material|source|section|chapter|slides?|lecture|figure|table|diagram|chart|graph|image|equation|writer|researchers|report|above|below';

const lists: Readonly<Record<string, readonly string[]>> = {
  en: [
    String.raw`\b(?:according to|based on|as (?:stated|mentioned|described|discussed|shown|defined|explained|noted|reported|seen|given) (?:in|by)|from|per) (?:the|this|these|our) (?:(?:given|provided|above|following) )?(?:${text})\b`,
    String.raw`\bin (?:the|this) (?:(?:given|provided|above|following|present|current) )?(?:text|passage|excerpt|paragraph|reading|article|paper|document|section|chapter|figure|diagram|study|lecture|slides?)\b`,
    String.raw`\b(?:the|this) (?:text|passage|excerpt|paragraph|article|paper|document|section|chapter|authors?)\b`,
    String.raw`\bas (?:mentioned|stated|described|discussed|shown|noted|defined|explained|seen|illustrated) (?:above|below|earlier|before|previously|in)\b`,
    String.raw`\b(?:mentioned|described|shown|discussed|listed|stated|presented|introduced|proposed) (?:above|below|earlier|here)\b|\b(?:the above|above-mentioned|aforementioned)\b`,
    String.raw`\b(?:fig(?:ure|s)?\.?|tables?|sections?|chapters?|eqs?\.|equations?|appendix|algorithm|listing|footnote|theorem|lemma|slide|page) ?\(?(?:\d|[IVX]+\b|[A-Z]\b(?!\s[a-z]))`,
    String.raw`\b(?:we|our|ours|us)\b`,
    String.raw`\bet al\b`,
    String.raw`\b(?:does|do|did) (?:the|this|these) (?:study|studies|source|material|report|writer|researchers|lecture|slides?|figure|table|diagram) (?:mention|say|state|describe|report|show|find|claim|argue|give|list|name|discuss|propose|present|use)`,
  ],
  de: [
    String.raw`\b(?:laut|gemäß|nach|entsprechend) (?:dem|der|diesem|dieser) (?:text|abschnitt|autor|autorin|artikel|studie|abbildung|tabelle|dokument|material|kapitel)`,
    String.raw`\bim (?:text|abschnitt|artikel|dokument|kapitel)\b|\bin (?:der|dieser) (?:abbildung|tabelle|studie|arbeit)\b`,
    String.raw`\bde[rs]? (?:autor|autors|autorin|autoren)\b|\bwie (?:oben|unten|zuvor) `,
    String.raw`\b(?:abb(?:ildung|\.)|tabelle|kapitel|abschnitt|gleichung) ?\d`,
  ],
  fr: [
    String.raw`\b(?:selon|d['’]après) (?:le|la|l['’]|ce|cet|cette) ?(?:texte|passage|auteur|article|document|étude|figure|tableau|extrait)`,
    String.raw`\bdans (?:le|ce|la|cette) (?:texte|passage|document|extrait|figure|tableau|étude)\b`,
    String.raw`\bl['’]auteure?\b|\bci-dess(?:us|ous)\b|\b(?:figure|tableau|chapitre|section|équation) ?\d`,
  ],
  es: [
    String.raw`\b(?:según|de acuerdo con) (?:el|la|este|esta) (?:texto|pasaje|autora?|artículo|documento|estudio|figura|tabla|fragmento)`,
    String.raw`\ben (?:el|este|la|esta) (?:texto|pasaje|documento|fragmento|figura|tabla|estudio)\b`,
    String.raw`\b(?:el|la) autora?\b|\b(?:figura|tabla|capítulo|sección|ecuación) ?\d|\b(?:más arriba|anteriormente mencionad)`,
  ],
};

/** Marks of references in any language: `[12]`, `(Smith, 2019)`, `(Smith and Jones 2019)`. */
const marks = String.raw`\[\d{1,3}(?:\s?[,–-]\s?\d{1,3})*\]|\(\p{Lu}[\p{L}'’-]+(?: (?:and|&|und|et|y) \p{Lu}[\p{L}'’-]+| et al\.?)?,? (?:19|20)\d\d[a-z]?[;)]`;

const compiled = new Map(
  Object.entries(lists).map(([language, phrases]) => [language, new RegExp(phrases.join('|'), 'iu')]),
);
const marked = new RegExp(marks, 'u');

/** The words by which a text points outside itself. */
export function referenceIn(words: string, language: string): string | undefined {
  return (marked.exec(words) ?? compiled.get(language)?.exec(words) ?? compiled.get('en')?.exec(words))?.[0];
}
