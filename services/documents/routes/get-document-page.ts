import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import { getDocumentPage } from '@scory/contracts/documents/ingest.ts';
import { findReadable } from '../store/document-store.ts';
import { readPage } from '../store/read-page.ts';

export const getDocumentPageRoute = ({ database, objects }: Pick<Runtime, 'database' | 'objects'>): Route =>
  route(getDocumentPage, async (request) => {
    const { id, number } = request.params;
    const found = await readPage(objects, await findReadable(database, id, caller(request)), number);
    return { data: found.page, metadata: { pages: found.pages } };
  });
