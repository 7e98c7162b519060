import { decodeCursor, encodeCursor } from '@scory/chassis/cursor.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import { listJobs } from '@scory/contracts/jobs/jobs.ts';

export function listJobsRoute({ jobs }: Pick<Runtime, 'jobs'>): Route {
  return route(listJobs, async (request) => {
    const { limit, cursor, kind, status, parent } = request.query;
    const filters = { kind, status, parent };
    const before = decodeCursor(cursor, filters);
    const page = await jobs.list(caller(request).owner_id, { limit: limit + 1, before, ...filters });
    const data = page.slice(0, limit);
    const last = data.at(-1);
    return {
      data,
      metadata: { next_cursor: page.length > limit && last ? encodeCursor(last.id, filters) : null },
    };
  });
}
