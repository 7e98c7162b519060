import { decodeCursor, encodeCursor } from '@scory/chassis/cursor.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import { listExams } from '@scory/contracts/exams/exams.ts';
import { examView, listAuthored } from '../store/exam-store.ts';
import { listTakeable, takeableView } from '../store/publication-store.ts';

export const listExamsRoute = ({ database }: Pick<Runtime, 'database'>): Route =>
  route(listExams, async (request) => {
    const actor = caller(request);
    const { limit, cursor, status, role } = request.query;
    const filters = { status, role };
    const wanted = { limit: limit + 1, before: decodeCursor(cursor, filters), status };
    const views =
      role === 'taker'
        ? (await listTakeable(database, actor, wanted)).map(takeableView)
        : (await listAuthored(database, actor.owner_id, wanted)).map(examView);
    const page = views.slice(0, limit);
    const last = views.length > limit ? page.at(-1) : undefined;
    return { data: page, metadata: { next_cursor: last ? encodeCursor(last.id, filters) : null } };
  });
