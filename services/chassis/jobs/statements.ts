/**
 * The engine's statements. Each moves many jobs at once and is safe to send again.
 *
 * `due_at` is the row's one clock. Queued and not sent: when to publish. Queued and sent to the broker, or
 * running: when to look again (the lease of a run, at the latest the deadline). Ended: null.
 *
 *   queued ──start──► running ──finish──► succeeded | failed | cancelled | expired
 *     ▲  └──cancel──► cancelled   │ └──cancel──► cancelling ──finish──► cancelled
 *     ├── retry · give back · lost lease ──┤
 *     └──last child ends── waiting ◄──fan out──┘
 *
 * Every start takes a fresh `run`; every later write of that run names it, so a late one changes nothing.
 * `seq` grows by a million a run: progress counts up within the block without ever meeting the next run's.
 */
import type { Row } from '../database.ts';
import type { RowTable } from '../rows.ts';
import type { ParentRow } from './children.ts';
import { fanIn, parentOf } from './children-statements.ts';
import { jobColumns } from './job-row.ts';
import { notBelow } from './low-water.ts';
import { deathsMax, suspectFrom } from './quarantine.ts';
import { delayTold, entry, noted } from './timeline.ts';

/** Progress is told before it is stored, so the row's `seq` may lag; this passes what a run can have told meanwhile. */
export const pastProgress = 400_000;

/** $1 ids, $2 runs counted when published → marks what still waits as being in the broker. */
export const sentSql = `
UPDATE jobs.job j SET sent_at = now(), due_at = j.deadline_at
FROM unnest($1::uuid[], $2::int[]) AS d(id, runs)
WHERE j.id = d.id AND j.status = 'queued' AND j.runs = d.runs AND j.sent_at IS NULL`;

/** $1 ids → jobs that wait in a process are not lost, however long they wait. */
export const heldSql = `
UPDATE jobs.job j SET sent_at = now()
FROM (SELECT id FROM jobs.job WHERE id = ANY($1::uuid[]) AND status = 'queued' AND sent_at IS NOT NULL
      ORDER BY id FOR UPDATE SKIP LOCKED) d
WHERE j.id = d.id`;

/** The first start of a job is told by `started_at`. */
const tries = { attempt: 'j.attempt + 1' };
const startedAgain = `CASE WHEN j.status = 'running' THEN ${entry('taken_over', tries)} ELSE ${entry('started', tries)} END`;

/** $1 ids, $2 fresh runs, $3 redelivered, $4 needs input, $5 lease ms, $6 deaths that are too many → the jobs that are this caller's to run. */
export const startSql = `
UPDATE jobs.job j SET status = 'running', run = d.run, runs = j.runs + 1, seq = j.seq + 1000000, sent_at = NULL,
  started_at = coalesce(j.started_at, now()), due_at = least(now() + $5 * interval '1 ms', j.deadline_at),
  timeline = CASE WHEN j.started_at IS NULL THEN j.timeline ELSE ${noted(startedAgain)} END
FROM (SELECT DISTINCT ON (id) * FROM unnest($1::uuid[], $2::uuid[], $3::bool[], $4::bool[], $6::int[])
      AS t(id, run, redelivered, needs_input, deaths_below) ORDER BY id) d
WHERE j.id = d.id AND j.deadline_at > now()
  AND j.runs - j.attempt < d.deaths_below
  AND (j.status = 'queued' OR (j.status = 'running' AND (d.redelivered OR j.due_at <= now())))
RETURNING j.id, j.kind, j.lane, j.run, j.seq, j.attempt, j.runs, j.created_at, j.started_at, j.deadline_at, j.fan,
  j.parent_id,
  CASE WHEN d.needs_input THEN j.input END AS input`;

/** $1 ids → those that may run beside few others only, and how many processes have died with them. */
export const suspectsSql = `
SELECT id, runs - attempt AS deaths FROM jobs.job WHERE id = ANY($1::uuid[]) AND status IN ('queued', 'running')
  AND deadline_at > now() AND runs - attempt BETWEEN ${suspectFrom} AND ${deathsMax - 1}`;

/** $1 id, $2 run or null → a run that is over, or was replaced, while its process lived is not counted. */
export const survivedSql = `
UPDATE jobs.job SET runs = greatest(runs - 1, attempt)
WHERE id = $1 AND ($2::uuid IS NULL OR run IS DISTINCT FROM $2) AND finished_at IS NULL`;

