/** What callers see and ask of `notifier.deliveries`, and how events become rows of it. */
import type { Queries, Row } from '@scory/chassis/database.ts';
import type { WebhookDeliveryView } from '@scory/contracts/notifier/webhooks.ts';
import type { AttemptRow, DeliveryRow, EndpointRow } from './entities.ts';

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

export async function findDelivery(
  database: Queries,
  id: string,
  endpointId: string,
): Promise<DeliveryRow | undefined> {
  const [row] = await database.query<DeliveryRow & Row>(
    'SELECT * FROM notifier.deliveries WHERE id = $1 AND endpoint_id = $2',
    [id, endpointId],
  );
  return row;
}

export function listDeliveryRows(
  database: Queries,
  endpointId: string,
  page: { limit: number; before?: string; status?: string },
): Promise<DeliveryRow[]> {
  return database.query<DeliveryRow & Row>(
    `SELECT * FROM notifier.deliveries WHERE endpoint_id = $1 AND ($2::uuid IS NULL OR id < $2)
       AND ($3::text IS NULL OR status = $3) ORDER BY id DESC LIMIT $4`,
    [endpointId, page.before ?? null, page.status ?? null, page.limit],
  );
}

export function listAttempts(database: Queries, deliveryIds: string[]): Promise<AttemptRow[]> {
  return database.query<AttemptRow & Row>(
    'SELECT * FROM notifier.attempts WHERE delivery_id = ANY($1::uuid[]) ORDER BY delivery_id, number',
    [deliveryIds],
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

export function deliveryView(row: DeliveryRow, attempts: AttemptRow[]): WebhookDeliveryView {
  return {
    id: row.id,
    endpoint_id: row.endpoint_id,
    type: row.type,
    status: row.status,
    next_attempt_at: row.status === 'pending' ? row.due_at.toISOString() : null,
    created_at: row.created_at.toISOString(),
    finished_at: row.finished_at?.toISOString() ?? null,
    body: JSON.parse(row.body),
    attempts: attempts
      .filter((attempt) => attempt.delivery_id === row.id)
      .map(({ number, at, status, duration_ms, error, reply }) => ({
        number,
        at: at.toISOString(),
        status,
        duration_ms,
        error,
        reply,
      })),
  };
}
