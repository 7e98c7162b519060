import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import { postTicket } from '@scory/contracts/jobs/jobs.ts';

export function postTicketRoute({ access }: Pick<Runtime, 'access'>): Route {
  return route(postTicket, async (request) => {
    const { ticket, expiresIn } = await access.liveTicket(caller(request), request.token);
    return { status: 201, data: { ticket, expires_in: expiresIn } };
  });
}
