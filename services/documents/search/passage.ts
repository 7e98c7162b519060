/** A passage as a caller sees it. */
import type { Passage } from '@scory/contracts/documents/search.ts';
import { type Chunk, type Place, placesOf } from '../domain/chunk.ts';
import type { PageImageLinks } from '../domain/page-image-links.ts';

export interface PassageRow extends Pick<Chunk, 'kind' | 'section' | 'text' | 'spans'> {
  document_id: string;
  place: number;
  hidden: boolean;
  /** The text with each word of the query between two marks. */
  marked: string;
  title: string | null;
  file_name: string | null;
  pages: number | null;
  version: number;
  /** Whose document it is; not for callers. */
  owner_id: string;
}

/** Private-use characters, which no extracted text holds. */
const [opening, closing] = ['\uE000', '\uE001'];

/** Where the marks stand, in a text without them. */
export function highlightsOf(marked: string): [number, number][] {
  const found: [number, number][] = [];
  let length = 0;
  let start = 0;
  for (const character of marked) {
    if (character === opening) start = length;
    else if (character === closing) found.push([start, length]);
    else length += character.length;
  }
  return found;
}

/** The page that says most of what was asked for; the first one where no word of it stands in the passage. */
function bestPlace(passage: Pick<Chunk, 'text' | 'spans'>, highlights: readonly [number, number][]): Place {
  const [first = { page: 1, boxes: [] }, ...others] = placesOf(passage, 0, passage.text.length);
  const hits = highlights.flatMap(([start, end]) => placesOf(passage, start, end).map(({ page }) => page));
  const countOf = ({ page }: Place): number => hits.filter((hit) => hit === page).length;
  return others.reduce((best, place) => (countOf(place) > countOf(best) ? place : best), first);
}

/** Wide enough to read. */
const imageWidth = 1_000;

export function passageOf(row: PassageRow, score: number, images: PageImageLinks): Passage {
  const { document_id: id, place, kind, section, text, hidden, title, file_name, pages } = row;
  const places = placesOf(row, 0, row.text.length);
  const highlights = highlightsOf(row.marked);
  const { page, boxes: marks } = bestPlace(row, highlights);
  const shown = { documentId: id, ownerId: row.owner_id, page, width: imageWidth, marks };
  const self = `/api/v1/documents/${id}`;
  return {
    id: `${id}#${place}`,
    score: Number(score.toFixed(6)),
    text,
    kind,
    section,
    hidden,
    highlights,
    page,
    places,
    document: { id, title, file_name, pages, version: row.version },
    links: {
      document: self,
      page: `${self}/pages/${page}?passage=${place}`,
      // Media without pages have no boxes, and no picture.
      image: marks.length > 0 ? images.pageImageLink(shown) : null,
    },
  };
}
