/**
 * How deliveries become runs, many in one statement. A job whose runs ended with the death of their process is a suspect
 * from the second such death on: it is started only where nothing runs beside it, so that the third one strikes nobody
 * else, and ends the job. Deaths are counted by started runs: the broker's count of deliveries blames all neighbours.
 */
import { type Batch, createBatch } from '../batch.ts';
import type { Queries } from '../database.ts';
import type { Metrics } from '../metrics.ts';
import type { Completion } from './completion.ts';
import { type EndedRow, endKillersSql, startSql, survivedSql, suspectsSql } from './statements.ts';

export interface StartedRow {
  id: string;
  kind: string;
  lane: string;
  run: string;
  seq: string;
  attempt: number;
  runs: number;
  created_at: Date;
  started_at: Date;
  deadline_at: Date;
  input: unknown;
  /** How often the job has fanned out: then its children have ended. */
  fan: number;
  parent_id: string | null;
}

export interface Start {
  id: string;
  run: string;
  redelivered: boolean;
  needsInput: boolean;
  /** Nothing else runs in this process, and nothing will. */
  alone: boolean;
}

export interface Starting {
  /** The job as it runs now; `suspect` where it must run alone; undefined where it is not this caller's to run. */
  begin(start: Start): Promise<StartedRow | 'suspect' | undefined>;
  /** The run is over, or (`runId`) found itself replaced, and its process lives: it is not held against the job. */
  survived(run: { id: string; runId: string | null }): Promise<void>;
  drain(): Promise<void>;
}

export function createStarting(options: {
  database: Queries;
  completion: Pick<Completion, 'announce'>;
  metrics: Pick<Metrics, 'batch' | 'jobStarted'>;
  leaseMs: number;
  graceMs: number;
}): Starting {
  const { database, completion, metrics, leaseMs, graceMs } = options;

  /** Rare: what did not start has ended, runs elsewhere, is a suspect, or has killed often enough. */
  async function suspectsAmong(entries: Start[]): Promise<Set<string>> {
    const ids = entries.map(({ id }) => id);
    const redelivered = entries.map((entry) => entry.redelivered);
    completion.announce(await database.query<EndedRow>(endKillersSql, [ids, redelivered, graceMs]));
    const crowded = entries.filter(({ alone }) => !alone).map(({ id }) => id);
    if (crowded.length === 0) return new Set();
    const rows = await database.query<{ id: string }>(suspectsSql, [crowded]);
    return new Set(rows.map(({ id }) => id));
  }

  const starts: Batch<Start, StartedRow | 'suspect' | undefined> = createBatch({
    name: 'starting jobs',
    maxEntries: 300,
    maxWaiting: 20_000,
    onFlush: (size, durationMs) => metrics.batch('start', size, durationMs),
    run: async (entries) => {
      const rows = await database.query<StartedRow & Record<string, unknown>>(startSql, [
        entries.map((entry) => entry.id),
        entries.map((entry) => entry.run),
        entries.map((entry) => entry.redelivered),
        entries.map((entry) => entry.needsInput),
        leaseMs,
        entries.map((entry) => entry.alone),
      ]);
      for (const { kind, lane, runs, started_at, created_at } of rows)
        metrics.jobStarted(kind, lane, runs === 1 ? started_at.getTime() - created_at.getTime() : null);
      const byRun = new Map(rows.map((row) => [row.run, row]));
      const missing = entries.filter((entry) => !byRun.has(entry.run));
      const suspects = missing.length > 0 ? await suspectsAmong(missing) : undefined;
      return entries.map(
        (entry) => byRun.get(entry.run) ?? (suspects?.has(entry.id) ? 'suspect' : undefined),
      );
    },
  });

  return {
    begin: (start) => starts.add(start),
    async survived({ id, runId }) {
      await database.query(survivedSql, [id, runId]);
    },
    drain: () => starts.drain(),
  };
}
