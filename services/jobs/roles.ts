import type { Service } from '@scory/chassis/service.ts';
import { ownerMerged } from '@scory/contracts/identity/owner-merged.ts';
import { jobsOwnerMerged } from '@scory/contracts/jobs/jobs.ts';
import { createAudience } from './audience.ts';
import { cleanHandler, cleaning } from './handlers/clean.ts';
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
