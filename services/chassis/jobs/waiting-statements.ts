/** What PostgreSQL holds that has not ended or not left, for gauges: one statement, bounded by what it counts. */

const jobsCountMax = 100_000;
export const outboxCountMax = 100_000;

/** Where a job is that has not ended: PostgreSQL holds it, it is on its way to the broker, in it, at work, … */
export const place = `CASE WHEN status = 'waiting' THEN 'for_parts' WHEN status <> 'queued' THEN status
  WHEN held AND due_at < deadline_at THEN 'delayed' WHEN held THEN 'waiting' WHEN sent_at IS NOT NULL THEN 'in_broker'
  ELSE 'being_sent' END`;

/** A row of \`waitingSql\`. */
export interface WaitingRow extends Record<string, unknown> {
  kind: string | null;
  state: string;
  jobs: number;
  outbox_events: number;
  outbox_seconds: number;
}

/**
 * A row per kind and state of open jobs, and in each of them the events that have not left; one row without a kind where
 * no job is open. `due_at` is null once a job has ended, so its index holds what is looked for and little else.
 */
export const waitingSql = `
WITH open AS (
  SELECT kind, ${place} AS state
  FROM (SELECT kind, status, held, due_at, deadline_at, sent_at FROM jobs.job WHERE due_at IS NOT NULL
        LIMIT ${jobsCountMax}) AS probe
), jobs AS (
  SELECT kind, state, count(*)::int AS jobs FROM open GROUP BY kind, state
)
SELECT j.kind, j.state, j.jobs, o.*
FROM (SELECT (SELECT count(*)::int FROM (SELECT FROM jobs.outbox LIMIT ${outboxCountMax}) AS probe) AS outbox_events,
  greatest(0, coalesce(extract(epoch FROM now() - (SELECT min(due_at) FROM jobs.outbox)), 0))::float8 AS outbox_seconds) AS o
LEFT JOIN jobs j ON true`;
