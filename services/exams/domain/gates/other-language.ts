/** Names the language of a question where it is clearly not the one that was asked for. */

const smallWords: Readonly<Record<string, string>> = {
  en: 'the of and to in is that for it with as was on are by this be from which have not or were what how does an',
  de: 'der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es werden aus welche wie was wo wenn warum dass sind hat wird an bei nach oder kann folgenden über',
  fr: 'de la le et les des en un une du dans que est pour qui par sur au plus ne pas avec sont quelle comment pourquoi cette dont ou',
  es: 'de la que el en y los se del las un por con no una para es al lo como más fue cuál qué cómo por son esta o',
  it: 'di e il la che in un a per è una del non sono con si da come le dei nel alla della anche quale',
  pt: 'de a o que e do da em um para é com não uma os no se na por mais as dos como foi qual',
  nl: 'van het een en in is dat op te zijn met voor niet aan er die als ook door bij naar worden welke',
  sv: 'och i att det som en på är av för med till den har de inte om ett men var sig från vilken',
};
const sets = Object.entries(smallWords).map(([code, words]) => [code, new Set(words.split(' '))] as const);

const scripts: Readonly<Record<string, RegExp>> = {
  ja: /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/gu,
  zh: /\p{Script=Han}/gu,
  ko: /\p{Script=Hangul}/gu,
  ru: /\p{Script=Cyrillic}/gu,
  uk: /\p{Script=Cyrillic}/gu,
  bg: /\p{Script=Cyrillic}/gu,
  el: /\p{Script=Greek}/gu,
  ar: /\p{Script=Arabic}/gu,
  fa: /\p{Script=Arabic}/gu,
  he: /\p{Script=Hebrew}/gu,
  th: /\p{Script=Thai}/gu,
  hi: /\p{Script=Devanagari}/gu,
};
const fewestWords = 7;

/** ISO 639-1 of the language it is in, `another script`, or undefined where it may be the asked one. */
export function otherLanguage(text: string, asked: string): string | undefined {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const script = scripts[asked];
  if (script)
    return letters > 20 && (text.match(script)?.length ?? 0) < letters * 0.3 ? 'another script' : undefined;
  if (letters > 10 && (text.match(/\p{Script=Latin}/gu)?.length ?? 0) < letters * 0.5)
    return 'another script';
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  if (words.length < fewestWords) return undefined;
  const hits = sets.map(([code, set]) => ({ code, count: words.filter((word) => set.has(word)).length }));
  const own = hits.find(({ code }) => code === asked);
  // A language that is not known here can only be told from the known ones where they are plain to see.
  const best = hits.toSorted((a, b) => b.count - a.count)[0]!;
  if (best.code === asked || best.count < words.length * 0.2) return undefined;
  return best.count >= (own?.count ?? 0) * 2 + 2 ? best.code : undefined;
}
