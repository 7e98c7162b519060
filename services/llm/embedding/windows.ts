import { batchesOf } from './batches.ts';

/**
 * The tokens of a text in windows of at most `windowTokens`, cut between words, all about as long: a few tokens left over
 * would make a vector of their own that says little. A word of more tokens is cut where the window ends.
 */
export function windowsOf(words: readonly number[][], windowTokens: number): number[][] {
  const pieces = words.flatMap((word) =>
    word.length <= windowTokens
      ? [word]
      : Array.from({ length: Math.ceil(word.length / windowTokens) }, (_, part) =>
          word.slice(part * windowTokens, (part + 1) * windowTokens),
        ),
  );
  const total = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const even = Math.ceil(total / Math.ceil(total / windowTokens));
  // Room for the word at a cut, so that even windows do not leave a remainder.
  const longest = Math.max(0, ...pieces.map((piece) => piece.length));
  const maxSize = Math.min(windowTokens, even + longest);
  const limits = { maxItems: Number.POSITIVE_INFINITY, maxSize, sizeOf: (piece: number[]) => piece.length };
  return batchesOf(pieces, limits).map((window) => window.flat());
}
