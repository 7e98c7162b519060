/** What a document is searched and cited by: a passage that knows where each of its characters stands. */
import type { Box, TextLine } from '@scory/contracts/documents/text.ts';
import { boxesOnLines } from './boxes-of.ts';

export type ChunkKind = 'text' | 'abstract' | 'table' | 'caption' | 'footnote';

/** Characters `start` to `end` of a chunk are characters `from` to `to` of a paragraph. */
export interface ChunkSpan {
  start: number;
  end: number;
  /** Number of the page, from 1. */
  page: number;
  /** Index of the paragraph on its page. */
  paragraph: number;
  from: number;
  to: number;
  /** Where it stands, by characters of the chunk, where the artefact knows lines. */
  lines?: TextLine[];
  /** Where it stands else: a box a line; none in media without pages. */
  boxes?: Box[];
  /** It stands in an earlier chunk too: sentences of the overlap, or the header row of a divided table. */
  repeated?: true;
}

export interface Chunk {
  /** From 0, in the order of the document. */
  index: number;
  kind: ChunkKind;
  /** Characters between spans are line feeds or a space; every other one lies in exactly one span. */
  text: string;
  /** Of `text`, in cl100k_base. */
  tokens: number;
  /** The headings it stands under, the outermost first. They are not part of its text. */
  section: string[];
  spans: ChunkSpan[];
  /** A reader of the document does not see it: all of it, as what is seen and what is not are never in one chunk. */
  hidden?: true;
  /** SHA-256 over kind, section and text: what stays the same when a document is read anew need not be embedded anew. */
  hash: string;
}

export interface Place {
  page: number;
  boxes: Box[];
}

/** What is embedded of a chunk: a passage says more beside the headings it stands under. */
export const embeddedText = ({ section, text }: Pick<Chunk, 'section' | 'text'>): string =>
  [...section, text].join('\n');

/** Where characters `start` to `end` of a chunk stand, page by page in the order of the text. */
export function placesOf(chunk: Pick<Chunk, 'text' | 'spans'>, start: number, end: number): Place[] {
  const places = new Map<number, Place>();
  for (const span of chunk.spans) {
    if (Math.max(start, span.start) >= Math.min(end, span.end)) continue;
    const place = places.get(span.page) ?? { page: span.page, boxes: [] };
    places.set(span.page, place);
    const boxes = span.lines ? boxesOnLines(chunk.text, span.lines, start, end) : (span.boxes ?? []);
    place.boxes.push(...boxes);
  }
  return [...places.values()];
}
