/**
 * The tokens of a text in windows of at most `windowTokens`, cut between words, as few and as even as that allows: a short
 * rest would make a vector of its own that says little. A word of more tokens is cut where it must be.
 */
export function windowsOf(words: readonly number[][], windowTokens: number): number[][] {
  const pieces = words.flatMap((word) =>
    Array.from({ length: Math.ceil(word.length / windowTokens) }, (_, part) =>
      word.slice(part * windowTokens, (part + 1) * windowTokens),
    ),
  );
  const total = pieces.reduce((sum, piece) => sum + piece.length, 0);
  // With a window a token, at the latest, every piece has one of its own.
  for (let count = Math.ceil(total / windowTokens); ; count += 1) {
    const windows = cut(pieces, total / count, count);
    if (windows.every((window) => window.length <= windowTokens)) return windows;
  }
}

/** Every piece into the window that its middle lies in, where windows are `size` long. */
function cut(pieces: readonly number[][], size: number, count: number): number[][] {
  const windows: number[][][] = Array.from({ length: count }, () => []);
  let before = 0;
  for (const piece of pieces) {
    windows[Math.floor((before + piece.length / 2) / size)]?.push(piece);
    before += piece.length;
  }
  return windows.filter((window) => window.length > 0).map((window) => window.flat());
}
