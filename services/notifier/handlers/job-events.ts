import { createBatch } from '@scory/chassis/batch.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import type { EventHandler } from '@scory/chassis/service.ts';
import { jobEnds } from '@scory/contracts/define.ts';
import { type CompletionData, completionData, type EventEnvelope } from '@scory/contracts/envelope.ts';
import { jobEvents } from '@scory/contracts/notifier/webhooks.ts';
import { deliveryId } from '../domain/delivery-id.ts';
import { matchesType } from '../domain/event-patterns.ts';
import { webhookBody } from '../domain/webhook-body.ts';
import { findListeners, insertDeliveries, type Listener, type NewDelivery } from '../store/delivery-store.ts';
import { deliveriesWritten } from '../wake.ts';

interface Ended {
  event: EventEnvelope;
  data: CompletionData;
}

const prefetch = 500;

/** The end of a job that an event tells of, or undefined where it tells of something else. */
function endedJob(event: EventEnvelope): Ended | undefined {
  const status = event.type.slice(event.type.lastIndexOf('.') + 1);
  if (!jobEnds.some((end) => end === status)) return undefined;
  const { data } = completionData.safeParse(event.data);
  // Another service's event may end in the same word: only a job's names its kind and its status.
  return data && event.type === `${data.kind}.${data.status}` ? { event, data } : undefined;
}

const hears = (listener: Listener, { event }: Ended): boolean =>
  listener.of === event.owner_id &&
  (listener.api_key_id === null || listener.api_key_id === event.api_key_id) &&
  matchesType(listener.event_types, event.type);

/** Events that come together share one look-up and one insert. */
export function jobEventsHandler(runtime: Runtime): EventHandler {
  const { database, config, metrics } = runtime;
  const batch = createBatch<Ended, void>({
    name: 'webhook deliveries',
    maxEntries: 300,
    maxWaiting: 5_000,
    parallel: 2,
    onFlush: (size, durationMs) => metrics.batch('webhook_deliveries', size, durationMs),
    run: async (group) => {
      const owners = [...new Set(group.map(({ event }) => event.owner_id))];
      const byOwner = Map.groupBy(await findListeners(database, owners), (listener) => listener.of);
      if (byOwner.size > 0) {
        const deliveries = group.flatMap((ended) =>
          deliveriesOf(ended, byOwner.get(ended.event.owner_id) ?? []),
        );
        if (deliveries.length > 0 && (await insertDeliveries(database, deliveries)).length > 0)
          deliveriesWritten(runtime);
      }
      return group.map(() => undefined);
    },
  });

  function deliveriesOf(ended: Ended, listeners: Listener[]): NewDelivery[] {
    const { event, data } = ended;
    const wanting = listeners.filter((listener) => hears(listener, ended));
    if (wanting.length === 0) return [];
    const body = JSON.stringify(webhookBody(event, data, config.PUBLIC_URL));
    return wanting.map(({ id }) => ({ id: deliveryId(event, id), endpoint_id: id, type: event.type, body }));
  }

  return {
    contract: jobEvents,
    prefetch,
    handle: async (event) => {
      const ended = endedJob(event);
      if (ended) await batch.add(ended);
    },
  };
}
