/** Clients that post a job and wait for its end, one after the other; the ledger counts their jobs like any others. */
import type { Beside } from './lab.ts';
import type { Ledger } from './ledger.ts';

const waiterCount = 60;
/** A watcher trusts silence for 15 s at most; then it has looked, and told its client. */
const lateMs = 20_000;

export interface Waiters {
  /** They wait for no other job. */
  stop(): void;
  /** Counts as lost each end that its client learned of too late. */
  settle(): Promise<Beside>;
}

export function openWaiters(ledger: Ledger, url: string): Waiters {
  let stopped = false;
  let late = 0;

  async function waitOnce(): Promise<void> {
    const job = await ledger.postOne();
    if (!job) return;
    const response = await fetch(`${url}/api/v1/jobs/${job.id}`, {
      headers: { authorization: `Bearer ${job.token}`, prefer: 'wait=30' },
    });
    if (!response.ok) return;
    const { data } = (await response.json()) as { data: { finished_at: string | null } };
    if (data.finished_at === null || Date.now() - Date.parse(data.finished_at) > lateMs) late += 1;
  }

  const waiting = Array.from({ length: waiterCount }, async () => {
    while (!stopped) await waitOnce().catch(() => undefined);
  });
  return {
    stop() {
      stopped = true;
    },
    async settle() {
      await Promise.all(waiting);
      return { lost: late, duplicated: 0 };
    },
  };
}
