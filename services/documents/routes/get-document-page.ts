import { notFound, Problem } from '@scory/chassis/errors.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import { getDocumentPage } from '@scory/contracts/documents/ingest.ts';
import { documentText, documentTextKey } from '@scory/contracts/documents/text.ts';
import { findReadable } from '../store/document-store.ts';

export const getDocumentPageRoute = ({ database, objects }: Pick<Runtime, 'database' | 'objects'>): Route =>
  route(getDocumentPage, async (request) => {
    const { id, number } = request.params;
    const row = await findReadable(database, id, caller(request));
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
    return { data: page, metadata: { pages: pages.length } };
  });
