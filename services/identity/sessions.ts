/**
 * Sessions: a chain of refresh tokens, each good once, and the access tokens signed along it.
 *
 * An exchanged token is answered with the same successor for `repeatSeconds`, because clients refresh in parallel
 * and answers get lost; after that, whoever shows it has it from somebody else, and the session ends.
 */
import { writeAudit } from '@scory/chassis/access/audit.ts';
import type { AccessControl } from '@scory/chassis/access.ts';
import type { Database, Queries } from '@scory/chassis/database.ts';
import { Problem } from '@scory/chassis/errors.ts';
import type { SignedInView } from '@scory/contracts/identity/account.ts';
import { v7 as uuidv7 } from 'uuid';
import {
  isRefreshToken,
  mintRefreshToken,
  refreshTokenHash,
  successorKey,
  successorOf,
} from './domain/refresh-token.ts';
import { actorOf, type KnownUser, userView } from './domain/user-view.ts';
import * as store from './store/sessions.ts';
import { lockUser } from './store/users.ts';

export interface Sessions {
  /** A new session, within the caller's transaction. */
  open(tx: Queries, userId: string): Promise<SignedInView>;
  /** Throws `Problem` 401 `REFRESH_TOKEN_INVALID`, `REFRESH_TOKEN_EXPIRED` or `REFRESH_TOKEN_REUSED`. */
  refresh(token: string): Promise<SignedInView>;
  /** Ends a session with all its tokens, at once. Ending it twice is the same as once. */
  logout(sessionId: string, ownerId: string): Promise<void>;
  /** Ends every session of a user. What it returns is for after the commit. */
  endAllOf(tx: Queries, userId: string, reason: store.EndReason): Promise<() => Promise<void>>;
  sweep(): Promise<void>;
}

const repeatSeconds = 10;

const refusals = {
  invalid: ['REFRESH_TOKEN_INVALID', 'The refresh token is unknown or its session has ended'],
  expired: ['REFRESH_TOKEN_EXPIRED', 'The refresh token has expired'],
  reused: ['REFRESH_TOKEN_REUSED', 'The refresh token was used before; the session has been ended'],
} as const;

type Rotation = { outcome: keyof typeof refusals } | { outcome: 'good'; answer: SignedInView };

export interface SessionsOptions {
  database: Database;
  access: AccessControl;
  refreshTokenSeconds: number;
  encryptionKey: string;
}

export function createSessions({
  database,
  access,
  refreshTokenSeconds,
  encryptionKey,
}: SessionsOptions): Sessions {
  const key = successorKey(encryptionKey);

  function answer(user: KnownUser, sessionId: string, refreshToken: string): SignedInView {
    const { token, expiresIn } = access.signAccess(actorOf(user), { sessionId });
    return { user: userView(user), access_token: token, refresh_token: refreshToken, expires_in: expiresIn };
  }

  async function rotate(tx: Queries, token: string): Promise<Rotation & { announce?: () => Promise<void> }> {
    const hash = refreshTokenHash(token);
    const found = await store.lockToken(tx, hash, repeatSeconds);
    if (!found || found.ended) return { outcome: 'invalid' };
    const { session_id: sessionId, user_id: userId } = found;
    if (found.used && !found.repeatable) {
      await store.endSession(tx, sessionId, 'reuse');
      await writeAudit(tx, { actorId: userId, action: 'session.reuse-detected', subject: sessionId });
      return { outcome: 'reused', announce: await access.revokeWithin(tx, [{ sessionId }]) };
    }
    if (found.expired) return { outcome: 'expired' };
    const user = await lockUser(tx, userId);
    if (!user) return { outcome: 'invalid' };
    const successor = successorOf(token, key);
    if (!found.used) {
      await store.exchange(tx, {
        sessionId,
        parent: hash,
        successor: refreshTokenHash(successor),
        seconds: refreshTokenSeconds,
      });
    }
    return { outcome: 'good', answer: answer(user, sessionId, successor) };
  }

  return {
    async open(tx, userId) {
      const user = await lockUser(tx, userId);
      if (!user) throw new Error('a session is opened for a user who does not exist');
      const sessionId = uuidv7();
      const token = mintRefreshToken();
      await store.insertSession(tx, {
        id: sessionId,
        userId: user.id,
        hash: refreshTokenHash(token),
        seconds: refreshTokenSeconds,
      });
      return answer(user, sessionId, token);
    },
    async refresh(token) {
      const rotation: Awaited<ReturnType<typeof rotate>> = isRefreshToken(token)
        ? await database.transaction((tx) => rotate(tx, token))
        : { outcome: 'invalid' };
      await rotation.announce?.();
      if (rotation.outcome === 'good') return rotation.answer;
      const [code, detail] = refusals[rotation.outcome];
      throw new Problem(401, code, detail);
    },
    async logout(sessionId, ownerId) {
      const announce = await database.transaction(async (tx) => {
        if (await store.endSession(tx, sessionId, 'logout')) {
          await writeAudit(tx, { actorId: ownerId, action: 'session.ended', subject: sessionId });
        }
        return access.revokeWithin(tx, [{ sessionId }]);
      });
      await announce();
    },
    async endAllOf(tx, userId, reason) {
      const ended = await store.endSessionsOf(tx, userId, reason);
      return access.revokeWithin(
        tx,
        ended.map((sessionId) => ({ sessionId })),
      );
    },
    sweep: () => store.sweepSessions(database),
  };
}
