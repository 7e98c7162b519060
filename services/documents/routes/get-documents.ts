import { decodeCursor, encodeCursor } from '@scory/chassis/cursor.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import { listDocuments } from '@scory/contracts/documents/ingest.ts';
import { documentView, listOwned } from '../store/document-store.ts';

export const listDocumentsRoute = ({ database }: Pick<Runtime, 'database'>): Route =>
  route(listDocuments, async (request) => {
    const { limit, cursor, status } = request.query;
    const filters = { status };
    const before = decodeCursor(cursor, filters);
    const rows = await listOwned(database, caller(request).owner_id, { limit: limit + 1, before, status });
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return {
      data: page.map(documentView),
      metadata: { next_cursor: last ? encodeCursor(last.id, filters) : null },
    };
  });
