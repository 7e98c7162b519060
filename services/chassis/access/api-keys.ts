/** API keys of other back ends: 32 random bytes behind a recognisable prefix, of which only the hash is stored. */
import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Actor } from '@scory/contracts/envelope.ts';
import { LRUCache } from 'lru-cache';
import { v7 as uuidv7 } from 'uuid';
import type { Database, Queries } from '../database.ts';
import { Problem } from '../errors.ts';
import type { Logger } from '../log.ts';

export interface ApiKeyView {
  id: string;
  name: string;
  /** The key's last four characters, for a person to tell keys apart. */
  hint: string;
  scopes: string[];
  ownerId: string;
  createdAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

export interface KeyCaller {
  actor: Actor;
  keyId: string;
  /** `*` stands for every scope. */
  scopes: string[];
}

export interface ApiKeys {
  /** Throws `Problem` 401 `API_KEY_INVALID`. */
  authenticate(key: string): Promise<KeyCaller>;
  /**
   * The key itself is in this answer and nowhere else. Its jobs belong to `ownerId`. The same id again, from a
   * client whose first answer was lost, replaces the key that nobody received.
   */
  create(
    input: { id?: string; name: string; scopes: string[]; ownerId?: string },
    tx?: Queries,
  ): Promise<{ key: string; view: ApiKeyView }>;
  /** Newest first, from before the id `before`. */
  list(page: { limit: number; before?: string }): Promise<ApiKeyView[]>;
  /** False when there is no such key; revoking twice is the same as once. */
  revoke(id: string, tx?: Queries): Promise<boolean>;
}

/** Owner of what the configured first key makes, and of keys without another owner. */
export const systemOwnerId = '00000000-0000-7000-8000-000000000001';
const bootstrapKeyId = '00000000-0000-7000-8000-000000000002';

const prefix = 'scory_';
const form = /^scory_[A-Za-z0-9_-]{43}$/;
const cacheMs = 5_000;

const columns = `id, name, hint, scopes, owner_id AS "ownerId", created_at AS "createdAt",
  last_used_at AS "lastUsedAt", revoked_at AS "revokedAt"`;

interface KeyRow extends Record<string, unknown> {
  id: string;
  owner_id: string;
  scopes: string[];
  use_is_old: boolean;
}

const serviceActor = (ownerId: string, keyId: string): Actor =>
  Object.freeze({
    owner_id: ownerId,
    role: 'service',
    faculty_id: null,
    semester_id: null,
    api_key_id: keyId,
  });

const digest = (key: string): Buffer => hash('sha256', key, 'buffer');
const invalid = (): Problem => new Problem(401, 'API_KEY_INVALID', 'The API key is not valid');

export function createApiKeys(options: {
  database: Database;
  bootstrapKey: string | undefined;
  log: Logger;
}): ApiKeys {
  const { database, bootstrapKey, log } = options;
  const bootstrapDigest = bootstrapKey === undefined ? undefined : digest(bootstrapKey);
  const bootstrapCaller: KeyCaller = {
    actor: serviceActor(systemOwnerId, bootstrapKeyId),
    keyId: bootstrapKeyId,
    scopes: ['*'],
  };
  /** Unknown keys are remembered too, so that one client with a wrong key does not ask the database all day. */
  const known = new LRUCache<string, { caller: KeyCaller | null }>({ max: 5_000, ttl: cacheMs });

  async function look(hashed: Buffer): Promise<KeyCaller | null> {
    const [row] = await database.query<KeyRow>(
      `SELECT id, owner_id, scopes, coalesce(last_used_at < now() - interval '1 minute', true) AS use_is_old
       FROM access.api_keys WHERE hash = $1 AND revoked_at IS NULL`,
      [hashed],
    );
    if (!row) return null;
    if (row.use_is_old) noteUse(row.id);
    return { actor: serviceActor(row.owner_id, row.id), keyId: row.id, scopes: row.scopes };
  }

  /** To the minute: a write per request would cost more than the request. */
  function noteUse(id: string): void {
    database
      .query(
        "UPDATE access.api_keys SET last_used_at = now() WHERE id = $1 AND coalesce(last_used_at < now() - interval '1 minute', true)",
        [id],
      )
      .catch((error: unknown) => log.warn({ err: error }, 'the last use of an API key could not be noted'));
  }

  return {
    async authenticate(key) {
      const hashed = digest(key);
      if (bootstrapDigest && timingSafeEqual(hashed, bootstrapDigest)) return bootstrapCaller;
      if (!form.test(key)) throw invalid();
      const name = hashed.toString('base64');
      let entry = known.get(name);
      if (!entry) {
        entry = { caller: await look(hashed) };
        known.set(name, entry);
      }
      if (!entry.caller) throw invalid();
      return entry.caller;
    },
    async create({ id = uuidv7(), name, scopes, ownerId = systemOwnerId }, tx = database) {
      const key = prefix + randomBytes(32).toString('base64url');
      const [view] = await tx.query<ApiKeyView>(
        `INSERT INTO access.api_keys (id, hash, name, hint, scopes, owner_id) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (id) DO UPDATE SET hash = excluded.hash, hint = excluded.hint
         RETURNING ${columns}`,
        [id, digest(key), name, key.slice(-4), scopes, ownerId],
      );
      return { key, view: view as ApiKeyView };
    },
    list: ({ limit, before }) =>
      database.query<ApiKeyView>(
        `SELECT ${columns} FROM access.api_keys WHERE $2::uuid IS NULL OR id < $2 ORDER BY id DESC LIMIT $1`,
        [limit, before ?? null],
      ),
    async revoke(id, tx = database) {
      const found = await tx.query(
        'UPDATE access.api_keys SET revoked_at = coalesce(revoked_at, now()) WHERE id = $1 RETURNING id',
        [id],
      );
      // Which digest it had is not known here: this process forgets them all, the others within 5 s.
      known.clear();
      return found.length > 0;
    },
  };
}
