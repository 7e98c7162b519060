/** What operators, and messages that nobody can read, do to jobs. */
import { shownStatus } from './children-statements.ts';
import { ending, errorJson, pastProgress, wonColumns } from './statements.ts';
import { delayTold, entry, noted, retried } from './timeline.ts';
import { place } from './waiting-statements.ts';

/** The error of a job whose message was parked; replaying the message brings the job back. */
export const unreadableCode = 'MESSAGE_UNREADABLE';

/** $1 id, $2 kind, $3 grace ms → the job ends, unless it runs or has ended. */
export const failParkedSql = `
WITH won AS (
  UPDATE jobs.job j SET status = 'failed', run = NULL, due_at = NULL, sent_at = NULL, finished_at = clock_timestamp(),
    error = ${errorJson(unreadableCode, 'The message of this job could not be understood')}, seq = j.seq + 1
  WHERE j.id = $1 AND j.kind = $2 AND j.status = 'queued'
  RETURNING ${wonColumns}, NULL::jsonb AS resource, gen_random_uuid() AS event_id
)${ending('$3')}`;

/**
 * $1 ids → jobs that did not succeed begin anew: with all their tries, a deadline as long as the first one, and their
 * owner's turn. Whoever watches learns of it by `seq`. A child begins anew with its parent only, which keeps those that
 * succeeded.
 */
export const retrySql = `
WITH again AS (
  UPDATE jobs.job j SET status = 'queued', held = true, run = NULL, sent_at = NULL, attempt = 0, runs = 0, fan = 0,
    seq = j.seq + 1000000, progress = NULL, result = NULL, error = NULL, warnings = NULL, metadata = NULL,
    started_at = NULL, finished_at = NULL,
    deadline_at = now() + (j.deadline_at - j.created_at), due_at = now() + (j.deadline_at - j.created_at),
    timeline = ${noted(retried)}
  WHERE j.id = ANY($1::uuid[]) AND j.status IN ('failed', 'expired', 'cancelled') AND j.parent_id IS NULL
  RETURNING j.id, j.kind, j.lane, j.owner_id
), waits AS (
  INSERT INTO jobs.waiting (kind, lane, owner_id, job_id) SELECT kind, lane, owner_id, id FROM again ON CONFLICT DO NOTHING
)
SELECT id FROM again`;

/**
 * $1 kind, $2 error code, $3 since, $4 owner, $5 trace id, $6 lane, $7 statuses as callers see them: what filters name. An id
 * begins with the time it was made at, at most the day before the job where a request was repeated with its key; so what
 * is older needs no look.
 */
const matching = `($1::text IS NULL OR j.kind = $1) AND ($2::text IS NULL OR j.error->>'code' = $2)
  AND ($3::timestamptz IS NULL OR j.created_at >= $3)
  AND ($3::timestamptz IS NULL OR j.id >= jobs.uuid_floor(greatest($3 - interval '2 days', 'epoch')))
  AND ($4::uuid IS NULL OR j.owner_id = $4) AND ($5::text IS NULL OR j.traceparent LIKE '00-' || $5 || '-%')
  AND ($6::text IS NULL OR j.lane = $6) AND ($7::text[] IS NULL OR ${shownStatus} = ANY($7))`;

/** …, $8 limit → ids of jobs that are no other's children, the oldest first. */
export const findSql = `
SELECT j.id, j.parent_id FROM jobs.job j WHERE ${matching} AND j.parent_id IS NULL ORDER BY j.id LIMIT $8`;

/** What operators see of a job. What the owner sent and got is the owner's. */
const operatorColumns = `j.id, j.kind, j.owner_id, j.actor, j.lane, ${shownStatus} AS status, j.reference, j.attempt, j.runs, j.seq,
  j.progress, j.error, j.traceparent, j.parent_id, j.created_at, j.started_at, j.finished_at, j.due_at, j.sent_at, j.deadline_at,
  CASE WHEN j.finished_at IS NULL THEN ${place} END AS place`;

/** …, $8 before, $9 limit → jobs and parts of jobs, the newest first. */
export const listSql = `
SELECT ${operatorColumns} FROM jobs.job j WHERE ${matching} AND ($8::uuid IS NULL OR j.id < $8) ORDER BY j.id DESC LIMIT $9`;

/** $1 id */
export const showSql = `SELECT ${operatorColumns}, j.timeline, j.held FROM jobs.job j WHERE j.id = $1`;

/** $1 ids, $2 grace ms → those that are queued, or wait for their children, end. */
export const cancelManySql = `
WITH won AS (
  UPDATE jobs.job j SET status = 'cancelled', run = NULL, due_at = NULL, sent_at = NULL,
    error = ${errorJson('CANCELLED', 'The job was cancelled')}, finished_at = clock_timestamp(), seq = j.seq + 1,
    timeline = ${delayTold}
  WHERE j.id = ANY($1::uuid[]) AND j.status IN ('queued', 'waiting')
  RETURNING ${wonColumns}, NULL::jsonb AS resource, gen_random_uuid() AS event_id
)${ending('$2')}`;

/** $1 ids → the running ones become `cancelling`. */
export const cancelManyRunningSql = `
UPDATE jobs.job j SET status = 'cancelling', seq = j.seq + ${pastProgress}, timeline = ${noted(entry('cancel_requested'))}
WHERE j.id = ANY($1::uuid[]) AND j.status = 'running'
RETURNING j.id, j.seq, j.progress`;

/** $1 kind, $2 reason → jobs of the kind wait from now on; a row where that changed anything. */
export const pauseSql = `
INSERT INTO jobs.paused AS p (kind, reason) VALUES ($1, $2)
ON CONFLICT (kind) DO UPDATE SET reason = excluded.reason WHERE p.reason IS DISTINCT FROM excluded.reason
RETURNING kind`;

/** $1 kind → they begin again. */
export const resumeSql = 'DELETE FROM jobs.paused WHERE kind = $1 RETURNING kind';

export const pausedSql = 'SELECT kind, reason, at FROM jobs.paused';

/** Jobs by kind and status; of those that have not ended, where they are. */
export const statusSql = `
SELECT kind, status, CASE WHEN finished_at IS NULL THEN ${place} ELSE '' END AS place,
  count(*)::int AS jobs, count(DISTINCT owner_id)::int AS owners, min(created_at) AS oldest
FROM jobs.job WHERE finished_at IS NULL OR finished_at > now() - interval '1 day'
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`;
