import { decodeCursor, encodeCursor } from '@scory/chassis/cursor.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import { listRequests } from '@scory/contracts/papers/simplify.ts';
import type { PaperStore } from '../store/paper-store.ts';

export function listRequestsRoute(store: Pick<PaperStore, 'listRequests'>): Route {
  return route(listRequests, async (request) => {
    const { limit, cursor, reading_level: readingLevel } = request.query;
    const filters = { readingLevel };
    const rows = await store.listRequests(caller(request).owner_id, {
      limit: limit + 1,
      before: decodeCursor(cursor, filters),
      readingLevel,
    });
    const data = rows.slice(0, limit).map((row) => ({
      ...row,
      ai_cost: row.ai_cost === null ? null : Number(row.ai_cost),
      created_at: row.created_at.toISOString(),
    }));
    const last = data.at(-1);
    return {
      data,
      metadata: { next_cursor: rows.length > limit && last ? encodeCursor(last.id, filters) : null },
    };
  });
}
