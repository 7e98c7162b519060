/**
 * Who calls: access tokens, API keys, live tickets and their revocation, for the edge. Accounts and sessions are
 * the business of the identity service; what it must be able to end at once, it ends through here.
 */
import type { Actor } from '@scory/contracts/envelope.ts';
import { type ApiKeys, createApiKeys, type KeyCaller } from './access/api-keys.ts';
import { createRevocations, type Revocation } from './access/revocations.ts';
import { createTickets } from './access/tickets.ts';
import { createTokens, type PublicKey } from './access/tokens.ts';
import type { SigningKey } from './config.ts';
import type { Database, Queries } from './database.ts';
import { Problem } from './errors.ts';
import type { Logger } from './log.ts';
import type { Redis } from './redis.ts';

export type { ApiKeyView } from './access/api-keys.ts';

/** What a verified access token says. */
export interface Claims {
  actor: Actor;
  /** UUIDv7: also says to the millisecond when the token was issued. */
  jti: string;
  sessionId: string;
  /** Seconds since the epoch. */
  expiresAt: number;
}

export interface AccessControl {
  /**
   * Verifies an access token and that nobody revoked it. Throws `Problem` 401 `TOKEN_INVALID`, `TOKEN_EXPIRED`
   * or `TOKEN_REVOKED`, and 503 `ACCESS_UNKNOWN` when neither Redis nor PostgreSQL can say.
   */
  authenticateToken(token: string): Promise<Claims>;
  /** Asks again about claims of an earlier request (a stream that is still open); same errors. */
  assertStillValid(claims: Claims): Promise<void>;
  /** Throws `Problem` 401 `API_KEY_INVALID`. Elsewhere a revoked key works for 5 s more at most. */
  authenticateKey(key: string): Promise<KeyCaller>;
  /** Signs an access token, for less than its usual life where that is said; `expiresIn` in seconds. */
  signAccess(
    actor: Actor,
    session: { sessionId: string; expiresInSeconds?: number },
  ): { token: string; expiresIn: number; jti: string };
  /** Ends tokens at once, everywhere. */
  revoke(targets: Revocation[]): Promise<void>;
  /**
   * Writes revocations within the caller's transaction. The caller calls what it gets back after the commit:
   * only then does Redis know.
   */
  revokeWithin(tx: Queries, targets: Revocation[]): Promise<() => Promise<void>>;
  /** Public keys of every configured signing key. */
  jwks(): { keys: PublicKey[] };
  /** One-use ticket for clients that cannot send headers, as good as the token it was asked for with; `expiresIn` in seconds. */
  liveTicket(
    actor: Actor,
    token: Omit<Claims, 'actor'> | null,
  ): Promise<{ ticket: string; expiresIn: number }>;
  /** Throws `Problem` 401 `TICKET_INVALID`, or as `authenticateToken` when the token died meanwhile. */
  redeemTicket(ticket: string): Promise<Claims>;
  keys: ApiKeys;
  /** Housekeeping: drops what has expired and tells Redis again what is revoked. */
  sweep(): Promise<void>;
}

export interface AccessOptions {
  database: Database;
  redis: Redis;
  /** The first signs; all verify. */
  signingKeys: SigningKey[];
  issuer: string;
  audience: string;
  accessTokenSeconds: number;
  /** The configured first API key, with every scope. */
  bootstrapKey: string | undefined;
  log: Logger;
}

export function createAccessControl(options: AccessOptions): AccessControl {
  const { database, redis, log, accessTokenSeconds } = options;
  const tokens = createTokens(options);
  const revocations = createRevocations({ database, redis, log, accessTokenSeconds });
  const tickets = createTickets({ database, redis });
  const keys = createApiKeys({ database, bootstrapKey: options.bootstrapKey, log });

  async function assertStillValid(claims: Claims): Promise<void> {
    if (claims.expiresAt * 1_000 <= Date.now())
      throw new Problem(401, 'TOKEN_EXPIRED', 'The access token has expired');
    if (await revocations.isRevoked(claims))
      throw new Problem(401, 'TOKEN_REVOKED', 'The access token was revoked');
  }

  return {
    async authenticateToken(token) {
      const claims = tokens.verify(token);
      await assertStillValid(claims);
      return claims;
    },
    assertStillValid,
    authenticateKey: (key) => keys.authenticate(key),
    signAccess: (actor, { sessionId, expiresInSeconds }) => tokens.sign(actor, sessionId, expiresInSeconds),
    async revoke(targets) {
      const announce = await revocations.record(database, targets);
      await announce();
    },
    revokeWithin: (tx, targets) => revocations.record(tx, targets),
    jwks: () => tokens.jwks(),
    async liveTicket(actor, token) {
      if (!token)
        throw new Problem(401, 'TOKEN_MISSING', 'A ticket takes the place of an access token: send one');
      return tickets.issue({ actor, ...token });
    },
    async redeemTicket(ticket) {
      const claims = await tickets.redeem(ticket);
      await assertStillValid(claims);
      return claims;
    },
    keys,
    async sweep() {
      await Promise.all([revocations.sweep(), tickets.sweep()]);
    },
  };
}
