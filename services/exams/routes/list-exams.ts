import { decodeCursor, encodeCursor } from '@scory/chassis/cursor.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import { listExams } from '@scory/contracts/exams/exams.ts';
import { examView, listAuthored } from '../store/exam-store.ts';

export const listExamsRoute = ({ database }: Pick<Runtime, 'database'>): Route =>
  route(listExams, async (request) => {
    const { limit, cursor, status, role } = request.query;
    const filters = { status, role };
    const before = decodeCursor(cursor, filters);
    const rows = await listAuthored(database, caller(request).owner_id, { limit: limit + 1, before, status });
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return {
      data: page.map(examView),
      metadata: { next_cursor: last ? encodeCursor(last.id, filters) : null },
    };
  });
