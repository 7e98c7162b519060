import { notFound } from '@scory/chassis/errors.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import { getDocument } from '@scory/contracts/documents/ingest.ts';
import { documentView, findReadable } from '../store/document-store.ts';

export const getDocumentRoute = ({ database }: Pick<Runtime, 'database'>): Route =>
  route(getDocument, async (request) => {
    const row = await findReadable(database, request.params.id, caller(request));
    if (!row) throw notFound('The document', 'DOCUMENT_NOT_FOUND');
    return { data: documentView(row) };
  });
