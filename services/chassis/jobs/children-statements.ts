/**
 * Jobs made of jobs. A parent that fanned out is `waiting`, as no message may start it meanwhile, and `held`, as it is
 * not to take its children's share; the statement that ends its last child queues it again. `jobs.fan_out` counts, and
 * outlives a parent that begins anew: a child's end must find a row that its snapshot knows.
 */
import { entry, noted, retried } from './timeline.ts';

/** A job that was fanned out runs, for those who look at it from outside. Alias `j`. */
export const shownStatus =
  "CASE WHEN j.status = 'waiting' OR (j.status = 'queued' AND j.fan > 0) THEN 'running' ELSE j.status END";

/** How much of its weight a job has told to be done. */
const partDone = (job: string): string =>
  `least(1, coalesce((${job}.progress->>'completed')::float / nullif((${job}.progress->>'total')::float, 0), 0))`;

/** What is told of a parent, without its input: whoever starts it reads that from the row. */
const parentColumns = `j.id, j.kind, j.version, j.actor, j.runs, j.traceparent, j.created_at, j.status, j.seq, j.progress,
  j.parent_id`;

/**
 * For statements with `won`: what the ends in it mean to their parents. Parents are locked in the order of their ids,
 * so that groups which end children of the same ones do not deadlock. One update of a row each: a parent and its child
 * may end in one statement. `$grace` is the parameter with the grace in ms.
 */
export const fanIn = (grace: string): string => `
, changes AS (
  SELECT job_id, sum(ended)::int AS ended, sum(weight)::int AS weight, sum(untold) AS untold, bool_or(over) AS over FROM (
    SELECT w.parent_id AS job_id, 1 AS ended, w.weight, w.weight * (1 - ${partDone('w')}) AS untold, false AS over
    FROM won w WHERE w.parent_id IS NOT NULL
    UNION ALL SELECT w.id, 0, 0, 0, true FROM won w WHERE w.fan > 0) AS c
  GROUP BY job_id
), locked AS (
  SELECT f.job_id FROM jobs.fan_out f JOIN changes c USING (job_id) ORDER BY f.job_id FOR UPDATE OF f
), gathered AS (
  UPDATE jobs.fan_out f SET open = f.open - c.ended, done = f.done + c.weight, over = f.over OR c.over
  FROM changes c JOIN locked l USING (job_id) WHERE f.job_id = c.job_id
  RETURNING f.job_id, f.open, f.done, f.total, f.phase, c.untold
), parents AS (
  UPDATE jobs.job j SET seq = j.seq + 1,
    progress = jsonb_build_object('phase', g.phase, 'total', g.total, 'completed',
      greatest(g.done, least(g.total, round(((j.progress->>'completed')::float + g.untold)::numeric, 2)))),
    status = CASE WHEN g.open = 0 THEN 'queued' ELSE 'waiting' END, held = g.open > 0,
    due_at = CASE WHEN g.open = 0 THEN least(now() + ${grace} * interval '1 ms', j.deadline_at) ELSE j.due_at END,
    timeline = CASE WHEN g.open = 0 THEN ${noted(entry('parts_ended'))} ELSE j.timeline END
  FROM gathered g WHERE j.id = g.job_id AND j.status = 'waiting'
  RETURNING ${parentColumns}
)`;

/** What each of `won` reports of its parent, from `parents`. */
export const parentOf = '(SELECT to_jsonb(p) FROM parents p WHERE p.id = w.parent_id) AS parent';

const divided = entry('divided', { parts: 'cardinality(c.ids)', parts_open: 'c.open' });

/**
 * $1 id, $2 run, $3 seq, $4 phase, $5 state, $6 children, $7 grace ms → the job as it waits, or as it is queued where all
 * its children have succeeded already. Those there were before (the job begins anew) are kept where they succeeded or are
 * still at it, and begin anew where they did not succeed.
 */
