import { listAudit } from '@scory/contracts/system/audit.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import type { Queries } from '../database.ts';
import { type Route, route } from '../service.ts';
import { readAudit } from './audit.ts';

export function listAuditRoute(database: Queries): Route {
  return route(listAudit, async ({ query: { limit, cursor, ...filters } }) => {
    const before = decodeCursor(cursor, filters);
    const page = await readAudit(database, filters, { before, limit: limit + 1 });
    const data = page.slice(0, limit);
    const last = data.at(-1);
    return {
      data,
      metadata: { next_cursor: page.length > limit && last ? encodeCursor(last.id, filters) : null },
    };
  });
}
