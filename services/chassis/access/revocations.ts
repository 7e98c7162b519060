/**
 * What was revoked before its time. PostgreSQL is the truth; Redis answers on every request in one round trip.
 *
 * Redis may be behind: emptied, restarted from an old snapshot, or away while something was revoked. So a process
 * believes it only after it has itself copied every live revocation there since its last connect (`trusted`), and
 * only while the marker written at the end of a copy is still there. Until then PostgreSQL answers. There are
 * few rows to copy: a revocation lives as long as an access token.
 */

import type { Claims } from '../access.ts';
import { createBatch } from '../batch.ts';
import type { Database, Queries } from '../database.ts';
import { Problem } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Redis } from '../redis.ts';

/**
 * One token, every token of a session, or every token issued to an owner until now (later ones are good again:
 * the owner's role has changed, say).
 */
export type Revocation = { jti: string } | { sessionId: string } | { ownerId: string };

export interface Revocations {
  /** Throws `Problem` 503 `ACCESS_UNKNOWN` when neither Redis nor PostgreSQL answers. */
  isRevoked(claims: Claims): Promise<boolean>;
  /** Writes to PostgreSQL through `tx`; what it returns tells Redis and is for after the commit. */
  record(tx: Queries, targets: Revocation[]): Promise<() => Promise<void>>;
  sweep(): Promise<void>;
}

interface RevokedRow extends Record<string, unknown> {
  subject: string;
  /** Milliseconds since the epoch: tokens issued up to then are dead. */
  before_ms: string;
  ttl_ms: number;
}

/** Kept a little longer than the tokens, for clocks that differ between machines. */
const clockSlackSeconds = 60;
const forever = Number.MAX_SAFE_INTEGER;
const resyncDelayMs = 1_000;

/** UUIDv7 begins with its creation time in milliseconds (RFC 9562 §5.7). */
const issuedAtMs = (jti: string): number => Number.parseInt(jti.slice(0, 8) + jti.slice(9, 13), 16);

const subjectOf = (target: Revocation): string => {
  if ('jti' in target) return `jti:${target.jti}`;
  return 'sessionId' in target ? `session:${target.sessionId}` : `owner:${target.ownerId}`;
};

