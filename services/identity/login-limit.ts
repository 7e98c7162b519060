/** Guessing at one account from many addresses is limited too: attempts are counted per account. */
import { hash } from 'node:crypto';
import { createRateLimits } from '@scory/chassis/http/rate-limit.ts';
import type { Redis } from '@scory/chassis/redis.ts';
import { login, loginPerAccount } from '@scory/contracts/identity/auth.ts';

/** Throws `Problem` 429 when the account was tried too often, whether or not it exists. */
export type LoginLimit = (email: string) => Promise<void>;

export function createLoginLimit(redis: Redis): LoginLimit {
  const limits = createRateLimits(redis);
  const contract = { ...login, rateLimit: loginPerAccount };
  return async (email) => {
    await limits.consume(contract, hash('sha256', email.toLowerCase(), 'base64url'));
  };
}
