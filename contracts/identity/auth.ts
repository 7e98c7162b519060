/** Accounts, anonymous sessions and their tokens. */
import { z } from 'zod';
import { defineRoute, open, user as signedInUser } from '../define.ts';
import { email, newPassword, personName, signedIn } from './account.ts';

export const register = defineRoute({
  name: 'identity.register',
  method: 'post',
  path: '/api/v1/auth/register',
  summary: 'Make an account',
  description:
    "Sent with an anonymous session's access token, the account takes over that session's id and so everything it owns; the session's old tokens end.",
  access: open,
  body: z.strictObject({ email, password: newPassword, name: personName }),
  responses: { 201: { description: 'The account and its first tokens', schema: signedIn } },
  problems: { 409: ['EMAIL_TAKEN'] },
  rateLimit: { points: 20, windowSeconds: 600, bucket: 'register' },
});

export const login = defineRoute({
  name: 'identity.login',
  method: 'post',
  path: '/api/v1/auth/login',
  summary: 'Sign in',
  description:
    "Sent with an anonymous session's access token, everything that session owns moves to the account and the session ends. Attempts are limited per address and per account.",
  access: open,
  body: z.strictObject({ email: z.string().max(254), password: z.string().max(1_000) }),
  responses: { 200: { description: 'Fresh tokens', schema: signedIn } },
  problems: { 401: ['INVALID_CREDENTIALS'] },
  rateLimit: { points: 60, windowSeconds: 60, bucket: 'login' },
});

/** Sign-in attempts on one account, whoever makes them. */
export const loginPerAccount = { points: 30, windowSeconds: 900, bucket: 'login-account' } as const;

export const refresh = defineRoute({
  name: 'identity.refresh',
  method: 'post',
  path: '/api/v1/auth/refresh',
  summary: 'Get fresh tokens',
  description:
    'Each refresh token is good once. Its successor is repeated for 10 seconds to clients that refresh in parallel; after that, a used token is taken for stolen and ends the session with all its tokens.',
  access: open,
  body: z.strictObject({ refresh_token: z.string().max(200) }),
  responses: { 200: { description: 'Fresh tokens', schema: signedIn } },
  problems: { 401: ['REFRESH_TOKEN_INVALID', 'REFRESH_TOKEN_EXPIRED', 'REFRESH_TOKEN_REUSED'] },
  rateLimit: { points: 120, windowSeconds: 60, bucket: 'refresh' },
});

export const logout = defineRoute({
  name: 'identity.logout',
  method: 'post',
  path: '/api/v1/auth/logout',
  summary: 'Sign out',
  description:
    'Ends the session of the access token it is sent with: all its access and refresh tokens, at once.',
  access: signedInUser,
  responses: { 204: { description: 'Signed out' } },
});

export const openSession = defineRoute({
  name: 'identity.openSession',
  method: 'post',
  path: '/api/v1/auth/sessions',
  summary: 'Open an anonymous session',
  description:
    'For a browser or device without an account. It owns its data like an account does, and an account can take that over.',
  access: open,
  responses: { 201: { description: 'The session and its tokens', schema: signedIn } },
  rateLimit: { points: 60, windowSeconds: 60, bucket: 'sessions' },
});

export const jwks = defineRoute({
  name: 'identity.jwks',
  method: 'get',
  path: '/.well-known/jwks.json',
  summary: 'Public keys of access tokens',
  description: 'A JWK set (RFC 7517): the key that signs and those whose tokens are still accepted.',
  access: open,
  answer: 'bare',
  responses: {
    200: {
      description: 'The key set',
      schema: z.object({
        keys: z.array(
          z.object({
            kty: z.literal('EC'),
            crv: z.literal('P-256'),
            kid: z.string(),
            x: z.string(),
            y: z.string(),
            alg: z.literal('ES256'),
            use: z.literal('sig'),
          }),
        ),
      }),
    },
  },
});
