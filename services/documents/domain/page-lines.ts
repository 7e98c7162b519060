/** From the pieces of text that a page draws to its lines. */
import { cleanText, composeAccents } from './clean-text.ts';
import { gutterStrips, type Strip } from './gutters.ts';

/** A piece of text as drawn: baseline start, from the top left of the upright page, in points. */
export interface TextItem {
  text: string;
  x: number;
  y: number;
  width: number;
  size: number;
  font: string;
  /**
   * Why it does not show, where the reader of the file knows: not drawn at all, in the colour of its ground, painted over,
   * cut away, in a layer that is switched off, or laid over or under a picture, as programs do that read scans.
   */
  unseen?: 'render-mode' | 'colour' | 'covered' | 'clipped' | 'layer' | 'picture-layer';
}

export interface RawPage {
  number: number;
  width: number;
  height: number;
  rotation?: 90 | 180 | 270;
  items: TextItem[];
}

/** A run of words on one baseline within one column (or table cell). */
export interface Line {
  text: string;
  x0: number;
  x1: number;
  top: number;
  bottom: number;
  baseline: number;
  size: number;
  font: string;
  /** Characters that were drawn in `font` and `size`. */
  weight: number;
}

/** Parts of the font size: how far glyphs reach over and under the baseline; gaps between words and columns. */
const ascent = 0.78;
const descent = 0.22;
const wordGap = 0.2;
const columnGap = 0.9;
const widestWordGap = 3;

/** A bullet, list number, reference mark or section number that stands apart from the text it opens. */
const label =
  /^(?:[•◦▪‣·∗*–—-]|\(?[0-9]{1,3}[.)\]]|\(?[a-zA-Z][.)]|\[[^\]]{1,8}\]|\d+(?:\.\d+)*\.?|[IVX]{1,4}\.)$/;

function lineOf(item: TextItem, text: string): Line {
  return {
    text,
    x0: item.x,
    x1: item.x + item.width,
    top: item.y - item.size * ascent,
    bottom: item.y + item.size * descent,
    baseline: item.y,
    size: item.size,
    font: item.font,
    weight: text.length,
  };
}

/** Whether two pieces stand on one line; a raised or lowered index stands on the line of its word. */
function onOneRow(a: Line, b: Line): boolean {
  const overlap = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return overlap >= 0.5 * Math.min(a.bottom - a.top, b.bottom - b.top);
}

function append(line: Line, next: Line, spaced: boolean): void {
  const gap = next.x0 - line.x1;
  const space = spaced || gap > wordGap * Math.min(line.size, next.size);
  line.text += space && !line.text.endsWith(' ') && !next.text.startsWith(' ') ? ` ${next.text}` : next.text;
  line.x0 = Math.min(line.x0, next.x0);
  line.x1 = Math.max(line.x1, next.x1);
  line.top = Math.min(line.top, next.top);
  line.bottom = Math.max(line.bottom, next.bottom);
  if (next.font === line.font && next.size === line.size) line.weight += next.weight;
  else if (next.weight > line.weight) {
    line.size = next.size;
    line.font = next.font;
    line.baseline = next.baseline;
    line.weight = next.weight;
  }
}

/** Joins pieces that the page draws one after the other. */
function joinInDrawingOrder(items: readonly TextItem[]): Line[] {
  const lines: Line[] = [];
  let current: Line | undefined;
  let spaced = false;
  for (const item of items) {
    const text = cleanText(item.text);
    if (text.trim() === '') {
      spaced ||= text !== '';
      continue;
    }
    const next = lineOf(item, text);
    const gap = current ? next.x0 - current.x1 : 0;
    const em = current ? Math.max(current.size, next.size) : 0;
    if (current && onOneRow(current, next) && gap > -0.6 * em && gap < columnGap * em) {
      append(current, next, spaced);
    } else {
      current = next;
      lines.push(current);
    }
    spaced = false;
  }
  return lines;
}

/** Lines that stand side by side, from the left; rows from the top. */
export function rowsOf(lines: readonly Line[]): Line[][] {
  const rows: Line[][] = [];
  for (const line of lines.toSorted((a, b) => a.baseline - b.baseline)) {
    // An index may sort before its word: look a few rows back.
    const row = rows.slice(-3).findLast((candidate) => candidate.some((member) => onOneRow(member, line)));
    if (row) row.push(line);
    else rows.push([line]);
  }
  for (const row of rows) row.sort((a, b) => a.x0 - b.x0);
  return rows;
}

/** Whether the row has a gap, wider than words have, that overlaps the one from `from` to `to`. */
function hasGapWithin(row: readonly Line[] | undefined, from: number, to: number, em: number): boolean {
  if (!row) return false;
  for (let index = 1; index < row.length; index += 1) {
    const left = row[index - 1]!;
    const right = row[index]!;
    if (right.x0 - left.x1 < columnGap * em * 0.8) continue;
    if (Math.min(right.x0, to) - Math.max(left.x1, from) > 0.4 * em) return true;
  }
  return false;
}

/** Whether the gap between two pieces is the gutter between columns. */
const spansStrip = (strips: readonly Strip[], from: number, to: number): boolean =>
  strips.some(
    (strip) =>
      Math.min(to, strip.to) - Math.max(from, strip.from) > 0.5 * Math.min(to - from, strip.to - strip.from),
  );

/**
 * Joins what stands in one row and was drawn apart. A wide gap divides columns only over a gutter of the page or
 * if a row above or below has one at the same place; otherwise it is a stretched space of a justified line.
 */
function joinWithinRows(lines: readonly Line[]): Line[] {
  const rows = rowsOf(lines);
  const strips = gutterStrips(lines);
  const joined: Line[] = [];
  rows.forEach((row, at) => {
    let current: Line | undefined;
    for (const piece of row) {
      const next = { ...piece };
      if (!current) {
        current = next;
        continue;
      }
      const gap = next.x0 - current.x1;
      const em = Math.max(current.size, next.size);
      const [from, to] = [current.x1, next.x0];
      const opens = label.test(current.text.trim()) && gap < 4 * em && !label.test(next.text.trim());
      const divides =
        gap > widestWordGap * em ||
        (gap >= columnGap * em &&
          (hasGapWithin(rows[at - 1], from, to, em) || hasGapWithin(rows[at + 1], from, to, em)));
      const parted = gap >= columnGap * 0.8 * em && spansStrip(strips, from, to);
      if (!parted && (opens || !divides)) append(current, next, gap > columnGap * em);
      else {
        joined.push(current);
        current = next;
      }
    }
    if (current) joined.push(current);
  });
  return joined;
}

/** The lines of a page, each within its column, in no particular order. */
export function pageLines(items: readonly TextItem[]): Line[] {
  const lines = joinWithinRows(joinInDrawingOrder(items));
  for (const line of lines) line.text = composeAccents(line.text.replace(/\s+/g, ' ').trim());
  return lines.filter((line) => line.text !== '');
}
