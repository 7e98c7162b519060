/** Who calls, and whether the route's contract lets them. */
import type { RouteContract } from '@scory/contracts/define.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import type { Request } from 'express';
import type { AccessControl, Claims } from '../access.ts';
import { Problem } from '../errors.ts';
import type { RouteRequest } from '../service.ts';

export interface Caller {
  actor: Actor | null;
  token: RouteRequest['token'];
}

const scheme = 'bearer ';

/** Browser clients of event streams cannot send headers: those routes also take a one-use ticket. */
const ticketParameter = 'ticket';

export async function authenticate(
  request: Request,
  contract: RouteContract,
  access: AccessControl,
): Promise<Caller> {
  const rule = contract.access;
  const authorization = request.get('authorization');
  if (authorization !== undefined && rule.kind !== 'apiKey') {
    if (authorization.slice(0, scheme.length).toLowerCase() !== scheme)
      throw new Problem(401, 'TOKEN_INVALID', 'Authorization must be `Bearer <token>`');
    const token = authorization.slice(scheme.length);
    const claims = await (rule.kind === 'open' ? ifValid(access, token) : access.authenticateToken(token));
    if (!claims) return { actor: null, token: null };
    if (rule.kind === 'roles' && !rule.roles.some((role) => role === claims.actor.role)) {
      throw new Problem(403, 'ROLE_MISSING', `This needs one of the roles ${rule.roles.join(', ')}`);
    }
    return {
      actor: claims.actor,
      token: { jti: claims.jti, sessionId: claims.sessionId, expiresAt: claims.expiresAt },
    };
  }
  const ticket =
    contract.answer === 'stream' && rule.kind === 'user' ? request.query[ticketParameter] : undefined;
  if (typeof ticket === 'string') {
    const claims = await access.redeemTicket(ticket);
    return {
      actor: claims.actor,
      token: { jti: claims.jti, sessionId: claims.sessionId, expiresAt: claims.expiresAt },
    };
  }
  const key = request.get('x-api-key');
  if (key !== undefined && (rule.kind === 'apiKey' || rule.kind === 'userOrApiKey')) {
    const { actor, scopes } = await access.authenticateKey(key);
    if (!scopes.includes(rule.scope) && !scopes.includes('*')) {
      throw new Problem(403, 'SCOPE_MISSING', `The key lacks the scope ${rule.scope}`);
    }
    return { actor, token: null };
  }
  if (rule.kind === 'open') return { actor: null, token: null };
  if (rule.kind === 'apiKey') throw new Problem(401, 'API_KEY_MISSING', 'Send an API key in X-API-Key');
  throw new Problem(401, 'TOKEN_MISSING', 'Send an access token in the Authorization header');
}

/** On an open route a stale token is as good as none: a client that refreshes or logs in may still send it. */
async function ifValid(access: AccessControl, token: string): Promise<Claims | undefined> {
  try {
    return await access.authenticateToken(token);
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return undefined;
    throw error;
  }
}
