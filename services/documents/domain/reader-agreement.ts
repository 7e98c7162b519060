/** How far two readers of one page say the same, whichever order and whichever signs they write it in. */

import { countUnmapped } from './clean-text.ts';

/** Letters and digits alone: readers differ in spaces, in hyphens at line ends and in how they write symbols. */
const lettersOf = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}\uFFFD\p{Co}]/gu, '')
    .toLowerCase();

const gram = 3;

function gramsOf(letters: string): Map<string, number> {
  const grams = new Map<string, number>();
  for (let at = 0; at + gram <= letters.length; at += 1) {
    const each = letters.slice(at, at + gram);
    grams.set(each, (grams.get(each) ?? 0) + 1);
  }
  return grams;
}

/** 0 to 1: the share of runs of three characters that both have (Dice). 1 where neither has any. */
export function agreementOf(first: string, second: string): number {
  const [a, b] = [gramsOf(lettersOf(first)), gramsOf(lettersOf(second))];
  const all = [...a.values(), ...b.values()].reduce((sum, each) => sum + each, 0);
  if (all === 0) return 1;
  let both = 0;
  for (const [each, times] of a) both += Math.min(times, b.get(each) ?? 0);
  return (2 * both) / all;
}

/** Letters of two alphabets in one word, signs or capitals amid it. Scripts without spaces have their signs amid words. */
const oddWord =
  /(?=.*\p{Script=Latin})(?=.*[\p{Script=Cyrillic}\p{Script=Greek}])|\p{Script=Latin}[^\p{L}\p{M}\p{N}'’.,:;/@&()[\]{}\-\u00AD\u2010-\u2015]\p{Script=Latin}|\p{Lu}{2}\p{Ll}+\p{Lu}/u;
/** Five letters that nobody could say. */
const unsayable = /^[bcdfghjklmnpqrstvwxz]{5,}$/i;
/** Shorter ones are units, symbols and abbreviations. */
const shortestWord = 4;
/** Fewer say nothing about a page. */
const fewestWords = 8;

/** Share of a page's words that are words of no language, with the signs that have no meaning: 0 for text that is sound. */
export function oddityOf(text: string): number {
  const unmapped = countUnmapped(text);
  const letters = text.replace(/\s/g, '').length;
  const words = text
    .split(/[\s\p{Cc}]+/u)
    .filter((word) => word.length >= shortestWord && /\p{L}/u.test(word));
  const odd = words.filter((word) => oddWord.test(word) || unsayable.test(word)).length;
  const share = words.length < fewestWords ? 0 : odd / words.length;
  return Math.max(share, letters === 0 ? 0 : unmapped / letters);
}

/** Pages of papers have up to a tenth of formulas among their words. */
const mostOddity = 0.2;

/** Part of a page's characters: with fewer, two readings are one in what follows, whatever the other makes of them. */
const mostUnmapped = 0.02;

export interface FirstReading {
  text: string;
  /** Pieces of text that another reader has counted on the page, where it could. */
  pieces: number | undefined;
}

/** Whether a page is to be read by the other reader too: many signs without meaning, odd words, or less text than the page draws. */
export function wantsSecondReader({ text, pieces = 0 }: FirstReading): boolean {
  const glyphs = text.replace(/\s/g, '').length;
  return countUnmapped(text) > mostUnmapped * glyphs || oddityOf(text) >= mostOddity || glyphs < pieces / 2;
}

/** More than code and formulas have. */
const garbledFrom = 0.35;
export const isGarbled = (text: string): boolean => oddityOf(text) >= garbledFrom;

/** From here on two readings are one: on real papers readers agree by 0.97 and more. */
const agreed = 0.9;
const clearlyBetter = 0.05;

/** Which of two readings to keep; they are said to disagree where it matters which. */
export function compareReadings(
  first: string,
  second: string,
): { agreement: number; disagree: boolean; keep: 'first' | 'second' } {
  const agreement = agreementOf(first, second);
  if (agreement >= agreed) return { agreement, disagree: false, keep: 'first' };
  const [lettersFirst, lettersSecond] = [lettersOf(first).length, lettersOf(second).length];
  const fuller = lettersSecond > 1.5 * lettersFirst + 5 && oddityOf(second) < mostOddity;
  const sounder = oddityOf(second) + clearlyBetter < oddityOf(first) && lettersSecond > 0.5 * lettersFirst;
  return { agreement, disagree: true, keep: fuller || sounder ? 'second' : 'first' };
}
