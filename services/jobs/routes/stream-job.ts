import type { Claims } from '@scory/chassis/access.ts';
import { notFound } from '@scory/chassis/errors.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import { streamJob } from '@scory/contracts/jobs/jobs.ts';
import type { Response } from 'express';
import { type Audience, refusalOf } from '../audience.ts';
import { backlogMaxBytes, watchJob } from '../watch-job.ts';
import { jobIdOf } from './job-id.ts';

type Parts = Pick<Runtime, 'jobs' | 'live' | 'access' | 'metrics'>;

export function streamJobRoute(
  runtime: Parts,
  audience: Audience,
  closing: AbortSignal,
  heartbeatMs = 15_000,
): Route {
  return route(streamJob, async (request) => {
    const actor = caller(request);
    const ownerId = actor.owner_id;
    const id = jobIdOf(request);
    const job = await runtime.jobs.read(id, ownerId);
    if (!job) throw notFound('The job', 'JOB_NOT_FOUND');
    const seen = Number(request.header('last-event-id') ?? 0);
    audience.assertRoom(ownerId);
    return {
      takeOver: (response) => {
        const leave = audience.enter(ownerId, 'sse');
        return stream(
          runtime,
          {
            id,
            ownerId,
            after: Number.isSafeInteger(seen) ? seen : 0,
            left: AbortSignal.any([request.signal, closing]),
            heartbeatMs,
            claims: request.token && { actor, ...request.token },
          },
          response,
        ).finally(leave);
      },
    };
  });
}

interface Watching {
  id: string;
  ownerId: string;
  after: number;
  left: AbortSignal;
  heartbeatMs: number;
  /** The token the stream was opened with: it closes when that ends. */
  claims: Claims | null;
}

async function stream(
  runtime: Parts,
  { id, ownerId, after, left, heartbeatMs, claims }: Watching,
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
  const over = new AbortController();
  const signal = AbortSignal.any([left, over.signal]);
  const say = (text: string): void => {
    response.write(text);
    if (response.writableLength > backlogMaxBytes) over.abort();
  };
  say('retry: 2000\n\n');
  const heartbeat = setInterval(async () => {
    say(': alive\n\n');
    if (await refusalOf(runtime.access, claims)) over.abort();
  }, heartbeatMs);
  try {
    await watchJob(runtime, {
      id,
      ownerId,
      after,
      signal,
      show: (job) => say(`id: ${job.seq}\nevent: job\ndata: ${JSON.stringify(job)}\n\n`),
    });
  } finally {
    clearInterval(heartbeat);
    if (response.writableLength > backlogMaxBytes) {
      runtime.metrics.liveDropped('sse');
      response.destroy();
    } else response.end();
  }
}
