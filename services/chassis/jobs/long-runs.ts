/** Runs that last: watchers learn that they began, and they learn that they are to be cancelled. */
import type { Queries } from '../database.ts';
import type { Live, LiveListener } from '../live.ts';
import { JobCancelled } from './aborts.ts';
import type { Run } from './engine.ts';

/** Shorter runs end before either matters; the fence of their completion serves them. */
export const longAfterMs = 100;

export interface LongRuns {
  /** Takes care of those among `runs` that have become long since the last look. */
  look(runs: ReadonlySet<Run>): Promise<void>;
  forget(run: Run): void;
}

export function createLongRuns({ database, live }: { database: Queries; live: Live }): LongRuns {
  const watches = new Map<Run, Promise<() => void>>();
  return {
    async look(runs) {
      const now = performance.now();
      const fresh = [...runs].filter((run) => now - run.startedAt >= longAfterMs && !watches.has(run));
      if (fresh.length === 0) return;
      for (const run of fresh) {
        live.publish({ jobId: run.id, seq: run.seq, status: 'running', progress: null, ended: false });
        const onNews: LiveListener = (message) => {
          if (message.status === 'cancelling') run.controller.abort(new JobCancelled());
        };
        watches.set(run, live.watch(run.id, onNews));
      }
      await Promise.all(fresh.map((run) => watches.get(run)));
      // It may have been asked for before the subscription stood.
      const asked = await database.query<{ run: string }>(
        "SELECT run FROM jobs.job WHERE id = ANY($1::uuid[]) AND status = 'cancelling'",
        [fresh.map((run) => run.id)],
      );
      const cancelled = new Set(asked.map((row) => row.run));
      for (const run of fresh) if (cancelled.has(run.runId)) run.controller.abort(new JobCancelled());
    },
    forget(run) {
      void watches.get(run)?.then((unwatch) => unwatch());
      watches.delete(run);
    },
  };
}
