/** Statements on `notifier.endpoints` that callers ask for; whose an endpoint is is part of each. */
import type { Database, Queries, Row } from '@scory/chassis/database.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import type { WebhookEndpointView } from '@scory/contracts/notifier/webhooks.ts';
import type { EndpointRow, OldSecret } from './entities.ts';

type Stored = EndpointRow & Row;
/** A person sees all endpoints of theirs; an API key those that it registered itself. */
export type Holder = Pick<Actor, 'owner_id' | 'api_key_id'>;

export const maxEndpoints = 20;
const keptOldSecrets = 5;
const held = (owner: string, key: string): string =>
  `owner_id = ${owner} AND (${key}::uuid IS NULL OR api_key_id = ${key})`;

export type NewEndpoint = Pick<
  EndpointRow,
  'id' | 'owner_id' | 'api_key_id' | 'url' | 'event_types' | 'description' | 'sealed_secrets' | 'public_key'
>;

/** The endpoint of this id, new or made by an earlier try of the same request; undefined at the limit. */
export function insertEndpoint(database: Database, endpoint: NewEndpoint): Promise<EndpointRow | undefined> {
  return database.transaction(async (tx) => {
    // Counting and inserting are one step per holder, else two requests at once would both find room.
    await tx.query("SELECT pg_advisory_xact_lock(hashtextextended('notifier.endpoints/' || $1, 0))", [
      `${endpoint.owner_id}/${endpoint.api_key_id}`,
    ]);
    const known = await findEndpoint(tx, endpoint.id, endpoint);
    if (known) return known;
    const [row] = await tx.query<Stored>(
      `INSERT INTO notifier.endpoints
         (id, owner_id, api_key_id, url, event_types, description, sealed_secrets, public_key)
       SELECT $1, $2, $3, $4, $5, $6, $7, $8
       WHERE (SELECT count(*) FROM notifier.endpoints
              WHERE owner_id = $2 AND api_key_id IS NOT DISTINCT FROM $3) < $9
       ON CONFLICT (id) DO NOTHING RETURNING *`,
      [
        endpoint.id,
        endpoint.owner_id,
        endpoint.api_key_id,
        endpoint.url,
        endpoint.event_types,
        endpoint.description,
        endpoint.sealed_secrets,
        endpoint.public_key,
        maxEndpoints,
      ],
    );
    return row;
  });
}

export async function findEndpoint(
  database: Queries,
  id: string,
  holder: Holder,
): Promise<EndpointRow | undefined> {
  const [row] = await database.query<Stored>(
    `SELECT * FROM notifier.endpoints WHERE id = $1 AND ${held('$2', '$3')}`,
    [id, holder.owner_id, holder.api_key_id],
  );
  return row;
}

export function listEndpointRows(
  database: Queries,
  holder: Holder,
  page: { limit: number; before?: string },
): Promise<EndpointRow[]> {
  return database.query<Stored>(
    `SELECT * FROM notifier.endpoints WHERE ${held('$1', '$2')} AND ($3::uuid IS NULL OR id < $3)
     ORDER BY id DESC LIMIT $4`,
    [holder.owner_id, holder.api_key_id, page.before ?? null, page.limit],
  );
}

export async function updateEndpoint(
  database: Queries,
  id: string,
  holder: Holder,
  change: { url: string; event_types: string[]; description: string | null; enabled: boolean },
): Promise<EndpointRow | undefined> {
  const [row] = await database.query<Stored>(
    `UPDATE notifier.endpoints SET url = $4, event_types = $5, description = $6, updated_at = now(),
       disabled_at = CASE WHEN $7 THEN NULL ELSE coalesce(disabled_at, now()) END,
       disabled_reason = CASE WHEN $7 THEN NULL ELSE coalesce(disabled_reason, 'BY_OWNER') END,
       failing_since = CASE WHEN $7 AND disabled_at IS NOT NULL OR url <> $4 THEN NULL ELSE failing_since END
     WHERE id = $1 AND ${held('$2', '$3')} RETURNING *`,
    [
      id,
      holder.owner_id,
      holder.api_key_id,
      change.url,
      change.event_types,
      change.description,
      change.enabled,
    ],
  );
  return row;
}

export async function deleteEndpointRow(database: Queries, id: string, holder: Holder): Promise<boolean> {
  const gone = await database.query(
    `DELETE FROM notifier.endpoints WHERE id = $1 AND ${held('$2', '$3')} RETURNING id`,
    [id, holder.owner_id, holder.api_key_id],
  );
  return gone.length > 0;
}

/** The same `rotationId` again changes nothing: the answer of the first try may have been lost. */
export function replaceSecrets(
  database: Database,
  id: string,
  holder: Holder,
  next: { rotationId: string; sealed: string; publicKey: string; oldValidMs: number },
): Promise<EndpointRow | undefined> {
  return database.transaction(async (tx) => {
    const [row] = await tx.query<Stored>(
      `SELECT * FROM notifier.endpoints WHERE id = $1 AND ${held('$2', '$3')} FOR UPDATE`,
      [id, holder.owner_id, holder.api_key_id],
    );
    if (!row || row.rotation_id === next.rotationId) return row;
    const now = Date.now();
    const old: OldSecret[] = [
      { sealed: row.sealed_secrets, until: new Date(now + next.oldValidMs).toISOString() },
      ...row.old_secrets.filter(({ until }) => Date.parse(until) > now),
    ].slice(0, keptOldSecrets);
    const [replaced] = await tx.query<Stored>(
      `UPDATE notifier.endpoints SET sealed_secrets = $2, public_key = $3, old_secrets = $4, rotation_id = $5,
         updated_at = now() WHERE id = $1 RETURNING *`,
      [id, next.sealed, next.publicKey, JSON.stringify(old), next.rotationId],
    );
    return replaced;
  });
}

/** Moves the endpoints (their deliveries hang on them) and remembers the move for events still to come. */
export function moveEndpoints(database: Database, from: string, to: string): Promise<void> {
  return database.transaction(async (tx) => {
    await tx.query(
      'INSERT INTO notifier.merged_owners (from_id, to_id) VALUES ($1, $2) ON CONFLICT (from_id) DO NOTHING',
      [from, to],
    );
    await tx.query('UPDATE notifier.endpoints SET owner_id = $2 WHERE owner_id = $1', [from, to]);
  });
}

export function endpointView(row: EndpointRow): WebhookEndpointView {
  return {
    id: row.id,
    url: row.url,
    event_types: row.event_types,
    description: row.description,
    enabled: row.disabled_at === null,
    disabled_reason: row.disabled_reason,
    disabled_at: row.disabled_at?.toISOString() ?? null,
    failing_since: row.failing_since?.toISOString() ?? null,
    public_key: row.public_key,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}
