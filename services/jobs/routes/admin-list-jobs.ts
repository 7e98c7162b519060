import { decodeCursor, encodeCursor } from '@scory/chassis/cursor.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import { listAllJobs } from '@scory/contracts/jobs/admin.ts';
import { filterOf } from '../selection.ts';

export function adminListJobsRoute({ operations }: Pick<Runtime, 'operations'>): Route {
  return route(listAllJobs, async (request) => {
    const { limit, cursor, ...filters } = request.query;
    const before = decodeCursor(cursor, filters);
    const by = { actorId: caller(request).owner_id };
    const { jobs, more } = await operations.list(filterOf(filters), { limit, before }, by);
    const last = jobs.at(-1);
    return { data: jobs, metadata: { next_cursor: more && last ? encodeCursor(last.id, filters) : null } };
  });
}
