import type { Box, DocumentPage } from '@scory/contracts/documents/text.ts';
import { boxesOf } from './boxes-of.ts';

/**
 * Where characters `from` to `to` of a page stand, counted over its paragraphs joined by a line feed, a box a line.
 * Undefined where the page has not got so many.
 */
export function boxesOfRange(
  { paragraphs }: Pick<DocumentPage, 'paragraphs'>,
  from: number,
  to: number,
): Box[] | undefined {
  const boxes: Box[] = [];
  let start = 0;
  for (const paragraph of paragraphs) {
    const end = start + paragraph.text.length;
    boxes.push(...boxesOf(paragraph, Math.max(from, start) - start, Math.min(to, end) - start));
    start = end + 1;
  }
  return to > start - 1 ? undefined : boxes;
}
