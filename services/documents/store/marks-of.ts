/** Where on a page that stands which a request asks to be marked. */
import type { Database } from '@scory/chassis/database.ts';
import { notFound, Problem } from '@scory/chassis/errors.ts';
import type { PageRange } from '@scory/contracts/documents/page-range.ts';
import type { Box, DocumentPage } from '@scory/contracts/documents/text.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import { boxesOfRange } from '../domain/boxes-of-range.ts';
import { type Chunk, placesOf } from '../domain/chunk.ts';
import { asReader } from './index-store.ts';

interface Asked extends PageRange {
  documentId: string;
  page: DocumentPage;
}

const outside = (what: string): Problem =>
  new Problem(422, 'RANGE_OUTSIDE', `${what} does not stand on this page`);

/** Undefined where nothing was asked for. Throws a `Problem`: 404 for a passage that is none, 422 for what stands elsewhere. */
export async function marksOf(
  database: Database,
  actor: Actor,
  { documentId, page, from, to, passage }: Asked,
): Promise<Box[] | undefined> {
  if (from !== undefined && to !== undefined) {
    const boxes = boxesOfRange(page, from, to);
    if (!boxes) throw outside('The range');
    return boxes;
  }
  if (passage === undefined) return undefined;
  const [chunk] = await database.transaction(async (tx) => {
    await asReader(tx, actor);
    return tx.query<Pick<Chunk, 'text' | 'spans'> & Record<string, unknown>>(
      'SELECT text, spans FROM documents.chunks WHERE document_id = $1 AND place = $2',
      [documentId, passage],
    );
  });
  if (!chunk) throw notFound('The passage', 'PASSAGE_NOT_FOUND');
  const place = placesOf(chunk, 0, chunk.text.length).find(({ page: number }) => number === page.number);
  if (!place) throw outside('The passage');
  return place.boxes;
}
