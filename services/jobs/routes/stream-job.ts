import type { AccessControl, Claims } from '@scory/chassis/access.ts';
import { notFound, Problem } from '@scory/chassis/errors.ts';
import type { LiveMessage } from '@scory/chassis/live.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import type { JobView } from '@scory/contracts/http.ts';
import { streamJob } from '@scory/contracts/jobs/jobs.ts';
import type { Response } from 'express';
import { jobIdOf } from './job-id.ts';

/** A client that lets this much pile up is cut off: it resumes with Last-Event-ID when it can. */
const backlogMaxBytes = 256 * 1024;

/**
 * Subscribes first and reads the row second, so that nothing falls between the two; `seq` sorts out what both
 * bring. Silence is checked against the row, because news may be lost while the truth is not.
 */
export function streamJobRoute(
  runtime: Pick<Runtime, 'jobs' | 'live' | 'access'>,
  closing: AbortSignal,
  heartbeatMs = 15_000,
): Route {
  const { jobs } = runtime;
  return route(streamJob, async (request) => {
    const actor = caller(request);
    const ownerId = actor.owner_id;
    const id = jobIdOf(request);
    const job = await jobs.read(id, ownerId);
    if (!job) throw notFound('The job', 'JOB_NOT_FOUND');
    const seen = Number(request.header('last-event-id') ?? 0);
    const signal = AbortSignal.any([request.signal, closing]);
    return {
      takeOver: (response) =>
        stream(
          runtime,
          {
            id,
            ownerId,
            seen: Number.isSafeInteger(seen) ? seen : 0,
            signal,
            heartbeatMs,
            claims: request.token && { actor, ...request.token },
          },
          response,
        ),
    };
  });
}

interface Watching {
  id: string;
  ownerId: string;
  seen: number;
  signal: AbortSignal;
  heartbeatMs: number;
  /** The token the stream was opened with: it closes when that ends. */
  claims: Claims | null;
}

/** What was revoked must not go on listening; that nobody can say at the moment ends no stream. */
async function isStillAllowed(access: AccessControl, claims: Claims | null): Promise<boolean> {
  try {
    if (claims) await access.assertStillValid(claims);
    return true;
  } catch (error) {
    return !(error instanceof Problem && error.status === 401);
  }
}

async function stream(
  { jobs, live, access }: Pick<Runtime, 'jobs' | 'live' | 'access'>,
  { id, ownerId, seen, signal: left, heartbeatMs, claims }: Watching,
  response: Response,
): Promise<void> {
  response.status(200).set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-cache, no-transform',
    'X-Accel-Buffering': 'no',
  });
  response.flushHeaders();
  // Its answer is over with the headers; left open, it would hold up the connection until the job has ended.
  if (response.req.method === 'HEAD') {
    response.end();
    return;
  }
  response.write('retry: 2000\n\n');
  let wake: () => void = () => undefined;
  const news: LiveMessage[] = [];
  const rouse = (): void => wake();
  const unwatch = await live.watch(id, (message) => {
    news.push(message);
    rouse();
  });
  const refused = new AbortController();
  const signal = AbortSignal.any([left, refused.signal]);
  signal.addEventListener('abort', rouse, { once: true });
  const heartbeat = setInterval(async () => {
    response.write(': alive\n\n');
    if (!(await isStillAllowed(access, claims))) refused.abort();
  }, heartbeatMs);
  let lastSeq = seen;
  let latest: JobView | undefined;
  const show = (job: JobView): void => {
    latest = job;
    // A job that had ended before the client resumed is shown once more, so that the client learns it is over.
    if (job.seq <= lastSeq && job.finished_at === null) return;
    lastSeq = Math.max(lastSeq, job.seq);
    response.write(`id: ${job.seq}\nevent: job\ndata: ${JSON.stringify(job)}\n\n`);
  };
  try {
    const first = await jobs.read(id, ownerId);
    if (first) show(first);
    while (latest?.finished_at === null && !signal.aborted && response.writableLength <= backlogMaxBytes) {
      if (news.length === 0)
        await untilWoken(live.recheckMs(), (resume) => {
          wake = resume;
        });
      if (signal.aborted) break;
      const batch = news.splice(0);
      const progress = batch.findLast((message) => message.status === 'running' && message.progress !== null);
      const statusChanged = batch.length === 0 || batch.some((message) => message.status !== latest?.status);
      if (statusChanged) {
        const row = await jobs.read(id, ownerId);
        if (!row) break;
        show(row);
      }
      if (progress && latest?.finished_at === null && progress.seq > lastSeq)
        show({ ...latest, progress: progress.progress, seq: progress.seq });
    }
  } finally {
    clearInterval(heartbeat);
    signal.removeEventListener('abort', rouse);
    unwatch();
    if (response.writableLength > backlogMaxBytes) response.destroy();
    else response.end();
  }
}

function untilWoken(timeoutMs: number, expose: (resume: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, timeoutMs);
    expose(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