export function createRevocations(options: {
  database: Database;
  redis: Redis;
  log: Logger;
  accessTokenSeconds: number;
}): Revocations {
  const { database, redis, log } = options;
  const keptSeconds = options.accessTokenSeconds + clockSlackSeconds;
  const marker = redis.key('revoked:complete');
  const keyOf = (subject: string): string => redis.key(`revoked:${subject}`);
  let trusted = false;
  let doubts = 0;
  let retry: NodeJS.Timeout | undefined;
  let copying: Promise<void> | undefined;

  redis.client.on('ready', distrust);
  if (redis.client.isReady) distrust();

  /** PostgreSQL answers until a copy that began after this is through; copying is tried until one is. */
  function distrust(): void {
    trusted = false;
    doubts += 1;
    retry ??= setInterval(() => {
      if (trusted || !redis.client.isOpen) {
        clearInterval(retry);
        retry = undefined;
      } else copy();
    }, resyncDelayMs).unref();
    copy();
  }

  /** Brings Redis up to date in the background, one copy at a time. */
  function copy(): void {
    if (copying || !redis.client.isReady) return;
    copying = copyOnce()
      .catch((error: unknown) =>
        log.warn({ err: error }, 'revocations could not be copied to Redis; PostgreSQL answers for them'),
      )
      .finally(() => {
        copying = undefined;
      });
  }

  async function copyOnce(): Promise<void> {
    const doubtsBefore = doubts;
    const rows = await database.query<RevokedRow>(
      `SELECT subject, before_ms, greatest(1, extract(epoch FROM expires_at - now()) * 1000)::int AS ttl_ms
       FROM access.revocations WHERE expires_at > now()`,
    );
    const done = await redis.attempt(async (client) => {
      await Promise.all(rows.map((row) => client.set(keyOf(row.subject), row.before_ms, { PX: row.ttl_ms })));
      return client.set(marker, '1');
    });
    // A new connection or a failed write meanwhile: what was just written may not be all, or not be there.
    if (done !== undefined && doubtsBefore === doubts) trusted = true;
  }

  /** With Redis away every request comes here: those of one moment share a statement. */
  const lookups = createBatch<string[], Map<string, number>>({
    name: 'revocation look-ups',
    maxEntries: 500,
    maxWaiting: 10_000,
    maxAgeMs: 3_000,
    run: async (groups) => {
      const rows = await database.query<RevokedRow>(
        'SELECT subject, before_ms FROM access.revocations WHERE subject = ANY($1::text[]) AND expires_at > now()',
        [groups.flat()],
      );
      const found = new Map(rows.map((row) => [row.subject, Number(row.before_ms)]));
      return groups.map(() => found);
    },
  });

  /** What arrives within one tick shares one MGET; a missing marker means that Redis has forgotten. */
  const redisLookups = createBatch<string[], (string | null)[] | undefined>({
    name: 'revocation look-ups in Redis',
    maxEntries: 200,
    maxWaiting: 10_000,
    parallel: 16,
    run: async (groups) => {
      const answer = await redis.attempt((client) => client.mGet([marker, ...groups.flat().map(keyOf)]));
      if (!answer) return groups.map(() => undefined);
      if (answer[0] === null) {
        distrust();
        return groups.map(() => undefined);
      }
      let at = 1;
      return groups.map((subjects) => {
        at += subjects.length;
        return answer.slice(at - subjects.length, at);
      });
    },
  });

  async function fromRedis(subjects: string[]): Promise<(number | undefined)[] | undefined> {
    if (!trusted) return undefined;
    const values = await redisLookups.add(subjects);
    if (!values) return undefined;
    return values.map((value) => (value === null ? undefined : Number(value)));
  }

  async function fromDatabase(subjects: string[]): Promise<(number | undefined)[]> {
    try {
      const found = await lookups.add(subjects);
      return subjects.map((subject) => found.get(subject));
    } catch (error) {
      throw new Problem(
        503,
        'ACCESS_UNKNOWN',
        'Whether the token was revoked cannot be found out at the moment',
        { retryAfterSeconds: 2, cause: error },
      );
    }
  }

  return {
    async isRevoked({ jti, sessionId, actor }) {
      const subjects = [`jti:${jti}`, `session:${sessionId}`, `owner:${actor.owner_id}`];
      const beforeMs = (await fromRedis(subjects)) ?? (await fromDatabase(subjects));
      const issuedMs = issuedAtMs(jti);
      return beforeMs.some((before) => before !== undefined && issuedMs <= before);
    },
    async record(tx, targets) {
      if (targets.length === 0) return async () => undefined;
      const now = Date.now();
      const subjects = targets.map(subjectOf);
      const befores = targets.map((target) => ('ownerId' in target ? now : forever));
      await tx.query(
        `INSERT INTO access.revocations AS r (subject, before_ms, expires_at)
         SELECT subject, before_ms, now() + $3 * interval '1 s'
         FROM unnest($1::text[], $2::bigint[]) AS given (subject, before_ms) ORDER BY subject
         ON CONFLICT (subject) DO UPDATE SET
           before_ms = greatest(r.before_ms, excluded.before_ms), expires_at = greatest(r.expires_at, excluded.expires_at)`,
        [subjects, befores, keptSeconds],
      );
      return async () => {
        const told = await redis.attempt((client) =>
          Promise.all(
            subjects.map((subject, index) =>
              client.set(keyOf(subject), String(befores[index]), { EX: keptSeconds }),
            ),
          ),
        );
        // Redis lacks it now: this process does not trust it until the next copy has brought it there.
        if (!told) distrust();
      };
    },
    async sweep() {
      await database.query('DELETE FROM access.revocations WHERE expires_at < now()');
      copy();
      await copying;
    },
  };
}
