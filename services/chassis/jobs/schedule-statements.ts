/** What happens to `jobs.schedule`. A tick is `dueSql`, the acceptance of jobs and `movedSql` in one transaction. */
import { shownStatus } from './children-statements.ts';

/** What this process may tick: schedules of kinds it knows, and of those that services declare, the ones declared here. */
const tickable = 'next_at <= now() AND kind = ANY($1::text[]) AND (owner_id <> $2 OR name = ANY($3::text[]))';

/** $1 kinds, $2 owner of what is declared, $3 names declared here → a row if anything is due. */
export const anyDueSql = `SELECT FROM jobs.schedule WHERE ${tickable} LIMIT 1`;

/**
 * $1…$3 as before, $4 limit → due schedules, locked until the transaction ends. Another process that saw one due as well
 * skips it, or finds it moved.
 */
export const dueSql = `
SELECT s.owner_id, s.name, s.kind, s.version, s.actor, s.input, s.cron, s.timezone, now() AS at,
  EXISTS (SELECT FROM jobs.job j WHERE j.id = s.last_job_id AND j.finished_at IS NULL) AS at_work
FROM jobs.schedule s WHERE ${tickable} ORDER BY next_at LIMIT $4 FOR UPDATE SKIP LOCKED`;

/** $1 what became of ticks → their schedules wait for the next one. */
export const movedSql = `
UPDATE jobs.schedule s SET next_at = m.next_at, last_at = now(), last_outcome = m.outcome,
  last_job_id = coalesce(m.job_id, s.last_job_id)
FROM json_to_recordset($1::json) AS m(owner_id uuid, name text, next_at timestamptz, outcome text, job_id uuid)
WHERE s.owner_id = m.owner_id AND s.name = m.name`;

const scheduleColumns =
  's.name, s.kind, s.cron, s.timezone, s.next_at, s.last_at, s.last_outcome, s.last_job_id';

/**
 * $1 owner, $2 name, $3 kind, $4 version, $5 actor, $6 input, $7 cron, $8 timezone, $9 next tick, $10 an owner's most → the
 * schedule, unless its owner has too many. The next tick stays where neither cron nor timezone changed: whoever declares it
 * again at a restart neither skips nor repeats one.
 */
export const putScheduleSql = `
INSERT INTO jobs.schedule AS s (owner_id, name, kind, version, actor, input, cron, timezone, next_at)
SELECT $1::uuid, $2::text, $3::text, $4::int, $5::jsonb, $6::jsonb, $7::text, $8::text, $9::timestamptz
WHERE EXISTS (SELECT FROM jobs.schedule o WHERE o.owner_id = $1 AND o.name = $2)
  OR (SELECT count(*) FROM (SELECT FROM jobs.schedule o WHERE o.owner_id = $1 LIMIT $10) AS probe) < $10
ON CONFLICT (owner_id, name) DO UPDATE SET kind = excluded.kind, version = excluded.version, actor = excluded.actor,
  input = excluded.input, cron = excluded.cron, timezone = excluded.timezone,
  next_at = CASE WHEN s.cron = excluded.cron AND s.timezone = excluded.timezone THEN coalesce(s.next_at, excluded.next_at)
                 ELSE excluded.next_at END
RETURNING ${scheduleColumns}`;

/** $1 owner, $2 name. */
export const removeScheduleSql = 'DELETE FROM jobs.schedule WHERE owner_id = $1 AND name = $2 RETURNING name';

/** $1 owner. */
export const listSchedulesSql = `SELECT ${scheduleColumns} FROM jobs.schedule s WHERE s.owner_id = $1 ORDER BY s.name`;

/** $1 kind, $2 owner, $3 limit → schedules of all owners for operators, with how the last job of each stands. */
export const allSchedulesSql = `
SELECT ${scheduleColumns}, ${shownStatus} AS last_status, s.owner_id
FROM jobs.schedule s LEFT JOIN jobs.job j ON j.id = s.last_job_id
WHERE ($1::text IS NULL OR s.kind = $1) AND ($2::uuid IS NULL OR s.owner_id = $2)
ORDER BY s.next_at, s.owner_id, s.name LIMIT $3`;

/** $1 from, $2 to → schedules follow their owner. Where both have one of a name, the account's stays. */
export const moveSchedulesSql = `
WITH doubled AS (
  DELETE FROM jobs.schedule s USING jobs.schedule o WHERE s.owner_id = $1 AND o.owner_id = $2 AND o.name = s.name
)
UPDATE jobs.schedule s SET owner_id = $2, actor = jsonb_set(actor, '{owner_id}', to_jsonb($2::text))
WHERE s.owner_id = $1 AND NOT EXISTS (SELECT FROM jobs.schedule o WHERE o.owner_id = $2 AND o.name = s.name)`;