/** $1 ids, $2 runs, $3 lease ms → the runs that are still current, with the job's status. */
export const renewSql = `
UPDATE jobs.job j SET due_at = least(now() + $3 * interval '1 ms', j.deadline_at)
FROM unnest($1::uuid[], $2::uuid[]) AS d(id, run)
WHERE j.id = d.id AND j.run = d.run AND j.status IN ('running', 'cancelling')
RETURNING j.run, j.status`;

/** $1 entries → progress of current runs. */
export const progressSql = `
UPDATE jobs.job j SET progress = d.progress, seq = greatest(j.seq, d.seq)
FROM (SELECT DISTINCT ON (id, run) * FROM json_to_recordset($1::json) AS t(id uuid, run uuid, seq bigint, progress jsonb)
      ORDER BY id, run, seq DESC) d
WHERE j.id = d.id AND j.run = d.run AND j.status = 'running'
RETURNING j.id`;

const nextTryAt =
  "least(now() + CASE WHEN j.status = 'cancelling' THEN 0 ELSE d.delay_ms END * interval '1 ms', j.deadline_at)";
const tryFailed = entry('try_failed', { ...tries, code: "d.error->>'code'", next_try_at: nextTryAt });

/**
 * $1 entries → back to the queue: a failed try with its back-off, after which it waits for its owner's turn again, or a
 * run given back by a drain (`counts` false: then neither the try nor the started run is held against the job).
 */
export const requeueSql = `
UPDATE jobs.job j SET
  status = CASE WHEN j.status = 'cancelling' THEN 'cancelling' ELSE 'queued' END,
  run = NULL, sent_at = NULL, seq = greatest(j.seq, d.seq) + 1,
  held = j.status = 'running' AND d.counts,
  attempt = j.attempt + d.counts::int, runs = greatest(j.runs - (NOT d.counts)::int, j.attempt + d.counts::int),
  error = coalesce(d.error, j.error),
  due_at = ${nextTryAt},
  timeline = CASE WHEN j.status = 'running'
    THEN ${noted(`CASE WHEN d.counts THEN ${tryFailed} ELSE ${entry('given_back')} END`)} ELSE j.timeline END
FROM (SELECT DISTINCT ON (id, run) * FROM json_to_recordset($1::json)
      AS t(id uuid, run uuid, seq bigint, counts bool, error jsonb, delay_ms bigint) ORDER BY id, run) d
WHERE j.id = d.id AND j.run = d.run AND j.status IN ('running', 'cancelling')
RETURNING ${jobColumns}`;

/** The completion event of each row of `won` that is not another's child, and the key that the ended job no longer holds. */
const afterEnd = (graceParameter: string): string => `
, event AS (
  INSERT INTO jobs.outbox (id, type, due_at, body)
  SELECT w.event_id, w.kind || '.' || w.status, now() + ${graceParameter} * interval '1 ms', jsonb_build_object(
    'id', w.event_id, 'type', w.kind || '.' || w.status, 'version', 1,
    'occurred_at', to_char(w.finished_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'job_id', w.id, 'owner_id', w.owner_id, 'api_key_id', w.actor->'api_key_id', 'traceparent', w.traceparent,
    'data', jsonb_build_object('job_id', w.id, 'kind', w.kind, 'status', w.status, 'reference', w.reference,
      'seq', w.seq, 'resource', CASE WHEN w.status = 'succeeded' THEN w.resource END, 'error', w.error))
  FROM won w WHERE w.parent_id IS NULL
  RETURNING id, type, body
), freed AS (
  DELETE FROM jobs.coalesced c USING won w WHERE c.key = w.coalesce_key AND c.job_id = w.id
)`;

export const wonColumns = `j.id, j.kind, j.lane, j.status, j.owner_id, j.actor, j.traceparent, j.reference, j.seq, j.error,
  j.coalesce_key, j.created_at, j.started_at, j.finished_at, j.parent_id, j.weight, j.fan, j.progress`;

/** A job that ended while it waited for its turn waits no more. */
const unqueued = `
, unqueued AS (
  DELETE FROM jobs.waiting q USING won w
  WHERE q.kind = w.kind AND q.lane = w.lane AND q.owner_id = w.owner_id AND q.job_id = w.id
)`;

const answerWith = (more: string): string => `
SELECT w.id, w.kind, w.lane, w.status, w.owner_id, w.seq, w.created_at, w.started_at, w.finished_at, w.error,
  e.id AS event_id, e.type AS event_type, e.body AS event_body${more}
FROM won w LEFT JOIN event e ON e.id = w.event_id`;

