/** The jobs that one client on a WebSocket watches. */
import type { Runtime } from '@scory/chassis/runtime.ts';
import type { JobView } from '@scory/contracts/http.ts';
import { type LiveMessage, subscriptionsMax } from '@scory/contracts/jobs/live.ts';
import { watchJob } from './watch-job.ts';

export interface LiveSubscriptions {
  /** Begins anew where the job is watched already. */
  add(jobId: string, after: number): void;
  drop(jobId: string): void;
  dropAll(): void;
}

export function createLiveSubscriptions(
  runtime: Pick<Runtime, 'jobs' | 'live' | 'log'>,
  ownerId: string,
  say: (message: LiveMessage) => void,
): LiveSubscriptions {
  const watched = new Map<string, AbortController>();

  async function watch(jobId: string, after: number, subscription: AbortController): Promise<void> {
    const { signal } = subscription;
    const refuse = (code: 'JOB_NOT_FOUND' | 'TRY_AGAIN', detail: string): void =>
      say({ type: 'error', code, detail, job_id: jobId });
    try {
      const show = (job: JobView): void => say({ type: 'job', job });
      const ended = await watchJob(runtime, { id: jobId, ownerId, after, signal, show });
      if (ended) say({ type: 'unsubscribed', job_id: jobId, reason: 'ended' });
      else if (!signal.aborted) refuse('JOB_NOT_FOUND', 'The job was not found');
    } catch (error) {
      runtime.log.warn({ err: error, job_id: jobId }, 'a job could not be watched');
      if (!signal.aborted) refuse('TRY_AGAIN', 'The job cannot be read now; subscribe again');
    } finally {
      if (watched.get(jobId) === subscription) watched.delete(jobId);
    }
  }

  return {
    add(jobId, after) {
      const former = watched.get(jobId);
      if (!former && watched.size >= subscriptionsMax) {
        const detail = `At most ${subscriptionsMax} jobs are watched over one socket`;
        say({ type: 'error', code: 'TOO_MANY_SUBSCRIPTIONS', detail, job_id: jobId });
        return;
      }
      former?.abort();
      const subscription = new AbortController();
      watched.set(jobId, subscription);
      void watch(jobId, after, subscription);
    },
    drop(jobId) {
      watched.get(jobId)?.abort();
      watched.delete(jobId);
    },
    dropAll() {
      for (const subscription of watched.values()) subscription.abort();
      watched.clear();
    },
  };
}
