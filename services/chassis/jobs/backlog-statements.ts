/**
 * How jobs come in and wait their turn. An owner has a share of released jobs (known to the broker, running, or about to
 * be), a kind has a window; what does not fit is held in PostgreSQL and released owner by owner, in turns. Limits are
 * probed with `LIMIT`, once per owner, never counted.
 */
import { jobColumns } from './job-row.ts';
import { notBelow } from './low-water.ts';
import { delayOver, entry, noted } from './timeline.ts';

/** How many released jobs an owner has, probed up to a limit. */
const activeOf = (kind: string, lane: string, owner: string, limit: string): string => `
  (SELECT count(*) FROM (SELECT FROM jobs.job a WHERE a.kind = ${kind} AND a.lane = ${lane} AND a.owner_id = ${owner}
     AND a.finished_at IS NULL AND NOT a.held LIMIT ${limit}) AS probe)`;

/**
 * $1 entries, $2 grace ms, $3 an owner's share, $4 an owner's most waiting jobs, $5 kinds whose window is full, $6 kinds that are paused → a row
 * per entry that was placed, `refused` where its owner has too many. Losers of a key or an id have no row, or one
 * without a job; they are read back apart.
 */
export const acceptSql = `
WITH input AS (
  SELECT * FROM json_to_recordset($1::json) AS t(id uuid, kind text, version int, owner_id uuid, actor jsonb, lane text,
    input jsonb, reference text, traceparent text, coalesce_key text, deadline_seconds int, not_before timestamptz)
), owners AS (
  SELECT o.*, ${activeOf('o.kind', 'o.lane', 'o.owner_id', '$3')} AS active,
    (SELECT count(*) FROM (SELECT FROM jobs.waiting w WHERE w.kind = o.kind AND w.lane = o.lane
       AND w.owner_id = o.owner_id LIMIT $4) AS probe) AS waiting
  FROM (SELECT DISTINCT kind, lane, owner_id FROM input) o
), numbered AS (
  SELECT i.*, o.active, o.waiting,
    row_number() OVER (PARTITION BY i.kind, i.lane, i.owner_id ORDER BY i.id) AS place
  FROM input i JOIN owners o USING (kind, lane, owner_id)
), marked AS (
  SELECT n.*, not_before IS NOT NULL OR lane = 'bulk' OR waiting > 0 OR active + place > $3
      OR (active + place > 1 AND kind = ANY($5::text[])) OR kind = ANY($6::text[]) AS held
  FROM numbered n
), placed AS (
  SELECT m.*, held AND not_before IS NULL AND waiting + count(*) FILTER (WHERE held AND not_before IS NULL)
      OVER (PARTITION BY kind, lane, owner_id ORDER BY id) > $4 AS refused
  FROM marked m
), keyed AS (
  INSERT INTO jobs.coalesced (key, job_id)
  SELECT coalesce_key, id FROM placed WHERE coalesce_key IS NOT NULL AND NOT refused ORDER BY coalesce_key
  ON CONFLICT (key) DO NOTHING RETURNING job_id
), made AS (
  INSERT INTO jobs.job AS j (id, kind, version, owner_id, actor, lane, input, reference, traceparent, coalesce_key, held,
    due_at, deadline_at)
  SELECT id, kind, version, owner_id, actor, lane, input, reference, traceparent, coalesce_key, held,
    CASE WHEN NOT held THEN now() + $2 * interval '1 ms'
         ELSE coalesce(not_before, now() + deadline_seconds * interval '1 s') END,
    coalesce(not_before, now()) + deadline_seconds * interval '1 s'
  FROM placed WHERE NOT refused AND (coalesce_key IS NULL OR id IN (SELECT job_id FROM keyed))
  ON CONFLICT (id) DO NOTHING
  RETURNING ${jobColumns}, j.held, j.lane, j.due_at = j.deadline_at AS waits
), queued AS (
  INSERT INTO jobs.waiting (kind, lane, owner_id, job_id)
  SELECT kind, lane, owner_id, id FROM made WHERE held AND waits
)
SELECT p.id AS entry_id, p.refused, m.* FROM placed p LEFT JOIN made m ON m.id = p.id`;

/** $1 coalesce keys, $2 ids → the jobs that hold them already. */
export const holdersSql = `
SELECT c.key AS held_key, ${jobColumns} FROM jobs.coalesced c JOIN jobs.job j ON j.id = c.job_id WHERE c.key = ANY($1::text[])
UNION ALL
SELECT NULL AS held_key, ${jobColumns} FROM jobs.job j WHERE j.id = ANY($2::uuid[])`;

