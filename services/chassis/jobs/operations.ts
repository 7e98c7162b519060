/**
 * What operators do past the owner rule, by HTTP and from the shell alike. Every look at a job and every change commits
 * together with its line in the audit log: what cannot be written down does not happen.
 */
import type { JobStatus, Progress } from '@scory/contracts/http.ts';
import type { AdminJob, AdminJobWithTimeline, PauseView } from '@scory/contracts/jobs/admin.ts';
import { writeAudit } from '../access/audit.ts';
import type { Bus } from '../bus.ts';
import { type Database, isRetryableConflict, type Queries } from '../database.ts';
import { lookAtKinds, type PausedRow, pauseOf } from './kinds.ts';
import {
  cancelManyRunningSql,
  cancelManySql,
  findSql,
  listSql,
  pausedSql,
  pauseSql,
  resumeSql,
  retrySql,
  showSql,
} from './operator-statements.ts';
import { type OperatorRow, operatorViewOf } from './operator-view.ts';
import type { EndedRow } from './statements.ts';
import { type Times, timelineOf } from './timeline.ts';

export interface Operator {
  /** Null: whoever is at the shell. */
  actorId: string | null;
}

export interface JobFilter {
  kind?: string | undefined;
  status?: JobStatus | undefined;
  /** Of the error a job has. */
  code?: string | undefined;
  /** Accepted then or later, RFC 3339. */
  since?: string | undefined;
  ownerId?: string | undefined;
  traceId?: string | undefined;
  lane?: string | undefined;
}

/** Jobs by their ids, or the first `limit` that a filter finds. */
export type Selection = { ids: readonly string[] } | { filter: JobFilter; limit: number };

export interface AskedRow extends Record<string, unknown> {
  id: string;
  seq: string;
  progress: Progress | null;
}

export interface Operations {
  /** Newest first, parts of jobs among them; `before` is the id where the last page ended. */
  list(
    filter: JobFilter,
    page: { limit: number; before?: string | undefined },
    by: Operator,
  ): Promise<{ jobs: AdminJob[]; more: boolean }>;
  read(id: string, by: Operator): Promise<AdminJobWithTimeline | undefined>;
  /**
   * By filter: what failed or expired, unless it says another status; by ids also what was cancelled. `parts` of those found
   * belong to other jobs and stay as they are. `more` were there than the limit.
   */
  retry(
    selection: Selection,
    by: Operator,
  ): Promise<{ found: number; retried: number; parts: number; more: boolean }>;
  /** `cancelling` is how many run and were asked to stop. */
  cancel(
    selection: Selection,
    by: Operator,
  ): Promise<{ found: number; cancelled: number; cancelling: number; more: boolean }>;
  kinds(): ReturnType<typeof lookAtKinds>;
  /** Undefined where there is no such kind. */
  setPaused(
    kind: string,
    change: { paused: boolean; reason: string | null },
    by: Operator,
  ): Promise<(PauseView & { changed: boolean }) | undefined>;
}

export interface OperationsOptions {
  database: Database;
  kinds: readonly string[];
  queueState: Bus['queueState'];
  /** How long `told` has to send the events of what ended, before a relay does. */
  graceMs: number;
  /** Hears of what ended, and of what runs and is to end, once that is committed. */
  told?: { ended(rows: EndedRow[]): void; asked(rows: AskedRow[]): void };
}

/** Of one transaction: the engine waits for none of its jobs for longer than this many take. */
const jobsPerTransaction = 500;
const conflictsMax = 3;
const cancelTurns = 3;

