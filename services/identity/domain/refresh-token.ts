/**
 * Refresh tokens: opaque, 32 bytes, stored as a hash. A successor is derived from its parent with a key that is
 * not in the database: so it can be said again to a client that refreshes in parallel, though nobody stored it,
 * and neither the database nor a stolen parent alone yields it.
 */
import { createHmac, hash, hkdfSync, randomBytes } from 'node:crypto';

const prefix = 'rt_';
const form = /^rt_[A-Za-z0-9_-]{43}$/;

export const isRefreshToken = (text: string): boolean => form.test(text);
export const mintRefreshToken = (): string => prefix + randomBytes(32).toString('base64url');
export const refreshTokenHash = (token: string): Buffer => hash('sha256', token, 'buffer');

/** @param encryptionKey 32 bytes in base64. */
export const successorKey = (encryptionKey: string): Buffer =>
  Buffer.from(
    hkdfSync(
      'sha256',
      Buffer.from(encryptionKey, 'base64'),
      '',
      'identity: successor of a refresh token',
      32,
    ),
  );

export const successorOf = (parent: string, key: Buffer): string =>
  prefix + createHmac('sha256', key).update(parent).digest('base64url');
