/** Consumes one subscription. Delivery is at least once: a message is acked only after its handler resolved. */
import { setTimeout as sleep } from 'node:timers/promises';
import { eventEnvelope } from '@scory/contracts/envelope.ts';
import type { Bus, Consumer, Delivery } from './bus.ts';
import { type Logger, withContext } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { EventHandler } from './service.ts';
import { inSpan, type Tracing } from './tracing.ts';

export interface EventRunner {
  start(): void;
  stop(graceMs: number): Promise<void>;
}

/** Tries in this process before the message goes back to its queue. */
const triesHere = 3;

export function createEventRunner({
  bus,
  handler,
  metrics,
  tracing,
  log,
}: {
  bus: Bus;
  handler: EventHandler;
  metrics: Pick<Metrics, 'messageParked'>;
  tracing?: Tracing | undefined;
  log: Logger;
}): EventRunner {
  const { contract, prefetch = 200 } = handler;
  const underWay = new Set<Promise<void>>();
  let consumer: Consumer | undefined;
  let stopping = false;

  async function receive(delivery: Delivery): Promise<void> {
    const event = parse(delivery);
    if (!event) return park(delivery);
    await withContext(
      {
        job_id: event.job_id ?? undefined,
        owner_id: event.owner_id,
        traceparent: event.traceparent ?? undefined,
      },
      async () => {
        for (let attempt = 1; ; attempt += 1) {
          try {
            await inSpan(tracing, `handle ${contract.name}`, spanOf(delivery), () =>
              handler.handle(event, log),
            );
            return delivery.ack();
          } catch (error) {
            log.warn(
              { err: error, type: event.type, subscription: contract.name, attempt },
              'an event could not be handled',
            );
            if (stopping || attempt >= triesHere || !delivery.channelOpen()) break;
            await sleep(200 * 2 ** attempt);
          }
        }
        delivery.giveBack();
      },
    );
  }

  /** The span that published the message is its parent; the event itself names what it came from. */
  const spanOf = ({ headers, messageId = '' }: Delivery) => ({
    kind: 'consumer' as const,
    parent: typeof headers.traceparent === 'string' ? headers.traceparent : undefined,
    attributes: { 'messaging.system': 'rabbitmq', 'messaging.message.id': messageId },
  });

  function parse(delivery: Delivery) {
    try {
      return eventEnvelope.safeParse(JSON.parse(delivery.body.toString('utf8'))).data;
    } catch {
      return undefined;
    }
  }

  async function park(delivery: Delivery): Promise<void> {
    log.error(
      { subscription: contract.name, message_id: delivery.messageId },
      'an event could not be understood and is parked',
    );
    try {
      await bus.publish({
        exchange: 'dead',
        routingKey: contract.name,
        body: delivery.body,
        messageId: delivery.messageId ?? '',
        type: delivery.type ?? contract.name,
        headers: {
          ...delivery.headers,
          'x-scory-queue': contract.name,
          'x-scory-parked-at': new Date().toISOString(),
        },
      });
      delivery.ack();
      metrics.messageParked(contract.name);
    } catch (error) {
      log.warn({ err: error }, 'parking failed; the event goes back to its queue');
      delivery.giveBack();
    }
  }

  return {
    start() {
      consumer = bus.consume(contract.name, { prefetch }, (delivery) => {
        const work = receive(delivery);
        underWay.add(work);
        void work.finally(() => underWay.delete(work));
      });
    },
    async stop() {
      stopping = true;
      await consumer?.cancel();
      await Promise.all(underWay);
    },
  };
}
