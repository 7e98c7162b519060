import type { Box, Paragraph, TextLine } from '@scory/contracts/documents/text.ts';

/** Letters that are read from the right. */
const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}]/gu;

function readsFromRight(text: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  return letters > 0 && (text.match(rightToLeft)?.length ?? 0) > letters / 2;
}

const round = (points: number): number => Math.round(points * 10) / 10;

/** The part of a line's box that characters `from` to `to` of its `length` take, each taken to be equally wide. */
function partOf([x0, y0, x1, y1]: Box, from: number, to: number, length: number, mirrored: boolean): Box {
  const width = (x1 - x0) / length;
  const [left, right] = mirrored ? [length - to, length - from] : [from, to];
  return [round(x0 + left * width), y0, round(x0 + right * width), y1];
}

/**
 * Where characters `start` to `end` of the text stand, a box a line. The text is that which `lines` refer to.
 * White space between two lines stands nowhere.
 */
export function boxesOnLines(text: string, lines: readonly TextLine[], start: number, end: number): Box[] {
  return lines.flatMap((line) => {
    const from = Math.max(start, line.start);
    const to = Math.min(end, line.end);
    if (from >= to) return [];
    if (from === line.start && to === line.end) return [line.box];
    const mirrored = readsFromRight(text.slice(line.start, line.end));
    return [partOf(line.box, from - line.start, to - line.start, line.end - line.start, mirrored)];
  });
}

/**
 * Where characters `start` to `end` of a paragraph stand on its page, a box a line; within a line by the share of
 * its characters. All of the paragraph's boxes where its lines are not known; none in media without pages.
 */
export function boxesOf(
  paragraph: Pick<Paragraph, 'text' | 'boxes' | 'lines'>,
  start: number,
  end: number,
): Box[] {
  if (start >= end) return [];
  return paragraph.lines ? boxesOnLines(paragraph.text, paragraph.lines, start, end) : paragraph.boxes;
}
