import type { Runtime } from '@scory/chassis/runtime.ts';
import { type Route, route } from '@scory/chassis/service.ts';
import { listJobKinds } from '@scory/contracts/jobs/admin.ts';

export function adminListKindsRoute({ operations }: Pick<Runtime, 'operations'>): Route {
  return route(listJobKinds, async () => {
    const { kinds, outboxEvents, deadLetters } = await operations.kinds();
    return { data: kinds, metadata: { outbox_events: outboxEvents, dead_letters: deadLetters } };
  });
}
