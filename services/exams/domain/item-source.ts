/** Where the words that a question rests on stand: page, and a box a line. */
import type { Box } from '@scory/contracts/documents/text.ts';
import type { ItemSource } from '@scory/contracts/exams/items.ts';
import { findQuote } from './gates/find-quote.ts';
import type { Passage } from './passage.ts';

type Line = Passage['lines'][number];

/** The part of a line's box that holds these characters, by their share of it. */
function boxOf({ start, end, box }: Line, from: number, to: number): Box | undefined {
  if (!box) return undefined;
  const [x0, top, x1, bottom] = box;
  const at = (offset: number): number =>
    Math.round((x0 + ((x1 - x0) * (Math.min(end, Math.max(start, offset)) - start)) / (end - start)) * 10) /
    10;
  return [at(from), top, at(to), bottom];
}

/**
 * The quote as it stands in the passage, on the page where it begins; undefined where it does not stand there. Boxes are those of
 * that page: a sentence that runs over a page break is marked up to it.
 */
export function itemSource(passage: Passage, quote: string): ItemSource | undefined {
  const range = findQuote(passage.text, quote);
  if (!range) return undefined;
  const touched = passage.lines.filter(({ start, end }) => start < range.end && end > range.start);
  const page = touched[0]?.page ?? passage.lines[0]?.page ?? 1;
  const boxes = touched
    .filter((line) => line.page === page)
    .flatMap((line) => {
      const box = boxOf(line, range.start, range.end);
      return box ? [box] : [];
    });
  const { documentId, section, text } = passage;
  return {
    document_id: documentId,
    page,
    quote: text.slice(range.start, range.end).slice(0, 2_000),
    boxes,
    section,
  };
}
