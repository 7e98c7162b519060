/** Words that deny. */
const words: Readonly<Record<string, RegExp>> = {
  en: /\b(?:not|no|never|cannot|nor|neither|none|nothing|without|lacks?|unable|fails? to)\b|n['’]t\b/i,
  de: /\b(?:nicht|kein\w*|nie|niemals|ohne|weder)\b/i,
  fr: /\b(?:ne|n['’]|pas|jamais|aucune?|sans|ni)\b/i,
  es: /\b(?:no|nunca|jamás|ningun[ao]?|sin|ni|tampoco)\b/i,
};

export const negated = (text: string, language: string): boolean => words[language]?.test(text) ?? false;
