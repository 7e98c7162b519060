/** Every statement on `identity.sessions` and `identity.refresh_tokens`. */
import type { Queries } from '@scory/chassis/database.ts';

export type EndReason = 'logout' | 'reuse' | 'registered' | 'merged';

export interface LockedToken extends Record<string, unknown> {
  session_id: string;
  user_id: string;
  expired: boolean;
  used: boolean;
  /** Used so recently that its successor may be said again. */
  repeatable: boolean;
  ended: boolean;
}

export async function insertSession(
  tx: Queries,
  session: { id: string; userId: string; hash: Buffer; seconds: number },
): Promise<void> {
  await tx.query(
    `WITH session AS (
       INSERT INTO identity.sessions (id, user_id, expires_at) VALUES ($1, $2, now() + $4 * interval '1 s') RETURNING id, expires_at
     )
     INSERT INTO identity.refresh_tokens (hash, session_id, expires_at) SELECT $3, id, expires_at FROM session`,
    [session.id, session.userId, session.hash, session.seconds],
  );
}

/** Locks token and session, so that of several exchanges at once each sees what the one before did. */
export async function lockToken(
  tx: Queries,
  hash: Buffer,
  repeatSeconds: number,
): Promise<LockedToken | undefined> {
  const [row] = await tx.query<LockedToken>(
    `SELECT t.session_id, s.user_id, t.expires_at <= now() AS expired, t.used_at IS NOT NULL AS used,
       coalesce(t.used_at > clock_timestamp() - $2 * interval '1 s', false) AS repeatable, s.ended_at IS NOT NULL AS ended
     FROM identity.refresh_tokens t JOIN identity.sessions s ON s.id = t.session_id
     WHERE t.hash = $1 FOR UPDATE OF t, s`,
    [hash, repeatSeconds],
  );
  return row;
}

export async function exchange(
  tx: Queries,
  {
    sessionId,
    parent,
    successor,
    seconds,
  }: { sessionId: string; parent: Buffer; successor: Buffer; seconds: number },
): Promise<void> {
  await tx.query('UPDATE identity.refresh_tokens SET used_at = clock_timestamp() WHERE hash = $1', [parent]);
  await tx.query(
    `WITH session AS (
       UPDATE identity.sessions SET refreshed_at = now(), expires_at = now() + $4 * interval '1 s' WHERE id = $1
       RETURNING id, expires_at
     )
     INSERT INTO identity.refresh_tokens (hash, session_id, parent_hash, expires_at)
     SELECT $2, id, $3, expires_at FROM session`,
    [sessionId, successor, parent, seconds],
  );
}

/** False when it had ended before. */
export async function endSession(tx: Queries, id: string, reason: EndReason): Promise<boolean> {
  const ended = await tx.query(
    'UPDATE identity.sessions SET ended_at = now(), end_reason = $2 WHERE id = $1 AND ended_at IS NULL RETURNING id',
    [id, reason],
  );
  return ended.length > 0;
}

/** Ids of the sessions that this ended. */
export async function endSessionsOf(tx: Queries, userId: string, reason: EndReason): Promise<string[]> {
  const ended = await tx.query<{ id: string }>(
    'UPDATE identity.sessions SET ended_at = now(), end_reason = $2 WHERE user_id = $1 AND ended_at IS NULL RETURNING id',
    [userId, reason],
  );
  return ended.map((row) => row.id);
}

/** Drops what can tell nothing any more: an expired token is refused with or without its row. */
export async function sweepSessions(database: Queries): Promise<void> {
  await database.query("DELETE FROM identity.sessions WHERE expires_at < now() - interval '1 day'");
  await database.query("DELETE FROM identity.refresh_tokens WHERE expires_at < now() - interval '1 day'");
}