/** $1 limit, $2… where to begin → delayed jobs whose time has come wait for their owner's turn. */
export const endDelaySql = `
WITH due AS (
  SELECT id FROM jobs.job WHERE due_at <= now() AND ${notBelow(2)} AND deadline_at > now() AND status = 'queued' AND held
  ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED
), awake AS (
  UPDATE jobs.job j SET due_at = j.deadline_at, timeline = ${noted(delayOver)}
  FROM due d WHERE j.id = d.id RETURNING j.kind, j.lane, j.owner_id, j.id
)
INSERT INTO jobs.waiting (kind, lane, owner_id, job_id) SELECT kind, lane, owner_id, id FROM awake
ON CONFLICT DO NOTHING RETURNING kind, lane`;

/**
 * $1 kind, $2 lane, $3 an owner's share, $4 the lane's window, $5 owners looked at, $6 after this owner, $7 grace ms →
 * jobs to publish now, the longest waiting of each owner first, one of each owner before the second of any. It waits for
 * no lock: other processes release at the same time, in another order, and a cancel takes job and turn the other way round.
 */
export const releaseWaitingSql = `
WITH RECURSIVE owners AS (
  (SELECT owner_id FROM jobs.waiting WHERE kind = $1 AND lane = $2 AND owner_id > $6 ORDER BY owner_id LIMIT 1)
  UNION ALL
  SELECT (SELECT w.owner_id FROM jobs.waiting w WHERE w.kind = $1 AND w.lane = $2 AND w.owner_id > o.owner_id
          ORDER BY w.owner_id LIMIT 1)
  FROM owners o WHERE o.owner_id IS NOT NULL
), looked AS (
  SELECT owner_id FROM owners WHERE owner_id IS NOT NULL LIMIT $5
), turns AS (
  SELECT t.job_id, s.owner_id, row_number() OVER (PARTITION BY s.owner_id ORDER BY t.job_id) AS turn
  FROM (SELECT owner_id, greatest(0, $3 - ${activeOf('$1', '$2', 'o.owner_id', '$3')}) AS free FROM looked o) s
  CROSS JOIN LATERAL (SELECT w.job_id FROM jobs.waiting w WHERE w.kind = $1 AND w.lane = $2 AND w.owner_id = s.owner_id
                      ORDER BY w.job_id LIMIT s.free) t
), picked AS (
  SELECT owner_id, job_id FROM turns ORDER BY turn, random()
  LIMIT greatest(0, $4 - (SELECT count(*) FROM (SELECT FROM jobs.job a WHERE a.kind = $1 AND a.lane = $2
    AND a.finished_at IS NULL AND NOT a.held LIMIT $4) AS probe))
), taken AS (
  SELECT w.owner_id, w.job_id FROM picked p
  JOIN jobs.waiting w ON w.kind = $1 AND w.lane = $2 AND w.owner_id = p.owner_id AND w.job_id = p.job_id
  JOIN jobs.job j ON j.id = w.job_id
  FOR UPDATE OF w, j SKIP LOCKED
), mine AS (
  DELETE FROM jobs.waiting w USING taken t
  WHERE w.kind = $1 AND w.lane = $2 AND w.owner_id = t.owner_id AND w.job_id = t.job_id RETURNING w.job_id
), freed AS (
  UPDATE jobs.job j SET held = false, sent_at = NULL, due_at = least(now() + $7 * interval '1 ms', j.deadline_at),
    timeline = ${noted(entry('released'))}
  FROM mine m WHERE j.id = m.job_id AND j.status = 'queued' AND j.held
  RETURNING j.id, j.kind, j.version, j.actor, j.runs, j.traceparent, j.created_at, j.input
)
SELECT f.*, (SELECT count(*)::int FROM looked) AS owners_seen, (SELECT max(owner_id::text) FROM looked) AS last_owner
FROM (SELECT) one LEFT JOIN freed f ON true`;

/** $1 kind, $2 window, $3 most → released jobs of the normal lane and waiting jobs of the kind, both probed; and whether it is paused. */
export const loadSql = `
SELECT (SELECT count(*)::int FROM (SELECT FROM jobs.job WHERE kind = k.kind AND lane = 'normal' AND finished_at IS NULL
          AND NOT held LIMIT $2) AS a) AS active,
  (SELECT count(*)::int FROM (SELECT FROM jobs.waiting w WHERE w.kind = k.kind LIMIT $3) AS w) AS waiting,
  EXISTS (SELECT FROM jobs.paused p WHERE p.kind = k.kind) AS paused, k.kind
FROM unnest($1::text[]) AS k(kind)`;
