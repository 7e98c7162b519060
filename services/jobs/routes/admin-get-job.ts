import { notFound } from '@scory/chassis/errors.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import { getAnyJob } from '@scory/contracts/jobs/admin.ts';
import { jobIdOf } from './job-id.ts';

export function adminGetJobRoute({ operations }: Pick<Runtime, 'operations'>): Route {
  return route(getAnyJob, async (request) => {
    const job = await operations.read(jobIdOf(request), { actorId: caller(request).owner_id });
    if (!job) throw notFound('The job', 'JOB_NOT_FOUND');
    return { data: job };
  });
}
