/** How far two texts of the same pages agree, whatever their line breaks. */

/** Words that only differ in how they were set are the same: ligatures, division at the end of a line, capitals. */
const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKC')
    .replace(/(\p{L})[-\u00AD\u2010]\r?\n(?=\p{Ll})/gu, '$1')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];

const countsOf = (words: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
};

function commonCount(ours: readonly string[], theirs: readonly string[]): number {
  const counts = countsOf(theirs);
  return [...countsOf(ours)].reduce((sum, [word, count]) => sum + Math.min(count, counts.get(word) ?? 0), 0);
}

/** Shares of the words of each text, counted as often as they occur, that the other one has too; n words of theirs. */
export function sharedWords(ours: string, theirs: string): { ofTheirs: number; ofOurs: number; n: number } {
  const [a, b] = [wordsOf(ours), wordsOf(theirs)];
  const common = commonCount(a, b);
  return { ofTheirs: common / Math.max(1, b.length), ofOurs: common / Math.max(1, a.length), n: b.length };
}

/** Length of the longest common subsequence by the number of common words. */
export function wordsInOrder(ours: string, theirs: string): number {
  const [a, b] = [wordsOf(ours), wordsOf(theirs)];
  const ids = new Map<string, number>();
  const idOf = (word: string): number => {
    const id = ids.get(word) ?? ids.size;
    ids.set(word, id);
    return id;
  };
  const [left, right] = [Int32Array.from(a, idOf), Int32Array.from(b, idOf)];
  const row = new Int32Array(right.length + 1);
  for (const word of left) {
    let diagonal = 0;
    for (let at = 1; at <= right.length; at += 1) {
      const above = row[at]!;
      row[at] = right[at - 1] === word ? diagonal + 1 : Math.max(above, row[at - 1]!);
      diagonal = above;
    }
  }
  return row[right.length]! / Math.max(1, commonCount(a, b));
}

const bare = (text: string): string => text.normalize('NFKC').replace(/[^\p{L}\p{N}]/gu, '');
/** Enough to tell one paragraph from another. */
const openingLength = 24;

/**
 * Pairs of paragraphs that do not stand in their order (Kendall's distance); with a paragraph that is not found, its pairs are
 * wrong. A paragraph stands where its first letters do.
 */
export function orderErrors(text: string, paragraphs: readonly string[]): { wrong: number; pairs: number } {
  const whole = bare(text);
  const places = paragraphs.map((paragraph) => whole.indexOf(bare(paragraph).slice(0, openingLength)));
  let wrong = 0;
  for (const [at, place] of places.entries())
    for (const later of places.slice(at + 1)) wrong += Number(place < 0 || later < 0 || place > later);
  return { wrong, pairs: (places.length * (places.length - 1)) / 2 };
}
