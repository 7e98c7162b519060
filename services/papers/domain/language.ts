/** Which language a text is written in, by its function words: enough to decide which word lists apply. */

const functionWords: Readonly<Record<string, readonly string[]>> = {
  en: 'the of and to in that is was for with were this are by from have which not'.split(' '),
  de: 'der die und das ist nicht mit den von ein eine wurde auf für sich auch werden dem'.split(' '),
  fr: 'le la les des et est une dans que pour qui sur pas avec sont par aux cette'.split(' '),
  es: 'el los las una que del con para por se como más fue este entre sus son al'.split(' '),
  pt: 'os uma não com para por dos das foi mais ao são pela pelo seu como também em'.split(' '),
  it: 'il che di per una con sono della dei gli più nel alla questo come anche delle è'.split(' '),
  nl: 'de het een van en dat niet zijn voor met op aan werd door ook bij naar wordt'.split(' '),
  id: 'yang dan di untuk dengan pada dari ini dalam tidak adalah itu akan oleh sebagai juga atau dapat'.split(
    ' ',
  ),
};

/** Scripts that name the language well enough: no lexicon of ours applies to any of them. */
const scripts: readonly (readonly [pattern: RegExp, language: string])[] = [
  [/[\u3040-\u30FF]/g, 'ja'],
  [/[\uAC00-\uD7AF]/g, 'ko'],
  [/[\u4E00-\u9FFF]/g, 'zh'],
  [/[\u0400-\u04FF]/g, 'ru'],
  [/[\u0600-\u06FF]/g, 'ar'],
  [/[\u0900-\u097F]/g, 'hi'],
  [/[\u0370-\u03FF]/g, 'el'],
];

/** ISO 639-1 of the text; `en` for what is too short to tell, `und` for a long text that is none of the known. */
export function detectLanguage(text: string): string {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (letters < 20) return 'en';
  for (const [pattern, language] of scripts) {
    if ((text.match(pattern)?.length ?? 0) > letters * 0.3) return language;
  }
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  let best = 'und';
  let most = 0;
  for (const [language, list] of Object.entries(functionWords)) {
    const score = list.reduce((sum, word) => sum + (counts.get(word) ?? 0), 0);
    if (score > most) [best, most] = [language, score];
  }
  if (most / words.length >= 0.06) return best;
  return words.length < 40 ? 'en' : 'und';
}

/** Whether the text is long and clear enough for `detectLanguage` to be believed. */
export function showsItsLanguage(text: string): boolean {
  return text.length > 300 && detectLanguage(text) !== 'und';
}
