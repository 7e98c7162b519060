/** Finds the empty strips between the columns of a page. */

export interface Strip {
  from: number;
  to: number;
}

/** Narrowest strip that divides columns, in points, and the part of the page's width it may lie in. */
const narrowest = 5;
const edge = 0.15;
/** Lines that may cross a strip (titles, wide figures), as a part of the lines beside it. */
const crossingPart = 0.5;
const fewestLines = 6;

/** Strips that hardly a line crosses although many lines stand on both sides of them. */
export function gutterStrips(lines: readonly { x0: number; x1: number }[]): Strip[] {
  if (lines.length < 2 * fewestLines) return [];
  const left = Math.floor(Math.min(...lines.map((line) => line.x0)));
  const width = Math.ceil(Math.max(...lines.map((line) => line.x1))) - left;
  if (!(width > 0 && width < 20_000)) return [];
  const crossing = new Int32Array(width + 2);
  for (const { x0, x1 } of lines) {
    crossing[Math.max(0, Math.ceil(x0 - left))]! += 1;
    crossing[Math.max(0, Math.floor(x1 - left)) + 1]! -= 1;
  }
  for (let x = 1; x <= width; x += 1) crossing[x]! += crossing[x - 1]!;
  const mostLeft = new Int32Array(width + 2);
  const mostRight = new Int32Array(width + 2);
  for (let x = 1; x <= width; x += 1) mostLeft[x] = Math.max(mostLeft[x - 1]!, crossing[x - 1]!);
  for (let x = width - 1; x >= 0; x -= 1) mostRight[x] = Math.max(mostRight[x + 1]!, crossing[x + 1]!);
  const strips: Strip[] = [];
  let from = -1;
  for (let x = Math.floor(width * edge); x <= width * (1 - edge); x += 1) {
    const beside = Math.min(mostLeft[x]!, mostRight[x]!);
    const empty = beside >= fewestLines && crossing[x]! <= beside * crossingPart;
    if (empty && from < 0) from = x;
    if (!empty && from >= 0) {
      if (x - from >= narrowest) strips.push({ from: from + left, to: x + left });
      from = -1;
    }
  }
  return strips;
}
