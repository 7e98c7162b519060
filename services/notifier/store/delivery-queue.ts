/**
 * PostgreSQL as the retry timer. A delivery is taken by moving its `due_at` to the end of a lease: should the
 * process die, the row is simply due again then. Whatever is written afterwards names the lease.
 */
import type { Queries, Row } from '@scory/chassis/database.ts';
import type { OldSecret } from './entities.ts';

export interface TakenDelivery {
  id: string;
  endpoint_id: string;
  body: string;
  step: number;
  lease: string;
  url: string;
  sealed_secrets: string;
  old_secrets: OldSecret[];
}

/**
 * Walks the index from endpoint to endpoint (a plain `ORDER BY due_at` would wade through the backlog of one slow
 * endpoint before it sees any other) and takes of each what its share leaves free.
 */
const takeSql = `
WITH RECURSIVE waiting(endpoint_id) AS (
  (SELECT endpoint_id FROM notifier.deliveries WHERE status = 'pending' ORDER BY endpoint_id LIMIT 1)
  UNION ALL
  SELECT (SELECT d.endpoint_id FROM notifier.deliveries d
          WHERE d.status = 'pending' AND d.endpoint_id > w.endpoint_id ORDER BY d.endpoint_id LIMIT 1)
  FROM waiting w WHERE w.endpoint_id IS NOT NULL
), picked AS (
  SELECT d.id, e.id AS endpoint_id, e.url, e.sealed_secrets, e.old_secrets
  FROM waiting w
  JOIN notifier.endpoints e ON e.id = w.endpoint_id AND e.disabled_at IS NULL
  LEFT JOIN json_to_recordset($1::json) AS busy(endpoint_id uuid, count int) ON busy.endpoint_id = e.id
  CROSS JOIN LATERAL (
    SELECT id, due_at FROM notifier.deliveries
    WHERE endpoint_id = e.id AND status = 'pending' AND due_at <= now()
    ORDER BY due_at LIMIT greatest(0, $2 - coalesce(busy.count, 0)) FOR UPDATE SKIP LOCKED
  ) d
  ORDER BY d.due_at LIMIT $3
)
UPDATE notifier.deliveries d
SET lease = gen_random_uuid(), due_at = now() + $4 * interval '1 ms'
FROM picked p WHERE d.id = p.id
RETURNING d.id, d.endpoint_id, d.body, d.step, d.lease, p.url, p.sealed_secrets, p.old_secrets`;

export function takeDue(
  database: Queries,
  limits: { busy: Map<string, number>; perEndpoint: number; total: number; leaseMs: number },
): Promise<TakenDelivery[]> {
  const busy = [...limits.busy].map(([endpoint_id, count]) => ({ endpoint_id, count }));
  return database.query<TakenDelivery & Row>(takeSql, [
    JSON.stringify(busy),
    limits.perEndpoint,
    limits.total,
    limits.leaseMs,
  ]);
}

export interface AttemptOutcome {
  id: string;
  lease: string;
  status: 'pending' | 'delivered' | 'failed';
  /** Wait before the next attempt, where there is one. */
  delay_ms: number | null;
  at: string;
  http_status: number | null;
  duration_ms: number;
  error: string | null;
  reply: string | null;
  /** The receiver wants nothing of this endpoint any more (410). */
  gone: boolean;
}

/** Rows whose lease another process has taken meanwhile stay as they are. */
const settleSql = `
WITH o AS (
  SELECT * FROM json_to_recordset($1::json) AS o(id uuid, lease uuid, status text, delay_ms bigint, at timestamptz,
    http_status int, duration_ms int, error text, reply text, gone bool)
), settled AS (
  UPDATE notifier.deliveries d SET status = o.status, attempt = d.attempt + 1, step = d.step + 1, lease = NULL,
    due_at = CASE WHEN o.status = 'pending' THEN now() + o.delay_ms * interval '1 ms' ELSE d.due_at END,
    finished_at = CASE WHEN o.status <> 'pending' THEN now() END
  FROM o WHERE d.id = o.id AND d.lease = o.lease
  RETURNING d.id, d.endpoint_id, d.attempt
), logged AS (
  INSERT INTO notifier.attempts (delivery_id, number, at, status, duration_ms, error, reply)
  SELECT s.id, s.attempt, o.at, o.http_status, o.duration_ms, o.error, o.reply FROM settled s JOIN o USING (id)
), told AS (
  SELECT s.endpoint_id, bool_or(o.status = 'delivered') AS reached, bool_or(o.gone) AS gone
  FROM settled s JOIN o USING (id) GROUP BY s.endpoint_id
), changed AS (
  UPDATE notifier.endpoints e SET
    failing_since = CASE WHEN t.reached THEN NULL ELSE coalesce(e.failing_since, now()) END,
    disabled_at = CASE WHEN t.gone OR (NOT t.reached AND e.failing_since < now() - $2 * interval '1 ms')
      THEN coalesce(e.disabled_at, now()) ELSE e.disabled_at END,
    disabled_reason = CASE WHEN e.disabled_at IS NOT NULL THEN e.disabled_reason
      WHEN t.gone THEN 'GONE'
      WHEN NOT t.reached AND e.failing_since < now() - $2 * interval '1 ms' THEN 'FAILING' END
  FROM told t
  WHERE e.id = t.endpoint_id AND (t.gone OR NOT t.reached OR e.failing_since IS NOT NULL)
  RETURNING e.id, e.disabled_at
)
SELECT id FROM changed WHERE disabled_at IS NOT NULL`;

/** Writes attempts and what follows from them; ids of endpoints that are disabled now. */
export async function settle(
  database: Queries,
  outcomes: AttemptOutcome[],
  failingLimitMs: number,
): Promise<string[]> {
  const rows = await database.query<{ id: string }>(settleSql, [JSON.stringify(outcomes), failingLimitMs]);
  return rows.map(({ id }) => id);
}

/** Gives a taken delivery back as if it had not been tried. */
export async function release(database: Queries, id: string, lease: string): Promise<void> {
  await database.query(
    'UPDATE notifier.deliveries SET lease = NULL, due_at = now() WHERE id = $1 AND lease = $2',
    [id, lease],
  );
}

/** Nothing more is sent to a disabled endpoint: what waited for it has failed, and can be replayed. */
export async function failDisabled(database: Queries): Promise<void> {
  await database.query(
    `UPDATE notifier.deliveries d SET status = 'failed', lease = NULL, finished_at = now()
     FROM notifier.endpoints e WHERE e.id = d.endpoint_id AND e.disabled_at IS NOT NULL AND d.status = 'pending'`,
  );
}

/** Bounded, so that a long pause leaves no statement that never ends; false when there may be more. */
export async function deleteOld(database: Queries, olderThanDays: number): Promise<boolean> {
  const rows = await database.query(
    `DELETE FROM notifier.deliveries WHERE id IN (
       SELECT id FROM notifier.deliveries WHERE finished_at < now() - $1 * interval '1 day' LIMIT 5000)
     RETURNING id`,
    [olderThanDays],
  );
  return rows.length < 5_000;
}
