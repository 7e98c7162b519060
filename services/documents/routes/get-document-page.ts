import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import { getDocumentPage } from '@scory/contracts/documents/ingest.ts';
import { findReadable } from '../store/document-store.ts';
import { marksOf } from '../store/marks-of.ts';
import { readPage } from '../store/read-page.ts';

export const getDocumentPageRoute = ({ database, objects }: Pick<Runtime, 'database' | 'objects'>): Route =>
  route(getDocumentPage, async (request) => {
    const { id, number } = request.params;
    const actor = caller(request);
    const { page, pages } = await readPage(objects, await findReadable(database, id, actor), number);
    const marks = await marksOf(database, actor, { documentId: id, page, ...request.query });
    return { data: page, metadata: { pages, marks: marks ?? null } };
  });
