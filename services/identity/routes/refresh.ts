import { type Route, route } from '@scory/chassis/service.ts';
import { refresh } from '@scory/contracts/identity/auth.ts';
import type { Sessions } from '../sessions.ts';

export const refreshRoute = (sessions: Sessions): Route =>
  route(refresh, async ({ body }) => ({ data: await sessions.refresh(body.refresh_token) }));
