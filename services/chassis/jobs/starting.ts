/**
 * How deliveries become runs, many in one statement. A job whose runs ended with the death of their process is a suspect
 * from the second such death on (`quarantine.ts`). Deaths are counted by started runs: the broker's count of deliveries
 * blames all that was delivered.
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
  /** The job is not started where so many processes have died with it. */
  deathsBelow: number;
}

/** A job that may not run here as it would have. */
export interface Suspect {
  deaths: number;
}

export type Begun = StartedRow | Suspect | undefined;

export const isSuspect = (begun: Begun): begun is Suspect => begun !== undefined && !('run' in begun);

export interface Starting {
  /** The job as it runs now, or a suspect; undefined where it is not this caller's to run. */
  begin(start: Start): Promise<Begun>;
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
  async function deathsOf(entries: Start[]): Promise<Map<string, number>> {
    const ids = entries.map(({ id }) => id);
    const redelivered = entries.map((entry) => entry.redelivered);
    completion.announce(await database.query<EndedRow>(endKillersSql, [ids, redelivered, graceMs]));
    const rows = await database.query<{ id: string; deaths: number }>(suspectsSql, [ids]);
    return new Map(rows.map(({ id, deaths }) => [id, deaths]));
  }

  const starts: Batch<Start, Begun> = createBatch({
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
        entries.map((entry) => entry.deathsBelow),
      ]);
      for (const { kind, lane, runs, started_at, created_at } of rows)
        metrics.jobStarted(kind, lane, runs === 1 ? started_at.getTime() - created_at.getTime() : null);
      const byRun = new Map(rows.map((row) => [row.run, row]));
      const missing = entries.filter((entry) => !byRun.has(entry.run));
      const deaths = missing.length > 0 ? await deathsOf(missing) : undefined;
      return entries.map((entry) => {
        const died = deaths?.get(entry.id) ?? 0;
        return byRun.get(entry.run) ?? (died >= entry.deathsBelow ? { deaths: died } : undefined);
      });
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
