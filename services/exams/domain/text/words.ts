/** Words as the gates compare them: tokens, stems, and sets of those that carry content. */
import { isStopWord } from './stop-words.ts';

const wordPattern = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’.,@-][\p{L}\p{N}]+)*/gu;

/** In lower case and in order. Numbers and hyphenated words are one. */
export const wordsOf = (text: string): string[] =>
  text.normalize('NFKC').toLowerCase().match(wordPattern) ?? [];

/** Endings from long to short, with how much must be left of the word. */
const endings: readonly (readonly [ending: string, atLeast: number])[] = [
  ['izations', 4],
  ['isations', 4],
  ['ization', 4],
  ['isation', 4],
  ['ations', 3],
  ['ically', 3],
  ['ation', 3],
  ['ively', 4],
  ['ingly', 4],
  ['ments', 4],
  ['ances', 4],
  ['ences', 4],
  ['ating', 4],
  ['ated', 4],
  ['ates', 4],
  ['ment', 4],
  ['ance', 4],
  ['ence', 4],
  ['ness', 4],
  ['ions', 4],
  ['ised', 4],
  ['ized', 4],
  ['ises', 4],
  ['izes', 4],
  ['able', 4],
  ['ally', 4],
  ['ate', 4],
  ['ion', 4],
  ['ing', 3],
  ['ies', 2],
  ['ied', 2],
  ['ise', 4],
  ['ize', 4],
  ['ive', 4],
  ['ous', 4],
  ['ity', 4],
  ['ors', 4],
  ['ers', 4],
  ['ed', 3],
  ['ly', 3],
  ['es', 3],
  ['er', 4],
  ['or', 4],
  ['al', 4],
  ['ic', 4],
  ['s', 3],
  ['e', 3],
  ['y', 2],
];

const irregular: Readonly<Record<string, string>> = {
  children: 'child',
  women: 'woman',
  men: 'man',
  people: 'person',
  mice: 'mouse',
  feet: 'foot',
  teeth: 'tooth',
  found: 'find',
  gave: 'giv',
  given: 'giv',
  took: 'tak',
  taken: 'tak',
  made: 'mak',
  shown: 'show',
  rose: 'ris',
  risen: 'ris',
  fell: 'fall',
  fallen: 'fall',
  grew: 'grow',
  grown: 'grow',
  led: 'lead',
  kept: 'keep',
  lost: 'los',
  loss: 'los',
  knew: 'know',
  known: 'know',
  began: 'begin',
  begun: 'begin',
  chose: 'choos',
  chosen: 'choos',
  died: 'di',
  dies: 'di',
  death: 'di',
  deaths: 'di',
  analysis: 'analys',
  analyses: 'analys',
  built: 'build',
  sent: 'send',
  held: 'hold',
  thought: 'think',
  bound: 'bind',
  broke: 'break',
  broken: 'break',
  froze: 'freez',
  frozen: 'freez',
  stored: 'stor',
  storage: 'stor',
};

/** By language and word; the words of a few documents. */
const stems = new Map<string, string>();
const mostStems = 50_000;

/** English forms that belong together fall together; in other languages the beginning of a word has to do. */
export function stem(word: string, language: string): string {
  const key = language === 'en' ? word : `${language} ${word}`;
  const known = stems.get(key);
  if (known !== undefined) return known;
  const made = stemOf(word, language);
  if (stems.size >= mostStems) stems.clear();
  stems.set(key, made);
  return made;
}

function stemOf(word: string, language: string): string {
  const bare = word.replace(/['’]s?$/, '');
  if (/\d/.test(bare) || bare.length < 4) return bare;
  if (language !== 'en') return bare.normalize('NFD').replace(/\p{M}/gu, '').slice(0, 6);
  if (Object.hasOwn(irregular, bare)) return irregular[bare]!;
  const spelled = bare.replace(/our(?=s?$|ed$|ing$|al$)/, 'or').replace(/aem/, 'em');
  for (const [ending, atLeast] of endings) {
    if (!spelled.endsWith(ending) || spelled.length - ending.length < atLeast) continue;
    if (ending === 's' && /(?:ss|us|is)$/.test(spelled)) continue;
    return spelled.slice(0, -ending.length).replace(/([bdgmnprt])\1$/, '$1');
  }
  return spelled;
}

/** Stems of the words that carry content, in order. */
export const contentStems = (text: string, language: string): string[] =>
  wordsOf(text)
    .filter((word) => !isStopWord(word, language) && (word.length > 1 || /\d/.test(word)))
    .map((word) => stem(word, language));

export const contentSet = (text: string, language: string): Set<string> =>
  new Set(contentStems(text, language));

/** How much of `part` is in `whole`, 0 to 1; all of it where there is nothing to look for. */
export function coverage(part: ReadonlySet<string>, whole: ReadonlySet<string>): number {
  if (part.size === 0) return 1;
  let found = 0;
  for (const one of part) if (whole.has(one)) found += 1;
  return found / part.size;
}

/** Size of what two sets share by that of what they have together, 0 to 1; 0 for two empty ones. */
export function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0;
  for (const one of a) if (b.has(one)) shared += 1;
  const together = a.size + b.size - shared;
  return together === 0 ? 0 : shared / together;
}
