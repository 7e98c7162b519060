/**
 * The backlog's keeper in this process: knows how full the kinds are, and releases what waits whenever there may be
 * room. Any number of processes do so at once; a waiting job is taken by deleting its row.
 */
import type { Bus } from '../bus.ts';
import type { Queries } from '../database.ts';
import { Problem } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import { outageOf } from '../outage.ts';
import type { AcceptLimits } from './accepting.ts';
import { endDelaySql, loadSql, releaseWaitingSql } from './backlog-statements.ts';
import type { Lane } from './jobs.ts';
import { createLowWater, fromStart } from './low-water.ts';
import type { Pauses } from './pauses.ts';
import type { PublishableJob, Publisher } from './publisher.ts';

export interface BacklogLimits {
  ownerShare: number;
  ownerWaitingMax: number;
  /** Released jobs of a kind, apart from the one that every owner always may have. */
  window: number;
  /** Waiting jobs of a kind; then nobody's are accepted any more. */
  waitingMax: number;
}

export interface Backlog {
  limits(): Omit<AcceptLimits, 'graceMs'>;
  /** Throws `Problem` 503 `QUEUE_FULL`. */
  assertRoom(kind: string): void;
  /** A job was held: rounds look at its kind from now on. */
  noteWaiting(kind: string): void;
  /** All parts of a job wait at first: those that there is room for are not to wait for the next round. */
  noteHandedOut(kind: string): void;
  /** Jobs of the kind have ended: there may be room. */
  noteEnded(kind: string): void;
  start(): void;
  stop(): Promise<void>;
}

/** Of the window, what bulk work may take. */
const bulkShare = 0.2;
const ownersPerRound = 1_000;
const delayedPerRound = 500;
const nobody = '00000000-0000-0000-0000-000000000000';
const fullRetrySeconds = 30;

interface LoadRow extends Record<string, unknown> {
  kind: string;
  active: number;
  waiting: number;
  paused: boolean;
}

interface ReleasedRow extends PublishableJob, Record<string, unknown> {
  owners_seen: number;
  last_owner: string | null;
}

export function createBacklog(options: {
  database: Queries;
  bus: Bus;
  publisher: Publisher;
  metrics: Pick<Metrics, 'jobsWaiting' | 'kindPaused'>;
  pauses: Pauses;
  log: Logger;
  kinds: readonly string[];
  limits: BacklogLimits;
  graceMs: number;
  pollMs?: number;
}): Backlog {
  const { database, bus, publisher, metrics, pauses, log, kinds, limits, graceMs, pollMs = 250 } = options;
  const { ownerShare, ownerWaitingMax, window, waitingMax } = limits;
  const bulkWindow = Math.max(1, Math.floor(window * bulkShare));
  const waiting = new Map<string, number>();
  /** Where the next round goes on among the owners of a kind and lane. */
  const cursors = new Map<string, string>();
  const outage = outageOf(log, 'jobs.backlog');
  const delays = createLowWater();
  let fullKinds: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function release(kind: string, lane: Lane): Promise<void> {
    const place = `${kind} ${lane}`;
    const rows = await database.query<ReleasedRow>(releaseWaitingSql, [
      kind,
      lane,
      ownerShare,
      lane === 'bulk' ? bulkWindow : window,
      ownersPerRound,
      cursors.get(place) ?? nobody,
      graceMs,
    ]);
    const [first] = rows;
    const more = first !== undefined && first.owners_seen === ownersPerRound && first.last_owner !== null;
    if (more) cursors.set(place, first.last_owner as string);
    else cursors.delete(place);
    for (const { owners_seen, last_owner, ...job } of rows) if (job.id) publisher.publish(job);
  }

  async function measure(): Promise<void> {
    const rows = await database.query<LoadRow>(loadSql, [kinds, window, waitingMax]);
    fullKinds = rows.filter((row) => row.active >= window).map((row) => row.kind);
    pauses.learned(new Set(rows.filter(({ paused }) => paused).map(({ kind }) => kind)));
    for (const row of rows) {
      waiting.set(row.kind, row.waiting);
      metrics.jobsWaiting(row.kind, row.waiting);
      metrics.kindPaused(row.kind, row.paused);
    }
  }

  const releasing = oneAtATime(async () => {
    if (stopped || bus.state() !== 'open') return;
    const paused = pauses.paused();
    try {
      for (const kind of kinds) {
        if (!waiting.get(kind) || paused.includes(kind)) continue;
        await release(kind, 'normal');
        await release(kind, 'bulk');
      }
      outage.worked();
    } catch (error) {
      outage.failed(error);
    }
  });

  const polling = oneAtATime(async () => {
    try {
      const ended = await database.query(endDelaySql, [delayedPerRound, ...delays.beginDue()]);
      delays.ended(ended.length < delayedPerRound ? undefined : fromStart);
      await measure();
      outage.worked();
    } catch (error) {
      pauses.learned(undefined);
      outage.failed(error);
    }
    releasing.ask();
  });

  const noteWaiting = (kind: string): void => void waiting.set(kind, Math.max(1, waiting.get(kind) ?? 0));

  return {
    limits: () => ({ ownerShare, ownerWaitingMax, fullKinds, pausedKinds: pauses.paused() }),
    assertRoom(kind) {
      if ((waiting.get(kind) ?? 0) < waitingMax) return;
      throw new Problem(503, 'QUEUE_FULL', `Too many ${kind} jobs wait at the moment`, {
        retryAfterSeconds: fullRetrySeconds,
      });
    },
    noteWaiting,
    noteHandedOut(kind) {
      noteWaiting(kind);
      releasing.ask();
    },
    noteEnded(kind) {
      if (waiting.get(kind)) releasing.ask();
    },
    start() {
      timer = setInterval(polling.ask, pollMs);
      polling.ask();
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await polling.idle();
      await releasing.idle();
    },
  };
}
