import type { AccessControl } from '@scory/chassis/access.ts';
import { type Route, route } from '@scory/chassis/service.ts';
import { jwks } from '@scory/contracts/identity/auth.ts';

/** Verifiers may keep the set this long: a new key has to be in it for as long before it signs. */
const cacheSeconds = 300;

export const jwksRoute = (access: AccessControl): Route =>
  route(jwks, async () => ({
    data: access.jwks(),
    headers: { 'Cache-Control': `public, max-age=${cacheSeconds}` },
  }));
