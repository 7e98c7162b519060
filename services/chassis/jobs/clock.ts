/**
 * The clock of the engine: what PostgreSQL says is due is published, ended or looked for again. It runs in every
 * process; row locks with SKIP LOCKED keep the processes out of each other's way. PostgreSQL is polled, not
 * listened to: rows carry a grace, so a notification would wake everybody with nothing due.
 */
import type { Bus } from '../bus.ts';
import type { Queries } from '../database.ts';
import type { Logger } from '../log.ts';
import { type Outage, outageOf } from '../outage.ts';
import type { Completion } from './completion.ts';
import { createLowWater, fromStart } from './low-water.ts';
import type { PublishableJob, Publisher } from './publisher.ts';
import { type EndedRow, endOverdueSql, lostSql, releaseSql } from './statements.ts';

export interface Clock {
  start(): void;
  stop(): Promise<void>;
}

const batchSize = 200;

interface DueJob extends PublishableJob, Record<string, unknown> {
  last_due: string;
}

const partitionWeeksAhead = 2;

export interface ClockOptions {
  database: Queries;
  bus: Bus;
  publisher: Publisher;
  completion: Completion;
  log: Logger;
  kinds: readonly string[];
  graceMs: number;
  /** Cancels what is done for jobs that have ended. */
  endOrphans(): Promise<void>;
  /** Makes jobs of schedules that are due. */
  tickSchedules(): Promise<void>;
  pollMs?: number;
  tickMs?: number;
  /** How often each queue is compared with what the database says it holds. */
  lostCheckMs?: number;
  partitionsMs?: number;
}

export function createClock(options: ClockOptions): Clock {
  const { database, bus, publisher, completion, log, kinds, graceMs, endOrphans, tickSchedules } = options;
  const { pollMs = 250, tickMs = 1_000, lostCheckMs = 5_000, partitionsMs = 600_000 } = options;
  const timers: NodeJS.Timeout[] = [];
  const underWay = new Map<string, Promise<void>>();
  const outages = new Map<string, Outage>();
  const ending = createLowWater();
  const releasing = createLowWater();
  let stopped = false;
  let stopListening: (() => void) | undefined;

  /** Runs a task unless its last round is still going; after a failure the next round tries again. */
  function round(name: string, work: () => Promise<void>): void {
    if (stopped || underWay.has(name)) return;
    const outage = outages.get(name) ?? outageOf(log, `jobs.${name}`);
    outages.set(name, outage);
    const running = work()
      .then(outage.worked, outage.failed)
      .finally(() => underWay.delete(name));
    underWay.set(name, running);
  }

  async function release(): Promise<DueJob[]> {
    const due = await database.query<DueJob>(releaseSql, [batchSize, graceMs, ...releasing.beginDue()]);
    const last = due[batchSize - 1];
    releasing.ended(last && { ...fromStart, due: last.last_due });
    return due;
  }

  async function publishDue(): Promise<void> {
    for (;;) {
      const ended = await database.query<EndedRow>(endOverdueSql, [batchSize, graceMs, ...ending.beginDue()]);
      ending.ended(ended.length < batchSize ? undefined : fromStart);
      completion.announce(ended);
      // Without a broker nothing could be sent: what is due stays due.
      const due = bus.state() === 'open' ? await release() : [];
      for (const job of due) publisher.publish(job);
      if (stopped || (due.length < batchSize && ended.length < batchSize)) return;
    }
  }

  /** Jobs marked as sent although their queue is gone or empty: the broker lost them. */
  async function findLost(sentBeforeMs: number, only: readonly string[] = kinds): Promise<void> {
    if (bus.state() !== 'open') return;
    for (const kind of only) {
      const waiting = await database.query(
        "SELECT 1 FROM jobs.job WHERE kind = $1 AND sent_at < now() - $2 * interval '1 ms' LIMIT 1",
        [kind, sentBeforeMs],
      );
      if (waiting.length === 0) continue;
      const queue = await bus.queueState(kind);
      if (queue && queue.messages > 0) continue;
      const lost = await database.query(lostSql, [kind, sentBeforeMs, 10_000]);
      if (lost.length > 0)
        log.warn(
          { kind, jobs: lost.length },
          'the broker holds none of the jobs sent to it; sending them again',
        );
    }
  }

  /** Not a schedule: without a table to come, the jobs of that week would lie where nothing can drop them. */
  async function ensurePartitions(): Promise<void> {
    await database.query('SELECT jobs.ensure_partitions($1)', [partitionWeeksAhead]);
  }

  return {
    start() {
      round('partitions', ensurePartitions);
      timers.push(setInterval(() => round('due', publishDue), pollMs));
      timers.push(setInterval(() => round('orphans', endOrphans), pollMs));
      timers.push(setInterval(() => round('schedules', tickSchedules), tickMs));
      timers.push(setInterval(() => round('lost', () => findLost(lostCheckMs)), lostCheckMs));
      timers.push(setInterval(() => round('partitions', ensurePartitions), partitionsMs));
      stopListening = bus.onOpen((missing) => {
        const recreated = kinds.filter((kind) => missing.includes(kind));
        if (recreated.length > 0) round('lost', () => findLost(0, recreated));
      });
    },
    async stop() {
      stopped = true;
      stopListening?.();
      for (const timer of timers) clearInterval(timer);
      await Promise.all(underWay.values());
    },
  };
}
