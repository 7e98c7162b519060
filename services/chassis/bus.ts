/**
 * RabbitMQ: confirmed and routed publishing, consumers that come back. One connection publishes, one consumes, so
 * that a broker that throttles publishers (memory alarm) does not stop the acks.
 */
import type { ChannelModel, ConfirmChannel } from 'amqplib';
import { type ConsumerOptions, createConsumers, type Delivery } from './bus/consumers.ts';
import { openLink } from './bus/link.ts';
import { declare, type QueueState, stateOf, type Topology } from './bus/topology.ts';
import type { Logger } from './log.ts';

export type { Delivery };

export interface Message {
  exchange: 'commands' | 'events' | 'dead';
  routingKey: string;
  body: Buffer;
  messageId: string;
  type: string;
  correlationId?: string;
  headers?: Record<string, unknown>;
}

export interface Consumer {
  /** Stops new deliveries; those under way can still be acked. */
  cancel(): Promise<void>;
  /** Takes deliveries again after `cancel` has resolved. */
  resume(): Promise<void>;
}

export interface Bus {
  /** Resolves when the broker confirmed the message and routed it to a queue; else `BusUnavailable` or `Unroutable`. */
  publish(message: Message): Promise<void>;
  /** Consumes a queue for ever: through reconnects and when the queue was deleted and declared again. */
  consume(queue: string, options: ConsumerOptions, onDelivery: (delivery: Delivery) => void): Consumer;
  /** A queue's ready messages and consumers; undefined where it does not exist. */
  queueState(queue: string): Promise<QueueState | undefined>;
  state(): 'connecting' | 'open' | 'blocked' | 'closed';
  /** Called after each connect with the queues that had to be made again: what they held is gone. */
  onOpen(listener: (missingQueues: string[]) => void): () => void;
  close(): Promise<void>;
}

class BusUnavailable extends Error {
  constructor(why: string) {
    super(`the message was not confirmed: ${why}`);
    this.name = 'BusUnavailable';
  }
}

class Unroutable extends Error {
  constructor(message: Message) {
    super(`no queue takes ${message.routingKey} from ${message.exchange}`);
    this.name = 'Unroutable';
  }
}

interface Pending {
  message: Message;
  deadline: number;
  resolve(): void;
  reject(error: Error): void;
}

export interface BusOptions {
  url: string;
  /** Prefix of every exchange and queue. */
  namespace: string;
  topology: Topology;
  log: Logger;
  /** A confirm that does not come within this time counts as lost: a dead socket never calls back. */
  confirmTimeoutMs?: number;
  /** Unconfirmed messages above which publishing fails at once. */
  maxInFlight?: number;
}

const sweepMs = 250;
const closeTimeoutMs = 5_000;

export function openBus(options: BusOptions): Bus {
  const { url, namespace, topology, log, confirmTimeoutMs = 10_000, maxInFlight = 10_000 } = options;
  const pending = new Set<Pending>();
  const returned = new Set<string>();
  const listeners = new Set<(missing: string[]) => void>();
  let channel: ConfirmChannel | undefined;
  let blocked = false;
  let closed = false;
  let lastConfirmAt = 0;

  async function setUp(model: ChannelModel): Promise<void> {
    model.on('blocked', () => {
      blocked = true;
      log.warn('the broker blocks publishers; jobs wait in the database');
    });
    model.on('unblocked', () => {
      blocked = false;
    });
    announce(await declare(model, namespace, topology));
    const opened = await model.createConfirmChannel();
    opened.on('error', (error: unknown) => log.warn({ err: error }, 'the publishing channel failed'));
    opened.once('close', () => {
      if (channel === opened) publishing.reset();
    });
    // The broker sends a return before the confirm of the same message.
    opened.on('return', (message) => returned.add(String(message.properties.messageId)));
    channel = opened;
  }

  function announce(missing: string[]): void {
    for (const listener of listeners) listener(missing);
  }

  function failAll(why: string): void {
    channel = undefined;
    blocked = false;
    for (const item of pending) item.reject(new BusUnavailable(why));
    pending.clear();
    returned.clear();
  }

  const publishing = openLink({
    url,
    name: `${namespace} publisher`,
    log,
    onOpen: setUp,
    onLost: () => failAll('the connection was lost'),
  });
  const consumers = createConsumers({
    url,
    namespace,
    log,
    prepare: async (model) => announce(await declare(model, namespace, topology)),
  });
  const sweep = setInterval(() => {
    const now = performance.now();
    let silent = false;
    for (const item of pending) {
      // Entries stand in the order they were sent, so the first young one ends the search.
      if (item.deadline > now) break;
      pending.delete(item);
      item.reject(new BusUnavailable(`no confirm within ${confirmTimeoutMs} ms`));
      silent ||= lastConfirmAt < item.deadline - confirmTimeoutMs;
    }
    if (silent && !blocked) replaceSilent();
  }, sweepMs);

  /**
   * A channel that asks a quorum queue for something while its broker comes up may wait for ever, inside a broker that is
   * well otherwise and keeps the connection alive (seen in RabbitMQ 3.10 after a kill). Another channel gets through.
   */
  function replaceSilent(): void {
    log.warn({ silent_ms: confirmTimeoutMs }, 'the broker confirms nothing; connecting anew');
    publishing.reset();
  }

  function send(target: ConfirmChannel, item: Pending): void {
    const { message } = item;
    const settle = (error: unknown): void => {
      lastConfirmAt = performance.now();
      if (!pending.delete(item)) return;
      if (error) item.reject(new BusUnavailable('the broker refused it'));
      else if (returned.delete(message.messageId)) item.reject(new Unroutable(message));
      else item.resolve();
    };
    target.publish(
      `${namespace}.${message.exchange}`,
      message.routingKey,
      message.body,
      {
        persistent: true,
        mandatory: true,
        contentType: 'application/json',
        messageId: message.messageId,
        type: message.type,
        correlationId: message.correlationId,
        headers: message.headers ?? {},
        timestamp: Math.floor(Date.now() / 1_000),
      },
      settle,
    );
  }

  return {
    publish(message) {
      const target = channel;
      if (!target) return Promise.reject(new BusUnavailable('not connected'));
      if (blocked) return Promise.reject(new BusUnavailable('the broker blocks publishers'));
      if (pending.size >= maxInFlight)
        return Promise.reject(new BusUnavailable('too many messages are unconfirmed'));
      return new Promise((resolve, reject) => {
        const item: Pending = { message, deadline: performance.now() + confirmTimeoutMs, resolve, reject };
        pending.add(item);
        try {
          send(target, item);
        } catch (error) {
          pending.delete(item);
          reject(new BusUnavailable(error instanceof Error ? error.message : 'the channel is closed'));
        }
      });
    },
    consume: (queue, consumerOptions, onDelivery) => consumers.add(queue, consumerOptions, onDelivery),
    async queueState(queue) {
      const model = publishing.model();
      if (!model) throw new BusUnavailable('not connected');
      return stateOf(model, `${namespace}.${queue}`);
    },
    state() {
      if (closed) return 'closed';
      if (!channel) return 'connecting';
      return blocked ? 'blocked' : 'open';
    },
    onOpen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      closed = true;
      const until = performance.now() + closeTimeoutMs;
      while (pending.size > 0 && performance.now() < until && channel) {
        await Promise.race([
          channel.waitForConfirms().catch(() => undefined),
          new Promise((resolve) => setTimeout(resolve, 50)),
        ]);
      }
      clearInterval(sweep);
      await consumers.close();
      channel = undefined;
      await publishing.close();
      failAll('the process is shutting down');
    },
  };
}
