import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import { openLive } from '@scory/contracts/jobs/live.ts';
import type { Audience } from '../audience.ts';
import { serveLive } from '../live-session.ts';

export function openLiveRoute(
  runtime: Pick<Runtime, 'jobs' | 'live' | 'access' | 'metrics' | 'log'>,
  audience: Audience,
  closing: AbortSignal,
  heartbeatMs = 15_000,
): Route {
  return route(openLive, async (request) => {
    const actor = caller(request);
    const client = { ownerId: actor.owner_id, claims: request.token && { actor, ...request.token } };
    audience.assertRoom(client.ownerId);
    return {
      upgrade: (socket) => {
        const leave = audience.enter(client.ownerId, 'websocket');
        void serveLive(runtime, socket, client, { closing, heartbeatMs }).finally(leave);
      },
    };
  });
}
