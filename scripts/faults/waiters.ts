/** Clients that post a job and wait for its end, one after the other; the ledger counts their jobs like any others. */
import type { Beside } from './lab.ts';
import type { Ledger, Promised } from './ledger.ts';

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

  /** When it ended, as its owner is told; null where it has not, undefined where nobody says. */
  async function ask({ id, token }: Promised, headers = {}): Promise<string | null | undefined> {
    const response = await fetch(`${url}/api/v1/jobs/${id}`, {
      headers: { authorization: `Bearer ${token}`, ...headers },
    });
    if (!response.ok) return undefined;
    return ((await response.json()) as { data: { finished_at: string | null } }).data.finished_at;
  }

  async function waitOnce(): Promise<void> {
    const job = await ledger.postOne();
    if (!job) return;
    const told = await ask(job, { prefer: 'wait=30' });
    const answeredAt = Date.now();
    // A job that takes longer than a client may wait is told of as it stands: then its row says since when that was not true.
    const end = told === null ? await ask(job) : told;
    if (end && answeredAt - Date.parse(end) > lateMs) late += 1;
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
