import { decodeCursor, encodeCursor } from '@scory/chassis/cursor.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import { listItems } from '@scory/contracts/exams/item-bank.ts';
import { listBank } from '../store/item-store.ts';

export const listItemsRoute = ({ database }: Pick<Runtime, 'database'>): Route =>
  route(listItems, async (request) => {
    const { limit, cursor, type, tag, document_id: documentId, unused_days: unusedDays } = request.query;
    const filters = { type, tag, documentId, unusedDays };
    const before = decodeCursor(cursor, filters);
    const rows = await listBank(database, caller(request).owner_id, { ...filters, limit: limit + 1, before });
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return {
      data: page,
      metadata: { next_cursor: last ? encodeCursor(last.item.id, filters) : null },
    };
  });
