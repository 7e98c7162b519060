/** What runners share in one process: grouped starts, completions and progress, leases, cancellation. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobError, Progress } from '@scory/contracts/http.ts';
import { createBatch } from '../batch.ts';
import type { Bus, Delivery } from '../bus.ts';
import type { Queries, Row } from '../database.ts';
import type { Live } from '../live.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { outageOf } from '../outage.ts';
import type { Gathered } from '../service.ts';
import { JobCancelled } from './aborts.ts';
import type { Children, Plan } from './children.ts';
import type { Completion, Ending } from './completion.ts';
import { createHeld, type Held } from './held.ts';
import { createLongRuns, longAfterMs } from './long-runs.ts';
import { parkMessage } from './parking.ts';
import type { Publisher } from './publisher.ts';
import { createStarting, type Starting } from './starting.ts';
import { progressSql, renewSql, requeueSql } from './statements.ts';
import { storing } from './storing.ts';

/** One run of one job in this process. */
export interface Run {
  id: string;
  parentId: string | null;
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
  begin: Starting['begin'];
  finish(ending: Ending): Promise<void>;
  requeue(entry: Requeue): Promise<void>;
  progress(run: Run, progress: Progress): void;
  /** See `Children`. */
  fanOut(run: Run, plan: Plan): Promise<boolean>;
  gather(jobId: string): Promise<Gathered>;
  /** The end of a run could not be stored, which is no crash: once the database answers, it is not counted. */
  spare(run: Run): void;
  /** Keeps the message for the operator; its job, where it is known, says so. */
  park(kind: string, delivery: Delivery): Promise<void>;
  track(run: Run): void;
  holds: Held['add'];
  /** The run of a job of this kind is over. */
  untrack(run: Run, kind: string): void;
  /** A breath before work is taken again after the database failed. */
  pause(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

/** A run that lasts longer than this (or a third of its lease) renews it; shorter ones never write one. */
const renewAfterMs = 20_000;
/** Below RabbitMQ's consumer timeout (30 minutes): from here on the lease alone guards the run. */
const handOverMs = 25 * 60_000;
/** Well below the time after which the clock looks for jobs that the broker has lost. */
const heldEveryMs = 2_000;
/** How long an outage may last that is not held against the jobs that ran meanwhile. */
const spareMs = 3_600_000;
/** Progress reaches watchers at once and the row this often. */
const progressRowMs = 1_000;

export function createEngine(options: {
  bus: Bus;
  database: Queries;
  completion: Completion;
  children: Children;
  publisher: Publisher;
  live: Live;
  metrics: Metrics;
  log: Logger;
  leaseMs: number;
  graceMs: number;
}): Engine {
  const { bus, database, completion, children, publisher, live, metrics, log, leaseMs, graceMs } = options;
  const runs = new Set<Run>();
  const held = createHeld(database);
  const longRuns = createLongRuns({ database, live });
  const timers: NodeJS.Timeout[] = [];
  const renewEveryMs = Math.min(renewAfterMs, leaseMs / 3);

  const untilStored = storing({ log, giveUpMs: leaseMs });

  const starting = createStarting({ database, completion, metrics, leaseMs, graceMs });

  /** The run's process lives, so its being replaced is no crash of it. */
  async function replaced({ id, run: runId }: { id: string; run: string }): Promise<void> {
    log.info({ job_id: id }, 'a late end changed nothing');
    await untilStored('a run that was replaced', () => starting.survived({ id, runId }));
  }

  const requeues = createBatch<Requeue, boolean>({
    name: 'requeueing jobs',
    maxEntries: 300,
    maxWaiting: 20_000,
    run: async (entries) => {
      const rows = await database.query(requeueSql, [JSON.stringify(entries)]);
      countRetries(entries, rows, metrics);
      for (const row of rows)
        live.publish({
          jobId: String(row.id),
          seq: Number(row.seq),
          status: row.status === 'cancelling' ? 'cancelling' : 'queued',
          progress: null,
          ended: false,
        });
      const matched = new Set(rows.map(({ id }) => id));
      return entries.map(({ id }) => matched.has(id));
    },
  });

  async function renew(): Promise<void> {
    const now = performance.now();
    const old = [...runs].filter((run) => now - run.startedAt >= renewEveryMs);
    if (old.length === 0) return;
    // Every statement locks jobs in the order of their ids, or two of them wait for each other.
    old.sort((a, b) => (a.id < b.id ? -1 : 1));
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
    const further = [...runs].filter((run) => run.progress !== null);
    const entries = further.map(({ id, runId: run, seq, progress }) => ({ id, run, seq, progress }));
    for (const run of further) run.progress = null;
    if (entries.length > 0) await database.query(progressSql, [JSON.stringify(entries)]);
    await children.progressed(further.flatMap((run) => run.parentId ?? []));
  }

  const logged = (what: string, work: () => Promise<void>) => {
    const outage = outageOf(log, `jobs.${what}`);
    return () => void work().then(outage.worked, outage.failed);
  };

  return {
    begin: (entry) => {
      publisher.started(entry.id);
      return starting.begin(entry);
    },
    async finish(ending) {
      const ended = await untilStored('the end of a job', () => completion.finish(ending));
      if (ended) metrics.jobServed();
      else await replaced(ending);
    },
    spare({ id }) {
      const sparing = storing({ log, giveUpMs: spareMs });
      sparing('a run that was given back', () => starting.survived({ id, runId: null })).catch(
        () => undefined,
      );
    },
    fanOut: (run, plan) => untilStored('the parts of a job', () => children.fanOut(run, plan)),
    gather: (jobId) => children.gather(jobId),
    async requeue(entry) {
      if (!(await untilStored('a job given back', () => requeues.add(entry)))) await replaced(entry);
    },
    progress(run, progress) {
      run.seq += 1;
      run.progress = progress;
      live.publish({ jobId: run.id, seq: run.seq, status: 'running', progress, ended: false });
    },
    park: (kind, delivery) => parkMessage({ bus, database, completion, metrics, graceMs }, kind, delivery),
    track(run) {
      runs.add(run);
    },
    holds: held.add,
    untrack(run, kind) {
      metrics.jobRan(kind, performance.now() - run.startedAt);
      runs.delete(run);
      longRuns.forget(run);
    },
    pause: () => sleep(500),
    start() {
      timers.push(setInterval(logged('leases', renew), renewEveryMs));
      const look = logged('cancellations', () => longRuns.look(runs));
      timers.push(setInterval(look, longAfterMs));
      timers.push(setInterval(logged('progress', storeProgress), progressRowMs));
      timers.push(setInterval(logged('waiting', held.keep), heldEveryMs));
    },
    async stop() {
      for (const timer of timers) clearInterval(timer);
      await Promise.all([starting.drain(), requeues.drain(), completion.drain()]);
    },
  };
}

function countRetries(entries: Requeue[], rows: Row[], metrics: Pick<Metrics, 'jobRetried'>): void {
  const failed = new Map(entries.filter(({ counts }) => counts).map(({ id, error }) => [id, error?.code]));
  for (const { id, kind } of rows) {
    const code = failed.get(String(id));
    if (code !== undefined) metrics.jobRetried(String(kind), code);
  }
}
