/** How hard a text is to read. */
import { syllable } from 'syllable';
import { commonWords } from './common-words.ts';
import { splitSentences } from './sentences.ts';

export interface Readability {
  /** Flesch–Kincaid grade, United States school years. */
  grade: number;
  /** Share (0 to 1) of words outside the 4,000 most common. */
  rareWords: number;
  words: number;
  sentences: number;
}

const syllables = new Map<string, number>();

function syllablesOf(word: string): number {
  const known = syllables.get(word);
  if (known !== undefined) return known;
  // Acronyms are spoken letter by letter.
  const count = /^\p{Lu}{2,5}$/u.test(word) ? word.length : Math.max(1, syllable(word));
  if (syllables.size > 50_000) syllables.clear();
  syllables.set(word, count);
  return count;
}

/** Base forms a word may be an inflection of; British endings also in American spelling, as the list has them. */
function* baseForms(word: string): Generator<string> {
  yield word;
  if (word.endsWith('ies') || word.endsWith('ied')) yield `${word.slice(0, -3)}y`;
  if (word.endsWith('ily')) yield `${word.slice(0, -3)}y`;
  if (word.endsWith('ier')) yield `${word.slice(0, -3)}y`;
  for (const ending of ['s', 'es', 'd', 'ed', 'r', 'er', 'st', 'est', 'ly', 'ing']) {
    if (!word.endsWith(ending) || word.length - ending.length < 3) continue;
    const base = word.slice(0, -ending.length);
    yield base;
    if (ending === 'ing' || ending === 'est' || ending === 'er') yield `${base}e`;
    if (/([bdgklmnprt])\1$/.test(base)) yield base.slice(0, -1);
  }
}

const american = (word: string): string =>
  word
    .replace(/isation/, 'ization')
    .replace(/is(e|ed|es|ing)$/, 'iz$1')
    .replace(/our(s|ed|ing|al)?$/, 'or$1')
    .replace(/tre(s?)$/, 'ter$1')
    .replace(/ogue/, 'og');

const common = new Map<string, boolean>();

/** Whether a reader without schooling in the field knows the word. Takes inflections and British spelling. */
export function isCommonWord(word: string): boolean {
  if (/n['’]t$/i.test(word)) return true;
  const lower = word.toLowerCase().replace(/['’](?:s|re|ve|ll|d|m)?$/, '');
  const known = common.get(lower);
  if (known !== undefined) return known;
  const is = [lower, american(lower)].some((form) =>
    [...baseForms(form)].some((base) => commonWords.has(base)),
  );
  if (common.size > 50_000) common.clear();
  common.set(lower, is);
  return is;
}

const wordPattern = /[\p{L}\p{M}]+(?:['’]\p{L}+)?/gu;

/**
 * Flesch–Kincaid grade = 0.39 · words/sentence + 11.8 · syllables/word − 15.59 (Kincaid, Fishburne, Rogers &
 * Chissom, 1975, Research Branch Report 8-75). Numbers count as one word of one syllable. A text without words
 * has grade 0. The grade is made for English; of other languages it is only an index.
 */
export function readabilityOf(sentences: string | readonly string[]): Readability {
  const list = typeof sentences === 'string' ? sentences.split(/\n{2,}/).flatMap(splitSentences) : sentences;
  let [words, numbers, spoken, rare, counted] = [0, 0, 0, 0, 0];
  for (const sentence of list) {
    const found = sentence.match(wordPattern) ?? [];
    if (found.length === 0) continue;
    counted += 1;
    words += found.length;
    numbers += sentence.match(/(?<![\p{L}\d.,])\d[\d.,]*/gu)?.length ?? 0;
    for (const word of found) {
      spoken += syllablesOf(word);
      if (!isCommonWord(word)) rare += 1;
    }
  }
  if (words === 0) return { grade: 0, rareWords: 0, words: 0, sentences: 0 };
  const all = words + numbers;
  const grade = (0.39 * all) / counted + (11.8 * (spoken + numbers)) / all - 15.59;
  return {
    grade: Math.round(grade * 10) / 10,
    rareWords: Math.round((rare / words) * 1000) / 1000,
    words,
    sentences: counted,
  };
}
