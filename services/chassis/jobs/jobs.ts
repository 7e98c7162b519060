/** What routes do with jobs: accept, read, list, wait, cancel. The owner is part of every statement. */
import type { CommandContract } from '@scory/contracts/define.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import type { JobView } from '@scory/contracts/http.ts';
import type { JobWithTimeline } from '@scory/contracts/jobs/timeline.ts';
import type { z } from 'zod';
import { createBatch } from '../batch.ts';
import type { Bus } from '../bus.ts';
import type { Queries } from '../database.ts';
import { Problem } from '../errors.ts';
import type { Live } from '../live.ts';
import type { Metrics } from '../metrics.ts';
import { inSpan, type Tracing } from '../tracing.ts';
import { type Accepted, acceptAll, type Entry, entryOf } from './accepting.ts';
import type { Backlog } from './backlog.ts';
import { shownStatus } from './children-statements.ts';
import type { Completion } from './completion.ts';
import type { Dispatch } from './dispatch.ts';
import { type JobRow, jobColumns, viewOf } from './job-row.ts';
import { moveSchedulesSql } from './schedule-statements.ts';
import { cancelRunningSql, cancelSql, type EndedRow } from './statements.ts';
import { type TimelineRow, timelineColumns, timelineOf } from './timeline.ts';

export interface AcceptRequest<C extends CommandContract = CommandContract> {
  contract: C;
  id: string;
  actor: Actor;
  data: z.input<C['data']>;
  reference?: string | undefined;
  traceparent: string;
  /** An unfinished job with the same key is answered instead of a new one. Must contain the owner. */
  coalesceKey?: string;
  notBefore?: Date | undefined;
  /** `bulk` work gets a share of what is released and never delays the rest. */
  lane?: Lane;
}

const cancelTurns = 5;

export type Lane = 'normal' | 'bulk';

export interface Jobs {
  /** Commits the job and publishes it. `created` is false where an earlier request had made it. */
  accept<C extends CommandContract>(
    request: AcceptRequest<C>,
    signal?: AbortSignal,
  ): Promise<{ job: JobView; created: boolean }>;
  /**
   * The same as a part of a transaction of the caller's, who calls `publish` after its commit. Where that does not happen
   * the job is due all the same, and the clock of any process sends it.
   */
  acceptWithin<C extends CommandContract>(
    tx: Queries,
    request: AcceptRequest<C>,
  ): Promise<{ job: JobView; created: boolean; publish(): void }>;
  read(id: string, ownerId: string): Promise<JobView | undefined>;
  /** The job and what happened to it, as of one moment. */
  readWithTimeline(id: string, ownerId: string): Promise<JobWithTimeline | undefined>;
  /** Newest first; `before` is the id where the last page ended. The parts of a job are listed with `parent` only. */
  list(
    ownerId: string,
    page: { limit: number; before?: string; kind?: string; status?: string; parent?: string },
  ): Promise<JobView[]>;
  /** Resolves with the job when it has ended, or as it stands after `timeoutMs` or when `signal` fires. */
  wait(id: string, ownerId: string, timeoutMs: number, signal?: AbortSignal): Promise<JobView | undefined>;
  /** Jobs that wait or run (counted up to 100,000), and processes that take jobs of a kind. */
  load(kind: string): Promise<{ queued: number; running: number; consumers: number }>;
  /** Gives the jobs and schedules of one owner to another. */
  moveOwner(from: string, to: string): Promise<void>;
  /** A queued job ends at once, a running one is asked to stop, an ended one stays as it is. */
  cancel(id: string, ownerId: string): Promise<JobView | undefined>;
}

