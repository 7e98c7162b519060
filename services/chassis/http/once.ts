/** `Idempotency-Key` on routes that create: the first answer is kept, and repeated to whoever asks again. */
import type { RouteContract } from '@scory/contracts/define.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import type { Request } from 'express';
import { Problem } from '../errors.ts';
import type { Idempotency } from '../idempotency.ts';
import type { Reply, Route, RouteRequest } from '../service.ts';
import { render, renderProblem, send } from './answer.ts';
import type { Exchange } from './exchange.ts';
import { problemOf } from './problem.ts';

const keyForm = /^[\x21-\x7e]{1,255}$/;

/** What two requests with one Idempotency-Key must have in common. A streamed body is known by its size alone. */
function fingerprintOf(request: Request, contract: RouteContract): string {
  const body =
    contract.bodyKind === 'json' || request.body !== undefined
      ? (request.body ?? null)
      : [request.get('content-length') ?? null];
  return `${request.originalUrl}\n${JSON.stringify(body)}`;
}

/** The reply to send; undefined where a replay was sent already. */
export async function handleOnce(
  exchange: Exchange,
  route: Route,
  idempotency: Idempotency,
  routeRequest: RouteRequest,
  actor: Actor,
  key: string,
): Promise<Reply | undefined> {
  if (!keyForm.test(key))
    throw new Problem(
      400,
      'IDEMPOTENCY_KEY_INVALID',
      'Idempotency-Key takes 1 to 255 visible ASCII characters',
    );
  const { request, response, contract } = exchange;
  const beginning = await idempotency.begin({
    ownerId: actor.owner_id,
    callerId: actor.api_key_id ?? actor.owner_id,
    route: contract.name,
    key,
    fingerprint: fingerprintOf(request, contract),
    freshId: routeRequest.newId,
  });
  if (beginning.kind === 'replay') {
    const { answer } = beginning;
    send(response, answer, { ...exchange.headers, 'Idempotency-Replayed': 'true' });
    return undefined;
  }
  let reply: Reply;
  try {
    reply = await route.handle({ ...routeRequest, newId: beginning.resourceId });
  } catch (error) {
    const problem = problemOf(error);
    const lasting = problem.status < 500 && problem.status !== 429 && problem.status !== 499;
    if (lasting)
      await idempotency.keep(beginning.holder, actor.owner_id, renderProblem(problem, request, response));
    else await idempotency.release(beginning.holder, actor.owner_id).catch(() => undefined);
    throw error;
  }
  // The first answer is what replays repeat: a job as it was accepted, before any waiting.
  await idempotency.keep(beginning.holder, actor.owner_id, render(contract, reply));
  return reply;
}
