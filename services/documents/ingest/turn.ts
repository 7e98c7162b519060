/** Content is read by one job at a time; who comes later waits for it, and takes over what it made. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Runtime } from '@scory/chassis/runtime.ts';
import type { HandlerContext } from '@scory/chassis/service.ts';
import { findTwin, type Twin } from '../store/ingest-store.ts';
import { claimReading, dropClaim } from '../store/reading-claims.ts';
import type { Subject } from './subject.ts';

const firstPollMs = 200;
const slowestPollMs = 2_000;

/** Another document of the same content, once it is ready; undefined where this job is to read it. */
export async function turnToRead(
  { database, jobs }: Pick<Runtime, 'database' | 'jobs'>,
  subject: Subject,
  { signal, idle }: Pick<HandlerContext, 'signal' | 'idle'>,
): Promise<Twin | undefined> {
  const { id, sha256, fresh, acceptedAt } = subject;
  /** Undefined as long as another job is at it. */
  async function look(): Promise<{ twin: Twin | undefined } | undefined> {
    const twin = await findTwin(database, id, sha256, fresh ? acceptedAt : null);
    if (twin) return { twin };
    const claim = await claimReading(database, sha256, subject);
    if (!claim) return look();
    if (claim.job_id === subject.jobId) return { twin: undefined };
    const reading = await jobs.read(claim.job_id, claim.owner_id);
    if (reading && reading.finished_at === null) return undefined;
    // It ended without a document: this job may be the next.
    await dropClaim(database, claim.job_id);
    return look();
  }
  const now = await look();
  if (now) return now.twin;
  return idle(async () => {
    for (let waitMs = firstPollMs; ; waitMs = Math.min(slowestPollMs, waitMs * 1.5)) {
      await sleep(waitMs * (0.5 + Math.random()), undefined, { signal });
      const then = await look();
      if (then) return then.twin;
    }
  });
}