export function createJobs(options: {
  database: Queries;
  dispatch: Dispatch;
  completion: Completion;
  live: Live;
  metrics: Metrics;
  commands: ReadonlyMap<string, CommandContract>;
  backlog: Backlog;
  graceMs: number;
  bus: Bus;
  tracing?: Tracing | undefined;
}): Jobs {
  const { database, dispatch, completion, live, metrics, commands, backlog, graceMs, bus, tracing } = options;
  const view = (row: JobRow): JobView => viewOf(row, commands.get(row.kind));

  const accepts = createBatch<Entry, Accepted | Problem>({
    name: 'accepting jobs',
    maxEntries: 300,
    maxWaiting: 5_000,
    maxAgeMs: 3_000,
    onFlush: (size, durationMs) => metrics.batch('accept', size, durationMs),
    run: (entries) => acceptAll(database, entries, { graceMs, ...backlog.limits() }),
  });

  const reads = createBatch<string, JobRow | undefined>({
    name: 'reading jobs',
    maxEntries: 500,
    maxWaiting: 20_000,
    parallel: 2,
    run: async (ids) => {
      const rows = await database.query<JobRow & Record<string, unknown>>(
        `SELECT ${jobColumns} FROM jobs.job j WHERE j.id = ANY($1::uuid[])`,
        [[...new Set(ids)]],
      );
      const byId = new Map(rows.map((row) => [row.id, row]));
      return ids.map((id) => byId.get(id));
    },
  });

  async function read(id: string, ownerId: string): Promise<JobView | undefined> {
    const row = await reads.add(id);
    return row && row.owner_id === ownerId ? view(row) : undefined;
  }

  return {
    async accept(request, signal) {
      backlog.assertRoom(request.contract.kind);
      const { kind } = request.contract;
      const about = { 'scory.job.id': request.id, 'scory.job.kind': kind };
      const accepting = { kind: 'internal' as const, parent: request.traceparent, attributes: about };
      const { entry, answer } = await inSpan(tracing, `accept ${kind}`, accepting, async (span) => {
        const entry = entryOf(span ? { ...request, traceparent: span.traceparent } : request);
        return { entry, answer: await accepts.add(entry, signal) };
      });
      if (answer instanceof Problem) throw answer;
      if (answer.created) dispatch(entry, answer);
      return { job: view(answer.row), created: answer.created };
    },
    async acceptWithin(tx, request) {
      backlog.assertRoom(request.contract.kind);
      const entry = entryOf(request);
      const [answer] = await acceptAll(tx, [entry], { graceMs, ...backlog.limits() });
      if (!answer || answer instanceof Problem) throw answer ?? new Error('a job was not answered');
      return {
        job: view(answer.row),
        created: answer.created,
        publish: () => answer.created && dispatch(entry, answer),
      };
    },
    read,
    async readWithTimeline(id, ownerId) {
      const [row] = await database.query<TimelineRow & Record<string, unknown>>(
        `SELECT ${jobColumns}, ${timelineColumns} FROM jobs.job j WHERE j.id = $1 AND j.owner_id = $2`,
        [id, ownerId],
      );
      return row && { ...view(row), timeline: timelineOf(row) };
    },
    async list(ownerId, { limit, before, kind, status, parent }) {
      const rows = await database.query<JobRow & Record<string, unknown>>(
        `SELECT ${jobColumns} FROM jobs.job j WHERE j.owner_id = $1 AND ($2::uuid IS NULL OR j.id < $2)
         AND ($3::text IS NULL OR j.kind = $3) AND ($4::text IS NULL OR ${shownStatus} = $4)
         AND j.parent_id IS NOT DISTINCT FROM $6 ORDER BY j.id DESC LIMIT $5`,
        [ownerId, before ?? null, kind ?? null, status ?? null, limit, parent ?? null],
      );
      return rows.map(view);
    },
    async wait(id, ownerId, timeoutMs, signal) {
      const until = performance.now() + timeoutMs;
      let wake: () => void = () => undefined;
      let woken = false;
      const rouse = (): void => {
        woken = true;
        wake();
      };
      const unwatch = await live.watch(id, (message) => {
        if (message.ended) rouse();
      });
      signal?.addEventListener('abort', rouse, { once: true });
      try {
        for (;;) {
          woken = false;
          const job = await read(id, ownerId);
          const left = until - performance.now();
          if (!job || job.finished_at !== null || left <= 0 || signal?.aborted) return job;
          await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, Math.min(left, live.recheckMs()));
            wake = () => {
              clearTimeout(timer);
              resolve();
            };
            if (woken) wake();
          });
        }
      } finally {
        signal?.removeEventListener('abort', rouse);
        unwatch();
      }
    },
    async load(kind) {
      const [row] = await database.query<{ queued: string; running: string }>(
        `SELECT count(*) FILTER (WHERE status = 'queued') AS queued, count(*) FILTER (WHERE status <> 'queued') AS running
         FROM (SELECT status FROM jobs.job WHERE due_at IS NOT NULL AND kind = $1 LIMIT 100000) AS unfinished`,
        [kind],
      );
      const queue = await bus.queueState(kind).catch(() => undefined);
      return {
        queued: Number(row?.queued ?? 0),
        running: Number(row?.running ?? 0),
        consumers: queue?.consumers ?? 0,
      };
    },
    async moveOwner(from, to) {
      // Schedules first: what they make from then on is the new owner's.
      await database.query(moveSchedulesSql, [from, to]);
      await database.query(
        `WITH moved AS (UPDATE jobs.waiting SET owner_id = $2 WHERE owner_id = $1)
         UPDATE jobs.job SET owner_id = $2, actor = jsonb_set(actor, '{owner_id}', to_jsonb($2::text)) WHERE owner_id = $1`,
        [from, to],
      );
    },
    async cancel(id, ownerId) {
      // A job that goes from one state to another meanwhile is found in neither: it is looked at again.
      for (let turn = 0; turn < cancelTurns; turn += 1) {
        const ended = await database.query<EndedRow>(cancelSql, [id, ownerId, graceMs]);
        completion.announce(ended);
        if (ended.length > 0) break;
        const [row] = await database.query<JobRow & Record<string, unknown>>(cancelRunningSql, [id, ownerId]);
        if (row) {
          const { progress } = row;
          live.publish({ jobId: id, seq: Number(row.seq), status: 'cancelling', progress, ended: false });
          return view(row);
        }
        const job = await read(id, ownerId);
        if (!job || job.finished_at !== null || job.status === 'cancelling') return job;
      }
      return read(id, ownerId);
    },
  };
}
