import { caller, type Route, route } from '@scory/chassis/service.ts';
import { logout } from '@scory/contracts/identity/auth.ts';
import type { Sessions } from '../sessions.ts';

export const logoutRoute = (sessions: Sessions): Route =>
  route(logout, async (request) => {
    if (!request.token) throw new Error('a signed-in user came without a token');
    await sessions.logout(request.token.sessionId, caller(request).owner_id);
    return { status: 204 };
  });