export const fanOutSql = `
WITH input AS (
  SELECT * FROM json_to_recordset($6::json) AS t(place int, id uuid, kind text, version int, input jsonb, weight int)
), present AS (
  SELECT j.id, j.status FROM jobs.job j JOIN input i USING (id) ORDER BY j.id FOR UPDATE OF j
), counted AS (
  SELECT count(*) FILTER (WHERE p.status IS DISTINCT FROM 'succeeded')::int AS open, sum(i.weight)::int AS total,
    coalesce(sum(i.weight) FILTER (WHERE p.status = 'succeeded'), 0)::int AS done, array_agg(i.id ORDER BY i.place) AS ids
  FROM input i LEFT JOIN present p USING (id)
), won AS (
  UPDATE jobs.job j SET status = CASE WHEN c.open = 0 THEN 'queued' ELSE 'waiting' END, held = c.open > 0, run = NULL,
    sent_at = NULL, fan = j.fan + 1, runs = j.runs - 1, seq = greatest(j.seq, $3) + 1,
    due_at = CASE WHEN c.open = 0 THEN least(now() + $7 * interval '1 ms', j.deadline_at) ELSE j.deadline_at END,
    progress = jsonb_build_object('phase', $4::text, 'completed', c.done, 'total', c.total),
    timeline = ${noted(divided)}
  FROM counted c WHERE j.id = $1 AND j.run = $2 AND j.status = 'running'
  RETURNING j.*
), fan AS (
  INSERT INTO jobs.fan_out AS f (job_id, children, open, done, total, phase, state)
  SELECT w.id, c.ids, c.open, c.done, c.total, $4, $5::jsonb FROM won w, counted c
  ON CONFLICT (job_id) DO UPDATE SET children = excluded.children, open = excluded.open, done = excluded.done,
    total = excluded.total, phase = excluded.phase, state = excluded.state, over = false
), again AS (
  UPDATE jobs.job j SET status = 'queued', held = true, run = NULL, sent_at = NULL, attempt = 0, runs = 0, fan = 0,
    seq = j.seq + 1000000, progress = NULL, result = NULL, error = NULL, warnings = NULL, metadata = NULL,
    started_at = NULL, finished_at = NULL, deadline_at = w.deadline_at, due_at = w.deadline_at, timeline = ${noted(retried)}
  FROM present p, won w WHERE j.id = p.id AND p.status IN ('failed', 'expired', 'cancelled')
  RETURNING j.id, j.kind, j.lane, j.owner_id
), made AS (
  INSERT INTO jobs.job AS j (id, kind, version, owner_id, actor, lane, input, traceparent, held, due_at, deadline_at,
    parent_id, weight)
  SELECT i.id, i.kind, i.version, w.owner_id, w.actor, w.lane, i.input, w.traceparent, true, w.deadline_at, w.deadline_at,
    w.id, i.weight
  FROM input i, won w
  ON CONFLICT (id) DO NOTHING
  RETURNING j.id, j.kind, j.lane, j.owner_id
), queued AS (
  INSERT INTO jobs.waiting (kind, lane, owner_id, job_id)
  SELECT kind, lane, owner_id, id FROM made UNION ALL SELECT kind, lane, owner_id, id FROM again
  ON CONFLICT DO NOTHING
)
SELECT ${parentColumns} FROM won j`;

/** $1 id → what the job left for itself when it fanned out, and its children in their order. */
export const gatherSql = `
SELECT f.state, c.id, c.kind, c.status, c.result, c.error
FROM jobs.fan_out f CROSS JOIN LATERAL unnest(f.children) WITH ORDINALITY AS u(id, place) JOIN jobs.job c ON c.id = u.id
WHERE f.job_id = $1 ORDER BY u.place`;

/** $1 ids of parents → those whose children are further than they said: what has ended, and parts of what runs. */
export const parentProgressSql = `
UPDATE jobs.job j SET seq = j.seq + 1,
  progress = jsonb_build_object('phase', s.phase, 'completed', s.completed, 'total', s.total)
FROM (
  SELECT f.job_id, f.phase, f.total, round((f.done + sum(c.weight * ${partDone('c')}))::numeric, 2) AS completed
  FROM jobs.fan_out f JOIN jobs.job c ON c.parent_id = f.job_id AND c.finished_at IS NULL
  WHERE f.job_id = ANY($1::uuid[]) GROUP BY f.job_id
) s
WHERE j.id = s.job_id AND j.status = 'waiting' AND s.completed > (j.progress->>'completed')::numeric
RETURNING ${parentColumns}`;

/** $1 limit → children at work whose parent has ended. */
export const orphansSql = `
SELECT c.id, c.owner_id FROM jobs.fan_out f JOIN jobs.job c ON c.parent_id = f.job_id
WHERE f.over AND f.open > 0 AND c.finished_at IS NULL AND c.status <> 'cancelling' LIMIT $1`;

/** What children of jobs that are gone leave behind. */
export const forgetFamiliesSql = `
DELETE FROM jobs.fan_out f WHERE NOT EXISTS (SELECT FROM jobs.job j WHERE j.id = f.job_id)`;
