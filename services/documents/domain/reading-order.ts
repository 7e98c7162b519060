/**
 * The order in which a person reads the blocks of a page. A region is divided at the gutter beside which most
 * text stands side by side; what crosses the gutter (a title, a wide figure's caption) divides it into bands;
 * each band is read left part first, and each part the same way again.
 */
import { type Block, blockOf, stackLines } from './page-blocks.ts';
import { type Line, rowsOf } from './page-lines.ts';

/** Deepest nesting of columns that a printed page has with a margin; beyond it lies a drawing. */
const deepest = 5;
/** Height of text beside text, in lines, that makes a gap a gutter. */
const gutterLines = 1.8;

interface Span {
  from: number;
  to: number;
}

function mergedSpans(blocks: readonly Block[]): Span[] {
  const merged: Span[] = [];
  for (const { top, bottom } of blocks.toSorted((a, b) => a.top - b.top)) {
    const last = merged.at(-1);
    if (last && top <= last.to) last.to = Math.max(last.to, bottom);
    else merged.push({ from: top, to: bottom });
  }
  return merged;
}

/** Height over which both sides have text. */
function sideBySide(left: readonly Block[], right: readonly Block[]): number {
  const rightSpans = mergedSpans(right);
  let shared = 0;
  for (const a of mergedSpans(left)) {
    for (const b of rightSpans) shared += Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from));
  }
  return shared;
}

const lineHeight = (blocks: readonly Block[]): number =>
  blocks.map((block) => block.lines[0]!.size).toSorted((a, b) => a - b)[blocks.length >> 1]! * 1.15;

/** The x of the best gutter, or undefined where nothing stands side by side. */
function gutterOf(blocks: readonly Block[]): number | undefined {
  let best: { x: number; shared: number; width: number } | undefined;
  const least = gutterLines * lineHeight(blocks);
  for (const edge of new Set(blocks.map((block) => block.x1))) {
    const left = blocks.filter((block) => block.x1 <= edge + 0.5);
    const right = blocks.filter((block) => block.x0 >= edge);
    if (right.length === 0) continue;
    const shared = sideBySide(left, right);
    const width = Math.min(...right.map((block) => block.x0)) - edge;
    const better =
      !best || shared > best.shared * 1.02 || (shared > best.shared * 0.98 && width > best.width);
    if (shared >= least && better) best = { x: edge, shared, width };
  }
  return best && best.x + Math.min(best.width, 4) / 2;
}

function fromTheTop(blocks: readonly Block[]): Block[] {
  const sorted = blocks.toSorted((a, b) => a.top - b.top || a.x0 - b.x0);
  // Neighbours on one row are read from the left though one of them stands a hair higher.
  for (let index = 1; index < sorted.length; index += 1) {
    const upper = sorted[index - 1]!;
    const lower = sorted[index]!;
    const overlap = Math.min(upper.bottom, lower.bottom) - lower.top;
    if (overlap > 0.5 * (lower.bottom - lower.top) && lower.x1 <= upper.x0) {
      sorted[index - 1] = lower;
      sorted[index] = upper;
    }
  }
  return sorted;
}

const numeric = /^[<>≤≥≈~±+\-–−(]*\$?\d[\d.,%()±/\s×x·–−-]*[a-z%°*†)]{0,3}$/i;

/** The rows of a band that is a table: short cells in most rows, three of them or two with many numbers. */
function tableRows(blocks: readonly Block[]): Line[][] | undefined {
  const rows = rowsOf(blocks.flatMap((block) => block.lines));
  const cells = rows.flat();
  if (rows.length < 2 || cells.length < 5) return undefined;
  const characters = cells.reduce((sum, cell) => sum + cell.text.length, 0) / cells.length;
  const numbers = cells.filter((cell) => numeric.test(cell.text)).length / cells.length;
  const wide = rows.filter((row) => row.length >= 3).length >= 0.6 * rows.length && characters <= 25;
  const paired = rows.filter((row) => row.length >= 2).length >= 0.7 * rows.length && numbers >= 0.35;
  const long = cells.filter((cell) => cell.text.length > 36).length / cells.length;
  if (!(wide || paired) || long > 0.12) return undefined;
  const first = rows.findIndex((row) => row.length > 1);
  return rows.slice(first, rows.findLastIndex((row) => row.length > 1) + 1);
}

/** A table with what stands over and under it in the same band (its caption, the next heading). */
function aroundTable(band: readonly Block[], rows: Line[][]): Block[] {
  const table = { ...blockOf(rows.flat()), rows };
  const cells = new Set(table.lines);
  const others = band.flatMap((block) => block.lines).filter((line) => !cells.has(line));
  const over = others.filter((line) => line.baseline <= rows[0]![0]!.baseline);
  const under = others.filter((line) => line.baseline > rows[0]![0]!.baseline);
  return [...fromTheTop(stackLines(over)), table, ...fromTheTop(stackLines(under))];
}

/** Reads what lies between the dividers band by band, and each divider in its place. */
function inBands(
  blocks: readonly Block[],
  dividers: readonly Block[],
  readBand: (band: Block[]) => Block[],
): Block[] {
  const order: Block[] = [];
  let rest = blocks.filter((block) => !dividers.includes(block));
  for (const divider of fromTheTop(dividers)) {
    const middle = (divider.top + divider.bottom) / 2;
    const above = rest.filter((block) => (block.top + block.bottom) / 2 < middle);
    order.push(...readBand(above), divider);
    rest = rest.filter((block) => !above.includes(block));
  }
  return [...order, ...readBand(rest)];
}

/** Part of a region's width from which on a block that crosses the gutter parts what is over from what is under it. */
const wideDivider = 0.4;

function inReadingOrder(blocks: readonly Block[], depth: number): Block[] {
  const gutter = depth < deepest && blocks.length > 1 ? gutterOf(blocks) : undefined;
  if (gutter === undefined) return fromTheTop(blocks);
  const { x0, x1 } = blockOf(blocks.flatMap((block) => block.lines));
  const crosses = (block: Block): boolean => block.x0 < gutter && block.x1 > gutter;
  const wide = blocks.filter((block) => crosses(block) && block.x1 - block.x0 > wideDivider * (x1 - x0));
  return inBands(blocks, wide, (band) => {
    const rows = band.length > 1 ? tableRows(band) : undefined;
    if (rows) return aroundTable(band, rows);
    return inBands(band, band.filter(crosses), (part) => [
      ...inReadingOrder(
        part.filter((block) => block.x1 <= gutter),
        depth + 1,
      ),
      ...inReadingOrder(
        part.filter((block) => block.x1 > gutter),
        depth + 1,
      ),
    ]);
  });
}

/** Pages with more blocks than this are drawings (a scatter plot's labels): read from the top. */
const mostOrdered = 600;

export function orderedBlocks(lines: readonly Line[]): Block[] {
  const blocks = stackLines(lines);
  return blocks.length > mostOrdered ? fromTheTop(blocks) : inReadingOrder(blocks, 0);
}
