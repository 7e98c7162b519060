/** What callers see and ask of `notifier.deliveries`, and how events become rows of it. */
import type { Queries, Row } from '@scory/chassis/database.ts';
import type { WebhookDeliveryView } from '@scory/contracts/notifier/webhooks.ts';
import type { DeliveryRow, EndpointRow } from './entities.ts';

type AttemptView = WebhookDeliveryView['attempts'][number];

export type NewDelivery = Pick<DeliveryRow, 'id' | 'endpoint_id' | 'type' | 'body'>;

/** An endpoint that may want to hear of an event of this owner (`of`, as the event names it). */
export type Listener = Pick<EndpointRow, 'id' | 'api_key_id' | 'event_types'> & { of: string };

export function findListeners(database: Queries, ownerIds: string[]): Promise<Listener[]> {
  return database.query<Listener & Row>(
    `SELECT e.id, e.api_key_id, e.event_types, o.id AS of
     FROM unnest($1::uuid[]) AS o(id)
     LEFT JOIN notifier.merged_owners m ON m.from_id = o.id
     JOIN notifier.endpoints e ON e.owner_id = coalesce(m.to_id, o.id)
     WHERE e.disabled_at IS NULL`,
    [ownerIds],
  );
}

/** Ids of the rows that are new. Endpoints deleted meanwhile are passed over. */
export async function insertDeliveries(database: Queries, deliveries: NewDelivery[]): Promise<string[]> {
  const rows = await database.query<{ id: string }>(
    `INSERT INTO notifier.deliveries (id, endpoint_id, type, body)
     SELECT d.id, d.endpoint_id, d.type, d.body
     FROM json_to_recordset($1::json) AS d(id uuid, endpoint_id uuid, type text, body text)
     JOIN notifier.endpoints e ON e.id = d.endpoint_id
     ORDER BY d.id FOR KEY SHARE OF e
     ON CONFLICT (id) DO NOTHING RETURNING id`,
    [JSON.stringify(deliveries)],
  );
  return rows.map(({ id }) => id);
}

/** A delivery and its attempts, read in one statement: read one after the other they need not belong together. */
export type DeliveryWithAttempts = DeliveryRow & { attempts: AttemptView[] };

const selectDelivery = `
SELECT d.*, coalesce((
  SELECT json_agg(json_build_object('number', a.number, 'at', a.at, 'status', a.status, 'duration_ms', a.duration_ms,
    'error', a.error, 'reply', a.reply) ORDER BY a.number)
  FROM notifier.attempts a WHERE a.delivery_id = d.id), '[]') AS attempts
FROM notifier.deliveries d`;

export async function findDelivery(
  database: Queries,
  id: string,
  endpointId: string,
): Promise<DeliveryWithAttempts | undefined> {
  const [row] = await database.query<DeliveryWithAttempts & Row>(
    `${selectDelivery} WHERE d.id = $1 AND d.endpoint_id = $2`,
    [id, endpointId],
  );
  return row;
}

export function listDeliveryRows(
  database: Queries,
  endpointId: string,
  page: { limit: number; before?: string; status?: string },
): Promise<DeliveryWithAttempts[]> {
  return database.query<DeliveryWithAttempts & Row>(
    `${selectDelivery} WHERE d.endpoint_id = $1 AND ($2::uuid IS NULL OR d.id < $2)
       AND ($3::text IS NULL OR d.status = $3) ORDER BY d.id DESC LIMIT $4`,
    [endpointId, page.before ?? null, page.status ?? null, page.limit],
  );
}

const anew = "status = 'pending', step = 0, due_at = now(), lease = NULL, finished_at = NULL";

/** How many were begun anew: 0 where there is no such delivery. */
export async function replayOne(database: Queries, endpointId: string, id: string): Promise<number> {
  // One that is pending is only brought forward; its lease, where an attempt runs, is left to that attempt.
  const rows = await database.query(
    `UPDATE notifier.deliveries SET ${anew} WHERE endpoint_id = $1 AND id = $2 AND lease IS NULL RETURNING id`,
    [endpointId, id],
  );
  return rows.length;
}

export async function replayFailed(database: Queries, endpointId: string, since: string): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    `WITH again AS (
       UPDATE notifier.deliveries SET ${anew}
       WHERE endpoint_id = $1 AND status = 'failed' AND created_at >= $2 RETURNING 1)
     SELECT count(*)::int AS count FROM again`,
    [endpointId, since],
  );
  return row?.count ?? 0;
}

export function deliveryView(row: DeliveryWithAttempts): WebhookDeliveryView {
  return {
    id: row.id,
    endpoint_id: row.endpoint_id,
    type: row.type,
    status: row.status,
    // While an attempt is under way its outcome decides whether and when there is another.
    next_attempt_at: row.status === 'pending' && row.lease === null ? row.due_at.toISOString() : null,
    created_at: row.created_at.toISOString(),
    finished_at: row.finished_at?.toISOString() ?? null,
    body: JSON.parse(row.body),
    attempts: row.attempts.map((attempt) => ({ ...attempt, at: new Date(attempt.at).toISOString() })),
  };
}
