/** Names the language of a text by its most frequent small words, or by its script. */

const smallWords: Record<string, string> = {
  en: 'the of and to in a is that for it with as was on are by this be from which have not or were',
  de: 'der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es werden aus',
  fr: 'de la le et les des en un une du dans que est pour qui par sur au plus ne pas avec sont ce',
  es: 'de la que el en y los se del las un por con no una para es al lo como más o su fue',
  it: 'di e il la che in un a per è una del non sono con si da come le dei nel alla della anche',
  pt: 'de a o que e do da em um para é com não uma os no se na por mais as dos como foi',
  nl: 'de van het een en in is dat op te zijn met voor niet aan er die als ook door bij naar worden uit',
  sv: 'och i att det som en på är av för med till den har de inte om ett men var sig från vi så',
  pl: 'w i na z do nie się to że jest o od po jak za dla przez przy oraz są ale tego jego być',
  tr: 've bir bu için ile da de olarak daha çok olan en gibi kadar sonra ise ancak göre her değil ya veya olduğu tarafından',
  id: 'yang dan di dari untuk dengan ini pada dalam adalah tidak itu atau oleh sebagai juga akan ke dapat karena telah bahwa lebih para',
};
const sets = Object.entries(smallWords).map(([code, words]) => [code, new Set(words.split(' '))] as const);

const scripts: [string, RegExp][] = [
  ['ja', /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ['zh', /\p{Script=Han}/gu],
  ['ko', /\p{Script=Hangul}/gu],
  ['ru', /\p{Script=Cyrillic}/gu],
  ['el', /\p{Script=Greek}/gu],
  ['ar', /\p{Script=Arabic}/gu],
  ['he', /\p{Script=Hebrew}/gu],
  ['th', /\p{Script=Thai}/gu],
  ['hi', /\p{Script=Devanagari}/gu],
];

/** Text beyond this says nothing new about its language. */
const sampleCharacters = 20_000;
const fewestWords = 20;

/** ISO 639-1, or null where the text is too short or too mixed to tell. */
export function languageOf(texts: readonly string[]): string | null {
  let sample = '';
  for (const text of texts) {
    sample += `${text}\n`;
    if (sample.length > sampleCharacters) break;
  }
  const letters = sample.match(/\p{L}/gu)?.length ?? 0;
  for (const [code, script] of scripts) {
    const found = sample.match(script)?.length ?? 0;
    // Japanese mixes kana with Chinese characters: a little is telling.
    if (found > 30 && found > letters * (code === 'ja' ? 0.1 : 0.5)) return code;
  }
  const words = sample.toLowerCase().match(/\p{L}+/gu) ?? [];
  if (words.length < fewestWords) return null;
  const [best, second] = sets
    .map(([code, set]) => ({ code, hits: words.filter((word) => set.has(word)).length }))
    .toSorted((a, b) => b.hits - a.hits);
  if (!best || best.hits < words.length * 0.12 || best.hits < (second?.hits ?? 0) * 1.2) return null;
  return best.code;
}
