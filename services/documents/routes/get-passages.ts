import { notFound, Problem } from '@scory/chassis/errors.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import { listPassages } from '@scory/contracts/documents/passages.ts';
import { findReadable } from '../store/document-store.ts';
import { listPassages as passagesOf } from '../store/list-passages.ts';

export const listPassagesRoute = ({ database }: Pick<Runtime, 'database'>): Route =>
  route(listPassages, async (request) => {
    const actor = caller(request);
    const row = await findReadable(database, request.params.id, actor);
    if (!row) throw notFound('The document', 'DOCUMENT_NOT_FOUND');
    if (row.status !== 'ready') {
      const why = row.error_message ?? 'The text of the document is still being extracted';
      throw new Problem(409, 'DOCUMENT_NOT_READY', why);
    }
    const { passages, total } = await passagesOf(database, row.id, actor, request.query);
    const { id, title, sha256, language, pages } = row;
    return { data: passages, metadata: { document: { id, title, sha256, language, pages }, total } };
  });
