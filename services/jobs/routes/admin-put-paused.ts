import { notFound } from '@scory/chassis/errors.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import { putPaused } from '@scory/contracts/jobs/admin.ts';

export function adminPutPausedRoute({ operations }: Pick<Runtime, 'operations'>): Route {
  return route(putPaused, async (request) => {
    const by = { actorId: caller(request).owner_id };
    const set = await operations.setPaused(request.params.kind, request.body, by);
    if (!set) throw notFound('The kind', 'KIND_NOT_FOUND');
    const { changed: _changed, ...view } = set;
    return { data: view };
  });
}
