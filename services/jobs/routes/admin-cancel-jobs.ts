import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import { cancelJobs } from '@scory/contracts/jobs/admin.ts';
import { selectionOf } from '../selection.ts';

export function adminCancelJobsRoute({ operations }: Pick<Runtime, 'operations'>): Route {
  return route(cancelJobs, async (request) => ({
    data: await operations.cancel(selectionOf(request.body), { actorId: caller(request).owner_id }),
  }));
}