/** What every end means beside the job's own row, and its report. `$grace` is the parameter with the grace in ms. */
export const ending = (grace: string): string =>
  `${afterEnd(grace)}${fanIn(grace)}${unqueued}${answerWith(`, ${parentOf}`)}`;

/** What an ended job reports back: enough to publish its event and tell those who watch. */
export interface EndedRow extends Row {
  id: string;
  kind: string;
  lane: string;
  status: 'succeeded' | 'failed' | 'cancelled' | 'expired';
  owner_id: string;
  seq: string;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date;
  /** Null where the job is another's child: its end is nobody else's business. */
  event_id: string | null;
  event_type: string | null;
  event_body: unknown;
  /** The parent, where it is told of this end. */
  parent?: ParentRow | null;
}

/**
 * $1 entries, $2 grace ms, $3… one recordset per table → the jobs this statement ended. A job that was being
 * cancelled ends `cancelled` whatever came; its rows and its result are dropped.
 */
export function finishSql(
  tables: readonly RowTable[],
  eventsParameter: number | undefined,
  hasChildren: boolean,
): string {
  const writes = tables.map((table, index) => rowsCte(table, index));
  const extra = eventsParameter === undefined ? '' : extraEventsCte(eventsParameter);
  return `
WITH input AS (
  SELECT DISTINCT ON (id, run) * FROM json_to_recordset($1::json) AS t(id uuid, run uuid, status text, seq bigint,
    result jsonb, error jsonb, warnings jsonb, metadata jsonb, resource jsonb, event_id uuid) ORDER BY id, run
), won AS (
  UPDATE jobs.job j SET
    status = CASE WHEN j.status = 'cancelling' THEN 'cancelled' ELSE i.status END,
    result = CASE WHEN j.status = 'cancelling' THEN NULL ELSE i.result END,
    error = CASE WHEN j.status = 'cancelling' THEN ${errorJson('CANCELLED', 'The job was cancelled')} ELSE i.error END,
    warnings = i.warnings, metadata = i.metadata, run = NULL, due_at = NULL, sent_at = NULL,
    finished_at = clock_timestamp(), seq = greatest(j.seq, i.seq) + 1
  FROM input i
  WHERE j.id = i.id AND j.run = i.run AND j.status IN ('running', 'cancelling')
  RETURNING ${wonColumns}, i.resource, i.event_id
)${afterEnd('$2')}${writes.join('')}${extra}${hasChildren ? fanIn('$2') : ''}${answerWith(hasChildren ? `, ${parentOf}` : '')}`;
}

function rowsCte(table: RowTable, index: number): string {
  const columns = Object.keys(table.columns);
  const types = Object.entries(table.columns).map(([column, type]) => `${column} ${type}`);
  const key = table.key.join(', ');
  return `
, rows_${index} AS (
  INSERT INTO ${table.name} (${columns.join(', ')})
  SELECT ${columns.join(', ')} FROM (
    SELECT DISTINCT ON (${key}) r.* FROM json_to_recordset($${index + 3}::json)
      AS r(job_of_row uuid, place_of_row int, ${types.join(', ')})
    JOIN won w ON w.id = r.job_of_row AND w.status = 'succeeded'
    ORDER BY ${key}, place_of_row DESC) AS chosen
  ${table.onConflict}
)`;
}

function extraEventsCte(parameter: number): string {
  return `
, more_events AS (
  INSERT INTO jobs.outbox (id, type, due_at, body)
  SELECT r.id, r.type, now(), r.body FROM json_to_recordset($${parameter}::json)
    AS r(job_of_row uuid, id uuid, type text, body jsonb)
  JOIN won w ON w.id = r.job_of_row AND w.status = 'succeeded'
)`;
}

export function errorJson(code: string, message: string): string {
  return `jsonb_build_object('code', '${code}', 'message', '${message}', 'retryable', false)`;
}

const crashedError = errorJson('WORKER_CRASHED', 'Each run of this job ended with the death of its process');

/**
 * $1 limit, $2 grace ms, $3… where to begin → due jobs that end here: past their deadline, cancelled with nobody left
 * to notice, or killers of their process.
 */
