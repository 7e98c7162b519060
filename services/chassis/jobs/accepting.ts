/** Many requests for jobs in one insert. */
import type { CommandContract } from '@scory/contracts/define.ts';
import { type Actor, isStorableValue } from '@scory/contracts/envelope.ts';
import type { Queries } from '../database.ts';
import { Problem } from '../errors.ts';
import { acceptSql, holdersSql } from './backlog-statements.ts';
import type { JobRow } from './job-row.ts';
import type { AcceptRequest, Lane } from './jobs.ts';

export interface Accepted {
  row: JobRow;
  created: boolean;
  /** It is delayed or waits for its owner's turn; the broker does not know of it yet. */
  held: boolean;
}

export interface AcceptLimits {
  graceMs: number;
  /** Released jobs of one owner, kind and lane. */
  ownerShare: number;
  /** Waiting jobs of one owner, kind and lane. */
  ownerWaitingMax: number;
  /** Kinds of which no owner gets more than one job released for now. */
  fullKinds: string[];
  /** Kinds that an operator has paused: their jobs wait. */
  pausedKinds: readonly string[];
}

const acceptRetries = 5;
const tooManyRetrySeconds = 10;

interface PlacedRow extends JobRow, Record<string, unknown> {
  entry_id: string;
  refused: boolean;
  held: boolean;
}

/**
 * One insert for all, then one select for those that lost: the key or the id was taken, by an earlier request or
 * by a neighbour in this very group. A key's holder may end between the two; then its loser tries again. Whoever has too
 * many jobs gets a `Problem`, unless the job asked for is there already.
 */
export async function acceptAll(
  database: Queries,
  entries: Entry[],
  limits: AcceptLimits,
): Promise<(Accepted | Problem)[]> {
  const answers = new Map<Entry, Accepted | Problem>();
  let open = entries;
  for (let round = 0; open.length > 0; round += 1) {
    const placed = await database.query<PlacedRow>(acceptSql, [
      JSON.stringify(open),
      limits.graceMs,
      limits.ownerShare,
      limits.ownerWaitingMax,
      limits.fullKinds,
      limits.pausedKinds,
    ]);
    const byId = new Map(placed.map((row) => [row.entry_id, row]));
    const losers: Entry[] = [];
    const refused = new Set<Entry>();
    for (const entry of open) {
      const row = byId.get(entry.id);
      byId.delete(entry.id);
      if (row?.refused) refused.add(entry);
      if (row?.id) answers.set(entry, { row, created: true, held: row.held });
      else losers.push(entry);
    }
    if (losers.length === 0) break;
    const keys = losers.flatMap((entry) => (entry.coalesce_key ? [entry.coalesce_key] : []));
    const holders = await database.query<JobRow & { held_key: string | null } & Record<string, unknown>>(
      holdersSql,
      [keys, losers.map((entry) => entry.id)],
    );
    const byKey = new Map(holders.filter((row) => row.held_key !== null).map((row) => [row.held_key, row]));
    const bySameId = new Map(holders.filter((row) => row.held_key === null).map((row) => [row.id, row]));
    for (const entry of losers) {
      const row = bySameId.get(entry.id) ?? byKey.get(entry.coalesce_key ?? '');
      if (row) answers.set(entry, { row, created: false, held: false });
      else if (refused.has(entry)) answers.set(entry, tooMany(entry.kind));
    }
    open = losers.filter((entry) => !answers.has(entry));
    if (round >= acceptRetries && open.length > 0)
      throw new Error('a coalescing key could neither be taken nor read');
  }
  return entries.map((entry) => answers.get(entry) as Accepted | Problem);
}

const tooMany = (kind: string): Problem =>
  new Problem(429, 'TOO_MANY_JOBS', `Too many of your ${kind} jobs wait already`, {
    retryAfterSeconds: tooManyRetrySeconds,
  });

/** One accepted job as the statement reads it. */
export interface Entry {
  id: string;
  kind: string;
  version: number;
  owner_id: string;
  actor: Actor;
  lane: Lane;
  input: unknown;
  reference: string | null;
  traceparent: string;
  coalesce_key: string | null;
  deadline_seconds: number;
  not_before: string | null;
}

/** What a job of the command is given; throws where it is not what the contract says. */
export function inputOf(contract: CommandContract, data: unknown): unknown {
  const input = contract.data.parse(data);
  if (!isStorableValue(input)) throw new Error('the input of a job holds text that cannot be stored');
  return input;
}

export function entryOf(request: AcceptRequest): Entry {
  const notBefore = request.notBefore?.toISOString() ?? null;
  return {
    id: request.id,
    kind: request.contract.kind,
    version: request.contract.version,
    owner_id: request.actor.owner_id,
    actor: request.actor,
    lane: request.lane ?? 'normal',
    input: inputOf(request.contract, request.data),
    reference: request.reference ?? null,
    traceparent: request.traceparent,
    // Who wants it now does not get a job that waits until tomorrow.
    coalesce_key: request.coalesceKey ? [request.coalesceKey, notBefore ?? []].flat().join('@') : null,
    deadline_seconds: request.contract.deadlineSeconds,
    not_before: notBefore,
  };
}
