/**
 * One-use tickets for connections that cannot send headers. A ticket says where it is kept, so that one written
 * while Redis wavered cannot be used once here and once there.
 */
import { hash, randomBytes } from 'node:crypto';
import { actor } from '@scory/contracts/envelope.ts';
import { z } from 'zod';
import type { Claims } from '../access.ts';
import type { Database } from '../database.ts';
import { Problem } from '../errors.ts';
import type { Redis } from '../redis.ts';

export interface Tickets {
  issue(claims: Claims): Promise<{ ticket: string; expiresIn: number }>;
  /** Throws `Problem` 401 `TICKET_INVALID`: unknown, used or too old. */
  redeem(ticket: string): Promise<Claims>;
  sweep(): Promise<void>;
}

const lifeSeconds = 30;
const form = /^([rp])\.[A-Za-z0-9_-]{43}$/;
const claimsShape = z.object({ actor, jti: z.uuid(), sessionId: z.uuid(), expiresAt: z.int() });

const mint = (home: 'r' | 'p'): string => `${home}.${randomBytes(32).toString('base64url')}`;
const digest = (ticket: string): string => hash('sha256', ticket, 'hex');

export function createTickets({ database, redis }: { database: Database; redis: Redis }): Tickets {
  const keyOf = (ticket: string): string => redis.key(`ticket:${digest(ticket)}`);

  async function takeFromDatabase(ticket: string): Promise<unknown> {
    const [row] = await database.query<{ claims: unknown }>(
      "DELETE FROM access.tickets WHERE hash = decode($1, 'hex') AND expires_at > now() RETURNING claims",
      [digest(ticket)],
    );
    return row?.claims;
  }

  async function takeFromRedis(ticket: string): Promise<unknown> {
    const text = await redis.attempt((client) => client.getDel(keyOf(ticket)));
    return text == null ? undefined : JSON.parse(text);
  }

  return {
    async issue(claims) {
      const text = JSON.stringify(claims);
      const inRedis = mint('r');
      const written = await redis.attempt((client) => client.set(keyOf(inRedis), text, { EX: lifeSeconds }));
      if (written !== undefined) return { ticket: inRedis, expiresIn: lifeSeconds };
      const inDatabase = mint('p');
      await database.query(
        "INSERT INTO access.tickets (hash, claims, expires_at) VALUES (decode($1, 'hex'), $2, now() + $3 * interval '1 s')",
        [digest(inDatabase), text, lifeSeconds],
      );
      return { ticket: inDatabase, expiresIn: lifeSeconds };
    },
    async redeem(ticket) {
      const home = form.exec(ticket)?.[1];
      const claims =
        home === 'r'
          ? await takeFromRedis(ticket)
          : home === 'p'
            ? await takeFromDatabase(ticket)
            : undefined;
      const parsed = claimsShape.safeParse(claims);
      if (!parsed.success)
        throw new Problem(401, 'TICKET_INVALID', 'The ticket is unknown, used or older than 30 seconds');
      return parsed.data;
    },
    async sweep() {
      await database.query('DELETE FROM access.tickets WHERE expires_at < now()');
    },
  };
}
