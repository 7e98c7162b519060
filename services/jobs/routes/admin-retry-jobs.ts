import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import { retryJobs } from '@scory/contracts/jobs/admin.ts';
import { selectionOf } from '../selection.ts';

export function adminRetryJobsRoute({ operations }: Pick<Runtime, 'operations'>): Route {
  return route(retryJobs, async (request) => ({
    data: await operations.retry(selectionOf(request.body), { actorId: caller(request).owner_id }),
  }));
}