export function createOperations(options: OperationsOptions): Operations {
  const { database, kinds, graceMs, told } = options;
  return {
    list: (filter, { limit, before }, by) =>
      database.transaction(async (tx) => {
        const statuses = filter.status ? [filter.status] : null;
        const parameters = [...parametersOf(filter), statuses, before ?? null, limit + 1];
        const rows = await tx.query<OperatorRow>(listSql, parameters);
        const jobs = rows.slice(0, limit).map(operatorViewOf);
        const details = { filter: givenOf(filter), count: jobs.length };
        await writeAudit(tx, { ...by, action: 'jobs.listed', subject: null, details });
        return { jobs, more: rows.length > limit };
      }),
    read: (id, by) =>
      database.transaction(async (tx) => {
        const [row] = await tx.query<OperatorRow & Times>(showSql, [id]);
        if (row && row.owner_id !== by.actorId) {
          const details = { owner_id: row.owner_id };
          await writeAudit(tx, { ...by, action: 'job.read', subject: row.id, details });
        }
        return row && { ...operatorViewOf(row), timeline: timelineOf(row) };
      }),
    async retry(selection, by) {
      const { found, more } = await find(database, selection, ['failed', 'expired']);
      let retried = 0;
      await inTransactions(database, found, async (tx, ids) => {
        const again = await tx.query<{ id: string }>(retrySql, [ids]);
        const changed = again.map(({ id }) => id);
        await writeAudit(tx, { ...by, action: 'jobs.retried', ...aboutMany(selection, ids, changed) });
        return () => {
          retried += again.length;
        };
      });
      const parts = found.filter(({ parent_id: parent }) => parent !== null).length;
      return { found: found.length, retried, parts, more };
    },
    async cancel(selection, by) {
      const { found, more } = await find(database, selection, ['queued', 'running']);
      const done = { cancelled: 0, cancelling: 0 };
      await inTransactions(database, found, async (tx, ids) => {
        const { ended, asked } = await cancelAll(tx, ids, graceMs);
        const changed = [...ended, ...asked].map(({ id }) => id);
        await writeAudit(tx, { ...by, action: 'jobs.cancelled', ...aboutMany(selection, ids, changed) });
        return () => {
          done.cancelled += ended.length;
          done.cancelling += asked.length;
          told?.ended(ended);
          told?.asked(asked);
        };
      });
      return { found: found.length, ...done, more };
    },
    kinds: () => lookAtKinds(options),
    async setPaused(kind, { paused, reason }, by) {
      if (!kinds.includes(kind)) return undefined;
      return database.transaction(async (tx) => {
        const parameters = paused ? [kind, reason] : [kind];
        const changed = (await tx.query(paused ? pauseSql : resumeSql, parameters)).length > 0;
        const action = paused ? 'kind.paused' : 'kind.resumed';
        if (changed) await writeAudit(tx, { ...by, action, subject: kind, details: { reason } });
        return { ...pauseOf(await tx.query<PausedRow>(pausedSql), kind), changed };
      });
    },
  };
}

/** The parameters of `matching`, but for the statuses. */
const parametersOf = ({ kind, code, since, ownerId, traceId, lane }: JobFilter): unknown[] => [
  kind ?? null,
  code ?? null,
  since === undefined ? null : new Date(since),
  ownerId ?? null,
  traceId ?? null,
  lane ?? null,
];

const givenOf = (filter: JobFilter): Record<string, unknown> => ({
  kind: filter.kind,
  status: filter.status,
  code: filter.code,
  since: filter.since,
  owner_id: filter.ownerId,
  trace_id: filter.traceId,
  lane: filter.lane,
});

interface Found extends Record<string, unknown> {
  id: string;
  parent_id: string | null;
}

async function find(
  database: Queries,
  selection: Selection,
  statuses: JobStatus[],
): Promise<{ found: Found[]; more: boolean }> {
  if ('ids' in selection) {
    const found = await database.query<Found>(
      'SELECT id, parent_id FROM jobs.job WHERE id = ANY($1::uuid[]) ORDER BY id',
      [selection.ids],
    );
    return { found, more: false };
  }
  const { filter, limit } = selection;
  const wanted = filter.status ? [filter.status] : statuses;
  const found = await database.query<Found>(findSql, [...parametersOf(filter), wanted, limit + 1]);
  return { found: found.slice(0, limit), more: found.length > limit };
}

/**
 * A transaction for every few jobs, and after its commit what `work` answers with. The engine changes the same rows: whoever
 * loses a deadlock to it begins again.
 */
async function inTransactions(
  database: Database,
  found: readonly Found[],
  work: (tx: Queries, ids: string[]) => Promise<() => void>,
): Promise<void> {
  for (let place = 0; place < found.length; place += jobsPerTransaction) {
    const ids = found.slice(place, place + jobsPerTransaction).map(({ id }) => id);
    for (let turn = 1; ; turn += 1) {
      try {
        const committed = await database.transaction((tx) => work(tx, ids));
        committed();
        break;
      } catch (error) {
        if (turn === conflictsMax || !isRetryableConflict(error)) throw error;
      }
    }
  }
}

/** A job that goes from one state to another meanwhile is found in neither: what is left is looked at again. */
async function cancelAll(
  tx: Queries,
  ids: readonly string[],
  graceMs: number,
): Promise<{ ended: EndedRow[]; asked: AskedRow[] }> {
  const ended: EndedRow[] = [];
  const asked: AskedRow[] = [];
  const left = new Set(ids);
  for (let turn = 0; turn < cancelTurns && left.size > 0; turn += 1) {
    ended.push(...(await tx.query<EndedRow>(cancelManySql, [[...left], graceMs])));
    asked.push(...(await tx.query<AskedRow>(cancelManyRunningSql, [[...left]])));
    for (const { id } of [...ended, ...asked]) left.delete(id);
  }
  return { ended, asked };
}

/** Subject and details of a line about several jobs; of one alone it is the subject. */
function aboutMany(selection: Selection, ids: readonly string[], changed: readonly string[]) {
  const [only, ...others] = ids;
  const filter = 'filter' in selection ? givenOf(selection.filter) : undefined;
  const counts = { found: ids.length, count: changed.length };
  if (only !== undefined && others.length === 0) return { subject: only, details: { filter, ...counts } };
  return { subject: null, details: { filter, ...counts, ids: changed } };
}
