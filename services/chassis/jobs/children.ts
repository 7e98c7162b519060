/** Jobs made of jobs: how a parent hands out its parts, hears of their ends and gets them back. */
import { createHash } from 'node:crypto';
import { isStorableValue } from '@scory/contracts/envelope.ts';
import type { JobError, JobStatus, Progress } from '@scory/contracts/http.ts';
import type { Queries } from '../database.ts';
import { PermanentError } from '../errors.ts';
import type { Live } from '../live.ts';
import type { EndedChild, FanOut } from '../service.ts';
import { fanOutSql, gatherSql, orphansSql, parentProgressSql } from './children-statements.ts';
import type { PublishableJob, Publisher } from './publisher.ts';

/** A parent as the statements tell of it; times as text, since it may come as JSON. */
export interface ParentRow extends Omit<PublishableJob, 'input' | 'created_at'>, Record<string, unknown> {
  created_at: string | Date;
  status: 'waiting' | 'queued';
  seq: string | number;
  progress: Progress;
  parent_id: string | null;
}

/** A fan-out as the database takes it. */
export interface Plan {
  /** JSON. */
  parts: string;
  /** JSON. */
  state: string;
  phase: string;
  kinds: Set<string>;
}

export interface Children {
  /** Creates the children and lets the job wait for them; false where the run was no longer current. */
  fanOut(run: { id: string; runId: string; seq: number }, plan: Plan): Promise<boolean>;
  /** What a job left for itself when it fanned out, and its children in the order it gave them. */
  gather(parentId: string): Promise<{ state: unknown; children: EndedChild[] }>;
  /** Tells those who watch parents, and publishes the ones whose last child has ended. */
  tell(parents: readonly ParentRow[]): void;
  /** Children of these parents have come further. */
  progressed(parentIds: readonly string[]): Promise<void>;
  /** Children at work whose parent has ended. */
  orphans(limit: number): Promise<{ id: string; owner_id: string }[]>;
}

const childrenMax = 10_000;

export function createChildren(options: {
  database: Queries;
  live: Live;
  publisher: Publisher;
  /** Children of the kind wait for their owner's turn. */
  onHandedOut(kind: string): void;
  graceMs: number;
}): Children {
  const { database, live, publisher, onHandedOut, graceMs } = options;

  function tell(parents: readonly ParentRow[]): void {
    // The end of each child of a group tells of the parent.
    for (const parent of new Map(parents.map((row) => [row.id, row])).values()) {
      const { id, kind, version, actor, runs, traceparent, progress } = parent;
      live.publish({ jobId: id, seq: Number(parent.seq), status: 'running', progress, ended: false });
      if (parent.status === 'queued')
        publisher.publish({
          ...{ id, kind, version, actor, runs, traceparent },
          input: undefined,
          created_at: new Date(parent.created_at),
        });
    }
  }

  return {
    tell,
    async fanOut({ id, runId, seq }, { parts, state, phase, kinds }) {
      const parents = await database.query<ParentRow>(fanOutSql, [
        ...[id, runId, seq, phase, state, parts, graceMs],
      ]);
      if (parents.length === 0) return false;
      for (const kind of kinds) onHandedOut(kind);
      tell(parents);
      return true;
    },
    async gather(parentId) {
      const rows = await database.query<GatheredRow>(gatherSql, [parentId]);
      if (rows.length === 0) throw new Error(`job ${parentId} has fanned out, but its children are gone`);
      const children = rows.map(({ id, kind, status, result, error }) => ({
        ...{ id, kind, status, error },
        result: status === 'succeeded' ? result : null,
      }));
      return { state: rows[0]?.state, children };
    },
    async progressed(parentIds) {
      let ids = [...new Set(parentIds)];
      while (ids.length > 0) {
        const parents = await database.query<ParentRow>(parentProgressSql, [ids]);
        tell(parents);
        ids = parents.flatMap((row) => row.parent_id ?? []);
      }
    },
    orphans: (limit) => database.query(orphansSql, [limit]),
  };
}

interface GatheredRow extends Record<string, unknown> {
  state: unknown;
  id: string;
  kind: string;
  status: JobStatus;
  result: unknown;
  error: JobError | null;
}

/** `fan`: how often the job fanned out before. Throws where a part does not match its contract. */
export function planOf(jobId: string, fan: number, { children, state, phase }: FanOut): Plan {
  if (children.length > childrenMax)
    throw new PermanentError(
      'TOO_MANY_PARTS',
      `A job has ${children.length} parts; it may have ${childrenMax}`,
    );
  const parts = children.map(({ contract, data, weight = 1 }, place) => {
    const part = {
      place,
      kind: contract.kind,
      version: contract.version,
      input: contract.data.parse(data) as unknown,
    };
    return { ...part, id: childId(jobId, fan, part), weight };
  });
  if (!isStorableValue([state, parts]))
    throw new PermanentError('RESULT_UNSTORABLE', 'The parts of a job hold text that cannot be stored');
  return {
    parts: JSON.stringify(parts),
    state: JSON.stringify(state ?? null),
    phase,
    kinds: new Set(parts.map(({ kind }) => kind)),
  };
}

const idTimeDigits = 12;

/**
 * The same part of the same job has the same id, so that a job that begins anew finds what it has already. It begins
 * with the parent's time: they lie, and leave, in one partition.
 */
function childId(parentId: string, fan: number, part: Record<string, unknown>): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([parentId, fan, part]))
    .digest('hex');
  const variant = ((Number.parseInt(hash.slice(3, 4), 16) & 0x3) | 0x8).toString(16);
  const time = parentId.replaceAll('-', '').slice(0, idTimeDigits);
  const hex = `${time}7${hash.slice(0, 3)}${variant}${hash.slice(4, 19)}`;
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
