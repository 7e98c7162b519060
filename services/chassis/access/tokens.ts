/**
 * Access tokens: JWS ES256 with `typ: at+jwt` (RFC 9068 §2.1). The key is chosen from our own set by `kid` and
 * nothing else: whatever a token says about where to find a key (`jwk`, `jku`, `x5u`, …) makes it invalid.
 */
import { createPrivateKey, createPublicKey, hash, type KeyObject } from 'node:crypto';
import { type Actor, actor as actorShape } from '@scory/contracts/envelope.ts';
import jwt from 'jsonwebtoken';
import { LRUCache } from 'lru-cache';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { Claims } from '../access.ts';
import type { SigningKey } from '../config.ts';
import { Problem } from '../errors.ts';

export interface PublicKey {
  kty: 'EC';
  crv: 'P-256';
  kid: string;
  x: string;
  y: string;
  alg: 'ES256';
  use: 'sig';
}

export interface Tokens {
  /** Throws `Problem` 401 `TOKEN_INVALID` or `TOKEN_EXPIRED`. Does not know about revocation. */
  verify(token: string): Claims;
  /** Valid for the usual time, unless `expiresIn` seconds are asked for. */
  sign(
    actor: Actor,
    sessionId: string,
    expiresIn?: number,
  ): { token: string; expiresIn: number; jti: string };
  jwks(): { keys: PublicKey[] };
}

export interface TokenOptions {
  signingKeys: SigningKey[];
  issuer: string;
  audience: string;
  accessTokenSeconds: number;
}

/** Ours are below 1 kB; a longer one is not worth decoding. */
const tokenMaxLength = 4_096;
const cachedTokens = 20_000;
const tokenType = 'at+jwt';

/** Exactly what `sign` writes: any other header parameter could only be somebody's attempt to steer us. */
const headerShape = z.strictObject({ alg: z.literal('ES256'), typ: z.literal(tokenType), kid: z.string() });

const payloadShape = z.object({
  sub: z.uuid(),
  jti: z.uuid(),
  sid: z.uuid(),
  role: actorShape.shape.role,
  faculty_id: z.uuid().optional(),
  semester_id: z.uuid().optional(),
  iat: z.int(),
  exp: z.int(),
});

const invalid = (cause?: unknown): Problem =>
  new Problem(401, 'TOKEN_INVALID', 'The access token is not valid', { cause });
const expired = (): Problem => new Problem(401, 'TOKEN_EXPIRED', 'The access token has expired');

function headerOf(token: string): z.infer<typeof headerShape> {
  if (token.length > tokenMaxLength) throw invalid();
  const [encoded = '', ...rest] = token.split('.');
  if (rest.length !== 2) throw invalid();
  let header: unknown;
  try {
    header = JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8'));
  } catch (error) {
    throw invalid(error);
  }
  const parsed = headerShape.safeParse(header);
  if (!parsed.success) throw invalid(parsed.error);
  return parsed.data;
}

/** @throws Error when two keys share a `kid` or the first key cannot sign: the process must not start so. */
export function createTokens(options: TokenOptions): Tokens {
  const { signingKeys, issuer, audience, accessTokenSeconds } = options;
  const publicKeys = new Map<string, KeyObject>();
  for (const { kid, kty, crv, x, y } of signingKeys) {
    if (publicKeys.has(kid)) throw new Error(`two signing keys have the kid ${kid}`);
    publicKeys.set(kid, createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' }));
  }
  const [first] = signingKeys;
  if (!first?.d) throw new Error('the first signing key has no private part');
  const { kid: signingKid, kty, crv, x, y, d } = first;
  const privateKey = createPrivateKey({ key: { kty, crv, x, y, d }, format: 'jwk' });

  /** By digest, so that no usable token lies in memory for longer than its request. */
  const verified = new LRUCache<string, Claims>({ max: cachedTokens });

  function verifyFresh(token: string): Claims {
    const key = publicKeys.get(headerOf(token).kid);
    if (!key) throw invalid();
    let payload: unknown;
    try {
      payload = jwt.verify(token, key, { algorithms: ['ES256'], issuer, audience });
    } catch (error) {
      throw error instanceof jwt.TokenExpiredError ? expired() : invalid(error);
    }
    const parsed = payloadShape.safeParse(payload);
    if (!parsed.success) throw invalid(parsed.error);
    const { sub, jti, sid, role, faculty_id = null, semester_id = null, exp } = parsed.data;
    const actor: Actor = Object.freeze({ owner_id: sub, role, faculty_id, semester_id, api_key_id: null });
    return { actor, jti, sessionId: sid, expiresAt: exp };
  }

  return {
    verify(token) {
      const digest = hash('sha256', token, 'base64url');
      const known = verified.get(digest);
      if (known) {
        if (known.expiresAt * 1_000 > Date.now()) return known;
        verified.delete(digest);
        throw expired();
      }
      const claims = verifyFresh(token);
      verified.set(digest, claims);
      return claims;
    },
    sign(actor, sessionId, expiresIn = accessTokenSeconds) {
      const jti = uuidv7();
      const { role, faculty_id, semester_id } = actor;
      const payload = {
        sid: sessionId,
        role,
        ...(faculty_id && { faculty_id }),
        ...(semester_id && { semester_id }),
      };
      const token = jwt.sign(payload, privateKey, {
        header: { alg: 'ES256', typ: tokenType },
        algorithm: 'ES256',
        keyid: signingKid,
        issuer,
        audience,
        subject: actor.owner_id,
        jwtid: jti,
        expiresIn,
      });
      return { token, expiresIn, jti };
    },
    jwks: () => ({
      keys: signingKeys.map((key) => ({
        kty: key.kty,
        crv: key.crv,
        kid: key.kid,
        x: key.x,
        y: key.y,
        alg: 'ES256',
        use: 'sig',
      })),
    }),
  };
}
