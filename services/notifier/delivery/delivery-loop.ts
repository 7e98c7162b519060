/**
 * Sends what is due. Of each endpoint only a few at a time, so that a slow one holds nobody else up; in any number
 * of processes, as each row is leased to one.
 */
import { type Batch, createBatch } from '@scory/chassis/batch.ts';
import { oneAtATime } from '@scory/chassis/one-at-a-time.ts';
import { outageOf } from '@scory/chassis/outage.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import type { Loop } from '@scory/chassis/service.ts';
import { failingLimitMs } from '../domain/retry-schedule.ts';
import {
  type AttemptOutcome,
  failDisabled,
  release,
  settle,
  type TakenDelivery,
  takeDue,
} from '../store/delivery-queue.ts';
import { onDeliveriesWritten } from '../wake.ts';
import { type SendOptions, sendDelivery } from './send-delivery.ts';

export interface DeliveryLoopOptions extends Partial<SendOptions> {
  pollMs?: number;
  perEndpoint?: number;
  /** Attempts under way at once in this process. */
  total?: number;
}

/** Outcomes that come together share a statement. */
function outcomesBatch({ database, log, metrics }: Runtime): Batch<AttemptOutcome, void> {
  return createBatch<AttemptOutcome, void>({
    name: 'webhook outcomes',
    maxEntries: 200,
    maxWaiting: 10_000,
    onFlush: (size, durationMs) => metrics.batch('webhook_outcomes', size, durationMs),
    run: async (group) => {
      const disabled = await settle(database, group, failingLimitMs);
      if (disabled.length > 0) {
        log.info({ endpoints: disabled }, 'webhook endpoints were disabled');
        await failDisabled(database);
      }
      return group.map(() => undefined);
    },
  });
}

export function deliveryLoop(runtime: Runtime, options: DeliveryLoopOptions = {}): Loop {
  const { database, log, config } = runtime;
  const { pollMs = 1_000, perEndpoint = 4, total = 400, timeoutMs = 15_000 } = options;
  // Longer than an attempt can take with the writing of its outcome.
  const leaseMs = timeoutMs + 45_000;
  const busy = new Map<string, number>();
  const underWay = new Set<Promise<void>>();
  const cut = new AbortController();
  const outcomes = outcomesBatch(runtime);
  const outage = outageOf(log, 'notifier.deliveries');
  let stopping = false;
  let stopListening = (): void => undefined;
  let timer: NodeJS.Timeout | undefined;

  async function attempt(delivery: TakenDelivery): Promise<void> {
    try {
      const outcome = await sendDelivery(runtime, delivery, { ...options, timeoutMs }, cut.signal);
      if (outcome) await outcomes.add(outcome);
      else await release(database, delivery.id, delivery.lease);
    } catch (error) {
      // The lease runs out and the delivery is sent again: at least once, with the same id.
      log.warn(
        { err: error, delivery_id: delivery.id },
        'the outcome of a webhook delivery could not be kept',
      );
    }
  }

  function begin(delivery: TakenDelivery): void {
    const id = delivery.endpoint_id;
    busy.set(id, (busy.get(id) ?? 0) + 1);
    const work = attempt(delivery).finally(() => {
      const left = (busy.get(id) ?? 1) - 1;
      if (left > 0) busy.set(id, left);
      else busy.delete(id);
      underWay.delete(work);
      // A place is free again: more may wait for this endpoint.
      looking.ask();
    });
    underWay.add(work);
  }

  const looking = oneAtATime(async () => {
    const free = total - underWay.size;
    if (stopping || free <= 0) return; // the end of an attempt looks again
    try {
      for (const delivery of await takeDue(database, { busy, perEndpoint, total: free, leaseMs }))
        begin(delivery);
      outage.worked();
    } catch (error) {
      outage.failed(error);
    }
  });

  return {
    name: 'notifier.deliveries',
    start() {
      stopListening = onDeliveriesWritten(runtime, looking.ask);
      timer = setInterval(looking.ask, pollMs);
      looking.ask();
    },
    async stop() {
      stopping = true;
      stopListening();
      clearInterval(timer);
      await looking.idle();
      // Attempts under way may end; those that take too long are given back untried.
      const giveUp = setTimeout(() => cut.abort(), config.DRAIN_MS);
      await Promise.all(underWay);
      clearTimeout(giveUp);
      await outcomes.drain();
    },
  };
}