export const endOverdueSql = `
WITH due AS (
  SELECT id, deadline_at <= now() AS late, status = 'cancelling' AS cancelling FROM jobs.job
  WHERE due_at <= now() AND ${notBelow(3)} AND (deadline_at <= now() OR status = 'cancelling'
    OR (status = 'running' AND runs - attempt >= ${deathsMax}))
  ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED
), won AS (
  UPDATE jobs.job j SET
    status = CASE WHEN d.cancelling THEN 'cancelled' WHEN d.late THEN 'expired' ELSE 'failed' END,
    error = CASE WHEN d.cancelling THEN ${errorJson('CANCELLED', 'The job was cancelled')}
                 WHEN d.late THEN ${errorJson('EXPIRED', 'The job did not end before its deadline')}
                 ELSE ${crashedError} END,
    run = NULL, due_at = NULL, sent_at = NULL, finished_at = clock_timestamp(), seq = j.seq + ${pastProgress}
  FROM due d WHERE j.id = d.id
  RETURNING ${wonColumns}, NULL::jsonb AS resource, gen_random_uuid() AS event_id
)${ending('$2')}`;

/** $1 ids, $2 redelivered, $3 grace ms → jobs whose runs ended with the death of their process too often end here. */
export const endKillersSql = `
WITH won AS (
  UPDATE jobs.job j SET status = 'failed', error = ${crashedError}, run = NULL, due_at = NULL, sent_at = NULL,
    finished_at = clock_timestamp(), seq = j.seq + ${pastProgress}
  FROM (SELECT id, bool_or(redelivered) AS redelivered FROM unnest($1::uuid[], $2::bool[]) AS t(id, redelivered) GROUP BY id) d
  WHERE j.id = d.id AND j.runs - j.attempt >= ${deathsMax}
    AND (j.status = 'queued' OR (j.status = 'running' AND (d.redelivered OR j.due_at <= now())))
  RETURNING ${wonColumns}, NULL::jsonb AS resource, gen_random_uuid() AS event_id
)${ending('$3')}`;

/**
 * $1 limit, $2 grace ms, $3… where to begin → due jobs to publish now, and the latest due time among them; a run whose
 * lease ended goes back to the queue.
 */
export const releaseSql = `
WITH due AS (
  SELECT id, due_at FROM jobs.job WHERE due_at <= now() AND ${notBelow(3)} AND deadline_at > now()
    AND status IN ('queued', 'running') AND NOT held AND NOT (status = 'running' AND runs - attempt >= ${deathsMax})
  ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED
)
UPDATE jobs.job j SET
  seq = CASE WHEN j.status = 'running' THEN j.seq + 1000000 ELSE j.seq END,
  status = 'queued', run = NULL, sent_at = NULL, due_at = now() + $2 * interval '1 ms',
  timeline = ${noted(`CASE WHEN j.status = 'running' THEN ${entry('run_lost')} ELSE ${entry('sent_again')} END`)}
FROM due d WHERE j.id = d.id
RETURNING j.id, j.kind, j.version, j.actor, j.runs, j.traceparent, j.created_at, j.input,
  (SELECT max(due_at)::text FROM due) AS last_due`;

/** $1 kind, $2 ms since it was sent, $3 limit → jobs that the broker should hold but does not, due again. */
export const lostSql = `
WITH lost AS (
  SELECT id FROM jobs.job WHERE kind = $1 AND sent_at < now() - $2 * interval '1 ms' AND status = 'queued'
  LIMIT $3 FOR UPDATE SKIP LOCKED
)
UPDATE jobs.job j SET sent_at = NULL, due_at = now(), timeline = ${noted(entry('message_lost'))}
FROM lost l WHERE j.id = l.id RETURNING j.id`;

/** $1 id, $2 owner, $3 grace ms → a job that is queued, or waits for its children, ends. */
export const cancelSql = `
WITH won AS (
  UPDATE jobs.job j SET status = 'cancelled', run = NULL, due_at = NULL, sent_at = NULL,
    error = ${errorJson('CANCELLED', 'The job was cancelled')}, finished_at = clock_timestamp(), seq = j.seq + 1,
    timeline = ${delayTold}
  WHERE j.id = $1 AND j.owner_id = $2 AND j.status IN ('queued', 'waiting')
  RETURNING ${wonColumns}, NULL::jsonb AS resource, gen_random_uuid() AS event_id
)${ending('$3')}`;

/** $1 id, $2 owner → a running job becomes `cancelling`; its worker learns of it or its lease ends. */
export const cancelRunningSql = `
UPDATE jobs.job j SET status = 'cancelling', seq = j.seq + ${pastProgress},
  timeline = ${noted(entry('cancel_requested'))}
WHERE j.id = $1 AND j.owner_id = $2 AND j.status = 'running'
RETURNING ${jobColumns}`;
