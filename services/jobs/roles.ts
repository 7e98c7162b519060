import type { Service } from '@scory/chassis/service.ts';
import { ownerMerged } from '@scory/contracts/identity/owner-merged.ts';
import { jobsOwnerMerged } from '@scory/contracts/jobs/jobs.ts';
import { createAudience } from './audience.ts';
import { cleanHandler, cleaning } from './handlers/clean.ts';
import { adminCancelJobsRoute } from './routes/admin-cancel-jobs.ts';
import { adminGetJobRoute } from './routes/admin-get-job.ts';
import { adminListJobsRoute } from './routes/admin-list-jobs.ts';
import { adminListKindsRoute } from './routes/admin-list-kinds.ts';
import { adminPutPausedRoute } from './routes/admin-put-paused.ts';
import { adminRetryJobsRoute } from './routes/admin-retry-jobs.ts';
import { cancelJobRoute } from './routes/cancel-job.ts';
import { getJobRoute } from './routes/get-job.ts';
import { listJobsRoute } from './routes/list-jobs.ts';
import { openLiveRoute } from './routes/open-live.ts';
import { postTicketRoute } from './routes/post-ticket.ts';
import { streamJobRoute } from './routes/stream-job.ts';

export const jobs: Service = {
  name: 'jobs',
  api: (runtime) => {
    const closing = new AbortController();
    const audience = createAudience(runtime.metrics);
    return {
      routes: [
        getJobRoute(runtime, closing.signal),
        listJobsRoute(runtime),
        cancelJobRoute(runtime),
        streamJobRoute(runtime, audience, closing.signal),
        postTicketRoute(runtime),
        openLiveRoute(runtime, audience, closing.signal),
        adminListJobsRoute(runtime),
        adminGetJobRoute(runtime),
        adminRetryJobsRoute(runtime),
        adminCancelJobsRoute(runtime),
        adminListKindsRoute(runtime),
        adminPutPausedRoute(runtime),
      ],
      drain: () => closing.abort(),
    };
  },
  worker: (runtime) => ({
    commands: [cleanHandler(runtime)],
    schedules: [cleaning],
    events: [
      {
        contract: jobsOwnerMerged,
        handle: async (event) => {
          const { from, to } = ownerMerged.data.parse(event.data);
          await runtime.jobs.moveOwner(from, to);
        },
      },
    ],
  }),
};
