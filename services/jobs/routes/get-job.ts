import { createHash } from 'node:crypto';
import { notFound } from '@scory/chassis/errors.ts';
import { retryAfterSeconds } from '@scory/chassis/http/answer.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Reply, type Route, route } from '@scory/chassis/service.ts';
import { getJob } from '@scory/contracts/jobs/jobs.ts';
import type { JobWithTimeline } from '@scory/contracts/jobs/timeline.ts';
import { jobIdOf } from './job-id.ts';

const etagDigits = 16;

/** `seq` only grows, so it names one state of the job; not each entry of a timeline comes with a new one. */
function etagOf({ seq, timeline }: JobWithTimeline): string {
  if (!timeline) return `"${seq}"`;
  const hash = createHash('sha256').update(JSON.stringify(timeline)).digest('base64url');
  return `"${seq}-${hash.slice(0, etagDigits)}"`;
}

function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  const candidates = ifNoneMatch?.split(',').map((candidate) => candidate.trim().replace(/^W\//, '')) ?? [];
  return candidates.includes(etag) || ifNoneMatch?.trim() === '*';
}

/** `closing` fires when the process drains: those who wait are answered with the job as it stands. */
export function getJobRoute({ jobs }: Pick<Runtime, 'jobs'>, closing: AbortSignal): Route {
  return route(getJob, async (request): Promise<Reply> => {
    const { owner_id: ownerId } = caller(request);
    const id = jobIdOf(request);
    const read = request.query.include === 'timeline' ? jobs.readWithTimeline : jobs.read;
    let job = await read(id, ownerId);
    const headers: Record<string, string> = {};
    const wait = /(?:^|,|;)\s*wait=(\d{1,6})/.exec(request.header('prefer') ?? '');
    if (job && wait) {
      const seconds = Math.min(Number(wait[1]), 30);
      headers['Preference-Applied'] = `wait=${seconds}`;
      const leave = AbortSignal.any([request.signal, closing]);
      if (job.finished_at === null) {
        job = await jobs.wait(id, ownerId, seconds * 1_000, leave);
        if (request.query.include) job = await read(id, ownerId);
      }
    }
    if (!job) throw notFound('The job', 'JOB_NOT_FOUND');
    headers.ETag = etagOf(job);
    headers['Cache-Control'] = 'private, no-cache';
    if (job.finished_at === null) headers['Retry-After'] = String(retryAfterSeconds(job));
    if (matches(request.header('if-none-match'), headers.ETag)) return { status: 304, headers };
    return { status: wait && job.finished_at === null ? 202 : 200, data: job, headers };
  });
}
