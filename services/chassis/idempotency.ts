/**
 * `Idempotency-Key`: same key and same body replays the first answer, another body is refused, and while the
 * first request is still being answered a second one is told to wait. The row also fixes the id of what the
 * request creates, so a retry after a crash in between creates the same thing, not a second one.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { Queries } from './database.ts';
import { Problem } from './errors.ts';
import type { SecretBox } from './secret-box.ts';

export interface StoredAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export type Beginning =
  | { kind: 'proceed'; resourceId: string; holder: string }
  | { kind: 'replay'; answer: StoredAnswer };

export interface Idempotency {
  /** Throws `Problem` 409 while the first request runs, 422 for another body. */
  begin(request: {
    ownerId: string;
    /** The owner, or the owner's API key: a key of one says nothing about requests of the other. */
    callerId: string;
    route: string;
    key: string;
    fingerprint: string;
    freshId: string;
  }): Promise<Beginning>;
  /** Keeps the answer for replays. */
  keep(holder: string, ownerId: string, answer: StoredAnswer): Promise<void>;
  /** Lets the next request with this key run: the answer was no lasting one. */
  release(holder: string, ownerId: string): Promise<void>;
}

const keptFor = "interval '24 hours'";
/** A request that did not finish within this time died; its key may be taken over. */
const heldFor = "interval '60 seconds'";

const beginSql = `
INSERT INTO jobs.idempotency AS i (owner_id, caller_id, route, key, body_hash, resource_id, holder, held_until, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, now() + ${heldFor}, now() + ${keptFor})
ON CONFLICT (owner_id, caller_id, route, key) DO UPDATE SET
  holder = excluded.holder, held_until = excluded.held_until, expires_at = excluded.expires_at,
  body_hash = excluded.body_hash, status = NULL, headers = NULL, body = NULL,
  resource_id = CASE WHEN i.expires_at < now() THEN excluded.resource_id ELSE i.resource_id END
WHERE i.expires_at < now()
  OR (i.status IS NULL AND i.held_until < now() AND i.body_hash = excluded.body_hash)
RETURNING resource_id`;

interface Kept extends Record<string, unknown> {
  body_hash: Buffer;
  status: number | null;
  headers: Record<string, string>;
  body: string;
}

export function createIdempotency(database: Queries, box: SecretBox): Idempotency {
  return {
    async begin({ ownerId, callerId, route, key, fingerprint, freshId }) {
      const hash = createHash('sha256').update(fingerprint).digest();
      const holder = randomUUID();
      const [taken] = await database.query<{ resource_id: string }>(beginSql, [
        ownerId,
        callerId,
        route,
        key,
        hash,
        freshId,
        holder,
      ]);
      if (taken) return { kind: 'proceed', resourceId: taken.resource_id, holder };
      const [kept] = await database.query<Kept>(
        'SELECT body_hash, status, headers, body FROM jobs.idempotency WHERE owner_id = $1 AND caller_id = $2 AND route = $3 AND key = $4',
        [ownerId, callerId, route, key],
      );
      if (kept && !kept.body_hash.equals(hash)) {
        throw new Problem(422, 'IDEMPOTENCY_KEY_REUSED', 'This Idempotency-Key was used with another body');
      }
      if (kept?.status != null) {
        return {
          kind: 'replay',
          answer: { status: kept.status, headers: kept.headers, body: box.open(kept.body, ownerId) },
        };
      }
      throw new Problem(
        409,
        'REQUEST_IN_PROGRESS',
        'The first request with this Idempotency-Key is still being answered',
        { retryAfterSeconds: 1 },
      );
    },
    async keep(holder, ownerId, answer) {
      await database.query(
        'UPDATE jobs.idempotency SET status = $3, headers = $4, body = $5, held_until = NULL WHERE holder = $1 AND owner_id = $2',
        [holder, ownerId, answer.status, JSON.stringify(answer.headers), box.seal(answer.body, ownerId)],
      );
    },
    async release(holder, ownerId) {
      await database.query(
        'UPDATE jobs.idempotency SET held_until = now() WHERE holder = $1 AND owner_id = $2 AND status IS NULL',
        [holder, ownerId],
      );
    },
  };
}
