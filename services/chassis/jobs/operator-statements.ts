/** What operators, and messages that nobody can read, do to jobs. */
import { ending, errorJson, wonColumns } from './statements.ts';
import { noted, retried } from './timeline.ts';

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

/** $1 kind, $2 error code, $3 since, $4 owner, $5 trace id, $6 statuses, $7 limit → ids of jobs that are no other's children, the oldest first. */
export const findSql = `
SELECT j.id, j.owner_id, j.parent_id FROM jobs.job j
WHERE ($1::text IS NULL OR j.kind = $1) AND ($2::text IS NULL OR j.error->>'code' = $2)
  AND ($3::timestamptz IS NULL OR j.created_at >= $3) AND ($4::uuid IS NULL OR j.owner_id = $4)
  AND ($5::text IS NULL OR j.traceparent LIKE '00-' || $5 || '-%') AND j.status = ANY($6::text[])
  AND j.parent_id IS NULL
ORDER BY j.id LIMIT $7`;

/** $1 kind, $2 reason → jobs of the kind wait from now on. */
export const pauseSql = `
INSERT INTO jobs.paused (kind, reason) VALUES ($1, $2)
ON CONFLICT (kind) DO UPDATE SET reason = excluded.reason`;

/** $1 kind → they begin again. */
export const resumeSql = 'DELETE FROM jobs.paused WHERE kind = $1 RETURNING kind';

export const pausedSql = 'SELECT kind AS paused, reason, at FROM jobs.paused ORDER BY kind';

/** Jobs by kind and status; of those that wait, where. */
export const statusSql = `
SELECT kind, status, CASE WHEN status = 'waiting' THEN 'for its children' WHEN status <> 'queued' THEN '' WHEN held AND due_at < deadline_at THEN 'delayed'
    WHEN held THEN 'waits for its turn' WHEN sent_at IS NOT NULL THEN 'in RabbitMQ' ELSE 'being sent' END AS place,
  count(*)::int AS jobs, count(DISTINCT owner_id)::int AS owners, min(created_at) AS oldest
FROM jobs.job WHERE finished_at IS NULL OR finished_at > now() - interval '1 day'
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`;
