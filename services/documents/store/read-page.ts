import { notFound, Problem } from '@scory/chassis/errors.ts';
import type { ObjectStore } from '@scory/chassis/objects.ts';
import { type DocumentPage, documentText, documentTextKey } from '@scory/contracts/documents/text.ts';
import type { DocumentRow } from './entities.ts';

/**
 * A page of a document that was found readable. Throws a `Problem`: 404 where there is no such document or page,
 * 409 where its text is not there yet.
 */
export async function readPage(
  objects: ObjectStore,
  row: DocumentRow | undefined,
  number: number,
): Promise<{ row: DocumentRow; page: DocumentPage; pages: number }> {
  if (!row) throw notFound('The document', 'DOCUMENT_NOT_FOUND');
  if (row.status !== 'ready') {
    throw new Problem(
      409,
      'DOCUMENT_NOT_READY',
      row.error_message ?? 'The text of the document is still being extracted',
    );
  }
  const artefact = await objects.read(documentTextKey(row.owner_id, row.id));
  if (!artefact) throw notFound('The document', 'DOCUMENT_NOT_FOUND');
  const { pages } = documentText.parse(JSON.parse(artefact.toString('utf8')));
  const page = pages.find((candidate) => candidate.number === number);
  if (!page) throw notFound('The page', 'PAGE_NOT_FOUND');
  return { row, page, pages: pages.length };
}
