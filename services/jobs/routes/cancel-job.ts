import { notFound } from '@scory/chassis/errors.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import { cancelJob } from '@scory/contracts/jobs/jobs.ts';
import { jobIdOf } from './job-id.ts';

export function cancelJobRoute({ jobs }: Pick<Runtime, 'jobs'>): Route {
  return route(cancelJob, async (request) => {
    const job = await jobs.cancel(jobIdOf(request), caller(request).owner_id);
    if (!job) throw notFound('The job', 'JOB_NOT_FOUND');
    return { data: job };
  });
}
