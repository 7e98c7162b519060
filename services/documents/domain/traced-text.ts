/** Text that knows, through every joining of lines, where each of its lines stands. */
import type { Box, TextLine } from '@scory/contracts/documents/text.ts';
import { joinLines, type Vocabulary } from './hyphenation.ts';
import type { Line } from './page-lines.ts';

export interface TracedText {
  text: string;
  /** In the order of the text, without overlap; what joins two lines belongs to neither. */
  lines: TextLine[];
}

type Extent = Pick<Line, 'x0' | 'x1' | 'top' | 'bottom'>;

const round = (points: number): number => Math.round(points * 10) / 10;

export function boxAround(parts: readonly Extent[]): Box {
  let [x0, top, x1, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const part of parts) {
    x0 = Math.min(x0, part.x0);
    top = Math.min(top, part.top);
    x1 = Math.max(x1, part.x1);
    bottom = Math.max(bottom, part.bottom);
  }
  return [round(x0), round(top), round(x1), round(bottom)];
}

const tracedLine = (line: Line): TracedText => ({
  text: line.text,
  lines: [{ start: 0, end: line.text.length, box: boxAround([line]) }],
});

/** Adds what follows `before` in its paragraph; a hyphen that the line break put into a word goes. */
export function append(before: TracedText, after: TracedText, vocabulary: Vocabulary): void {
  const text = joinLines(before.text, after.text, vocabulary);
  const shift = text.length - after.text.length;
  const last = before.lines.at(-1);
  // The hyphen that went was the last character of its line.
  if (last && last.end > shift) last.end = shift;
  if (last && last.end <= last.start) before.lines.pop();
  for (const { start, end, box } of after.lines) {
    before.lines.push({ start: start + shift, end: end + shift, box });
  }
  before.text = text;
}

/** Consecutive lines of one paragraph as one text. */
export function joinedLines(lines: readonly Line[], vocabulary: Vocabulary): TracedText {
  const whole = tracedLine(lines[0]!);
  for (const line of lines.slice(1)) append(whole, tracedLine(line), vocabulary);
  return whole;
}

/** A table: one row a line, cells divided by tabs. */
export function tracedTable(rows: readonly (readonly Line[])[]): TracedText {
  const lines: TextLine[] = [];
  let text = '';
  for (const [index, row] of rows.entries()) {
    for (const [column, cell] of row.entries()) {
      if (column > 0) text += '\t';
      else if (index > 0) text += '\n';
      lines.push({ start: text.length, end: text.length + cell.text.length, box: boxAround([cell]) });
      text += cell.text;
    }
  }
  return { text, lines };
}

/** Takes out the soft hyphens that no line break used. */
export function withoutSoftHyphens(traced: TracedText): TracedText {
  const parts = traced.text.split('\u00AD');
  if (parts.length === 1) return { text: traced.text, lines: traced.lines };
  const text = parts.join('');
  /** Where the soft hyphens stood, ascending. */
  const gone: number[] = [];
  let at = -1;
  for (const part of parts.slice(0, -1)) {
    at += part.length + 1;
    gone.push(at);
  }
  let passed = 0;
  /** Offsets come in ascending order. */
  const moved = (offset: number): number => {
    while (passed < gone.length && gone[passed]! < offset) passed += 1;
    return offset - passed;
  };
  const lines = traced.lines.map(({ start, end, box }) => ({ start: moved(start), end: moved(end), box }));
  return { text, lines: lines.filter(({ start, end }) => end > start) };
}
