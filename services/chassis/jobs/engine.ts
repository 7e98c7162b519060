/** What runners share in one process: grouped starts, completions and progress, leases, cancellation. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobError, Progress } from '@scory/contracts/http.ts';
import { createBatch } from '../batch.ts';
import type { Bus, Delivery } from '../bus.ts';
import { isDataError, type Queries } from '../database.ts';
import type { Live } from '../live.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { outageOf } from '../outage.ts';
import { JobCancelled } from './aborts.ts';
import type { Completion, Ending } from './completion.ts';
import { createLongRuns, longAfterMs } from './long-runs.ts';
import { parkMessage } from './parking.ts';
import type { Publisher } from './publisher.ts';
import { progressSql, renewSql, requeueSql, startSql } from './statements.ts';

export interface StartedRow {
  id: string;
  run: string;
  seq: string;
  attempt: number;
  runs: number;
  created_at: Date;
  deadline_at: Date;
  input: unknown;
}

/** One run of one job in this process. */
export interface Run {
  id: string;
  runId: string;
  delivery: Delivery;
  controller: AbortController;
  startedAt: number;
  seq: number;
  progress: Progress | null;
}

interface Requeue {
  id: string;
  run: string;
  seq: number;
  counts: boolean;
  error: JobError | null;
  delay_ms: number;
}

export interface Engine {
  begin(start: {
    id: string;
    run: string;
    redelivered: boolean;
    needsInput: boolean;
  }): Promise<StartedRow | undefined>;
  finish(ending: Ending): Promise<void>;
  requeue(entry: Requeue): Promise<void>;
  progress(run: Run, progress: Progress): void;
  /** Keeps the message for the operator; its job, where it is known, says so. */
  park(kind: string, delivery: Delivery): Promise<void>;
  track(run: Run): void;
  untrack(run: Run): void;
  /** A breath before work is taken again after the database failed. */
  pause(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

/** A run that lasts longer than this (or a third of its lease) renews it; shorter ones never write one. */
const renewAfterMs = 20_000;
/** Below RabbitMQ's consumer timeout (30 minutes): from here on the lease alone guards the run. */
const handOverMs = 25 * 60_000;
/** Progress reaches watchers at once and the row this often. */
const progressRowMs = 1_000;

export function createEngine(options: {
  bus: Bus;
  database: Queries;
  completion: Completion;
  publisher: Publisher;
  live: Live;
  metrics: Metrics;
  log: Logger;
  leaseMs: number;
  graceMs: number;
}): Engine {
  const { bus, database, completion, publisher, live, metrics, log, leaseMs, graceMs } = options;
  const runs = new Set<Run>();
  const longRuns = createLongRuns({ database, live });
  const timers: NodeJS.Timeout[] = [];
  const renewEveryMs = Math.min(renewAfterMs, leaseMs / 3);

  const starts = createBatch<
    { id: string; run: string; redelivered: boolean; needsInput: boolean },
    StartedRow | undefined
  >({
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
      ]);
      const byRun = new Map(rows.map((row) => [row.run, row]));
      return entries.map((entry) => byRun.get(entry.run));
    },
  });

  const requeues = createBatch<Requeue, void>({
    name: 'requeueing jobs',
    maxEntries: 300,
    maxWaiting: 20_000,
    run: async (entries) => {
      const rows = await database.query(requeueSql, [JSON.stringify(entries)]);
      for (const row of rows)
        live.publish({
          jobId: String(row.id),
          seq: Number(row.seq),
          status: row.status === 'cancelling' ? 'cancelling' : 'queued',
          progress: null,
          ended: false,
        });
      return entries.map(() => undefined);
    },
  });

  /** Ends and requeues outlive a database outage: the run stays fenced by its token, so trying again is safe. */
  async function untilStored<T>(what: string, work: () => Promise<T>): Promise<T> {
    const giveUpAt = performance.now() + leaseMs;
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (isDataError(error) || performance.now() > giveUpAt) throw error;
        log.warn({ err: error }, `${what} could not be stored; trying again`);
        await sleep(500);
      }
    }
  }

  async function renew(): Promise<void> {
    const now = performance.now();
    const old = [...runs].filter((run) => now - run.startedAt >= renewEveryMs);
    if (old.length === 0) return;
    const rows = await database.query<{ run: string; status: string }>(renewSql, [
      old.map((run) => run.id),
      old.map((run) => run.runId),
      leaseMs,
    ]);
    const current = new Map(rows.map((row) => [row.run, row.status]));
    for (const run of old) {
      if (current.get(run.runId) !== 'running') run.controller.abort(new JobCancelled());
      else if (now - run.startedAt > handOverMs) run.delivery.ack();
    }
  }

  async function storeProgress(): Promise<void> {
    const entries = [...runs]
      .filter((run) => run.progress !== null)
      .map((run) => ({ id: run.id, run: run.runId, seq: run.seq, progress: run.progress }));
    for (const run of runs) run.progress = null;
    if (entries.length > 0) await database.query(progressSql, [JSON.stringify(entries)]);
  }

  const logged = (what: string, work: () => Promise<void>) => {
    const outage = outageOf(log, `jobs.${what}`);
    return () => void work().then(outage.worked, outage.failed);
  };

  return {
    begin: (entry) => {
      publisher.started(entry.id);
      return starts.add(entry);
    },
    async finish(ending) {
      const ended = await untilStored('the end of a job', () => completion.finish(ending));
      if (!ended) log.info({ job_id: ending.id }, 'a late end changed nothing');
    },
    requeue: (entry) => untilStored('a job given back', () => requeues.add(entry)),
    progress(run, progress) {
      run.seq += 1;
      run.progress = progress;
      live.publish({ jobId: run.id, seq: run.seq, status: 'running', progress, ended: false });
    },
    park: (kind, delivery) => parkMessage({ bus, database, completion, graceMs }, kind, delivery),
    track(run) {
      runs.add(run);
    },
    untrack(run) {
      runs.delete(run);
      longRuns.forget(run);
    },
    pause: () => sleep(500),
    start() {
      timers.push(setInterval(logged('leases', renew), renewEveryMs));
      timers.push(
        setInterval(
          logged('cancellations', () => longRuns.look(runs)),
          longAfterMs,
        ),
      );
      timers.push(setInterval(logged('progress', storeProgress), progressRowMs));
    },
    async stop() {
      for (const timer of timers) clearInterval(timer);
      await Promise.all([starts.drain(), requeues.drain(), completion.drain()]);
    },
  };
}
