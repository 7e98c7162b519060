import type { Service } from '@scory/chassis/service.ts';
import { deliveryLoop } from './delivery/delivery-loop.ts';
import { housekeepingLoop } from './delivery/housekeeping.ts';
import { jobEventsHandler } from './handlers/job-events.ts';
import { moveOwner } from './handlers/move-owner.ts';
import { deliveryRoutes } from './routes/deliveries.ts';
import { endpointRoutes } from './routes/endpoints.ts';
import { notifierSchema } from './store/schema.ts';

export const notifier: Service = {
  name: 'notifier',
  schema: notifierSchema,
  api: (runtime) => ({ routes: [...endpointRoutes(runtime), ...deliveryRoutes(runtime)] }),
  worker: (runtime) => ({
    events: [jobEventsHandler(runtime), moveOwner(runtime)],
    loops: [deliveryLoop(runtime), housekeepingLoop(runtime)],
  }),
};
