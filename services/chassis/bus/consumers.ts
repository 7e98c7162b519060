/** The consuming connection: a channel per consumer, re-attached after every loss. */
import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib';
import type { Consumer } from '../bus.ts';
import type { Logger } from '../log.ts';
import { type Acks, createAcks } from './acks.ts';
import { openLink } from './link.ts';

export interface Delivery {
  body: Buffer;
  messageId: string | undefined;
  type: string | undefined;
  /** The broker gave this message out before and did not hear the end of it. */
  redelivered: boolean;
  headers: Record<string, unknown>;
  /** Without effect the second time, and once the channel is gone: a double ack would close it for all. */
  ack(): void;
  /** Puts the message back into its queue. */
  giveBack(): void;
  channelOpen(): boolean;
}

export interface ConsumerOptions {
  prefetch: number;
}

export interface Consumers {
  add(queue: string, options: ConsumerOptions, onDelivery: (delivery: Delivery) => void): Consumer;
  close(): Promise<void>;
}

interface Entry {
  queue: string;
  options: ConsumerOptions;
  onDelivery: (delivery: Delivery) => void;
  channel: Channel | undefined;
  acks: Acks | undefined;
  tag: string | undefined;
  cancelled: boolean;
}

const reattachMs = 200;

export function createConsumers(options: {
  url: string;
  namespace: string;
  log: Logger;
  /** Declares what consumers need; runs on every connect and before a cancelled consumer comes back. */
  prepare(model: ChannelModel): Promise<void>;
}): Consumers {
  const { namespace, log, prepare } = options;
  const entries = new Set<Entry>();
  const timers = new Set<NodeJS.Timeout>();

  async function attach(model: ChannelModel, entry: Entry): Promise<void> {
    if (entry.cancelled || entry.channel) return;
    const channel = await model.createChannel();
    entry.channel = channel;
    entry.acks = createAcks(channel);
    channel.on('error', (error: unknown) =>
      log.warn({ err: error, queue: entry.queue }, 'a consuming channel failed'),
    );
    channel.once('close', () => {
      if (entry.channel !== channel) return;
      entry.channel = undefined;
      attachLater(entry);
    });
    await channel.prefetch(entry.options.prefetch);
    await take(channel, entry);
  }

  async function take(channel: Channel, entry: Entry): Promise<void> {
    const acks = entry.acks as Acks;
    if (entry.cancelled) return;
    const { consumerTag } = await channel.consume(`${namespace}.${entry.queue}`, (message) => {
      if (message) entry.onDelivery(deliveryOf(entry, channel, message, acks));
      // The queue was deleted: the broker cancels the consumer by a null message.
      else void channel.close().catch(() => undefined);
    });
    entry.tag = consumerTag;
    // Cancelled while it was on its way.
    if (entry.cancelled) await channel.cancel(consumerTag);
  }

  function attachLater(entry: Entry): void {
    if (entry.cancelled) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      const model = link.model();
      // Without a connection the next connect attaches every entry anyway.
      if (!model || entry.cancelled || entry.channel) return;
      prepare(model)
        .then(() => attach(model, entry))
        .catch((error: unknown) => {
          log.warn({ err: error, queue: entry.queue }, 'a consumer could not be attached; trying again');
          attachLater(entry);
        });
    }, reattachMs);
    timers.add(timer);
  }

  const link = openLink({
    url: options.url,
    name: `${namespace} consumer`,
    log,
    onOpen: async (model) => {
      await prepare(model);
      for (const entry of entries) await attach(model, entry);
    },
    onLost: () => {
      for (const entry of entries) entry.channel = undefined;
    },
  });

  return {
    add(queue, consumerOptions, onDelivery) {
      const entry: Entry = {
        queue,
        options: consumerOptions,
        onDelivery,
        channel: undefined,
        acks: undefined,
        tag: undefined,
        cancelled: false,
      };
      entries.add(entry);
      const model = link.model();
      if (model) attach(model, entry).catch(() => attachLater(entry));
      return {
        async cancel() {
          entry.cancelled = true;
          if (entry.channel && entry.tag !== undefined)
            await entry.channel.cancel(entry.tag).catch(() => undefined);
        },
        async resume() {
          entry.cancelled = false;
          const open = link.model();
          try {
            if (entry.channel) await take(entry.channel, entry);
            else if (open) await attach(open, entry);
          } catch {
            attachLater(entry);
          }
        },
      };
    },
    async close() {
      for (const entry of entries) entry.cancelled = true;
      for (const timer of timers) clearTimeout(timer);
      for (const entry of entries) entry.acks?.flush();
      await link.close();
    },
  };
}

function deliveryOf(entry: Entry, channel: Channel, message: ConsumeMessage, acks: Acks): Delivery {
  acks.given(message);
  let settled = false;
  const once = (work: () => void): void => {
    if (settled || entry.channel !== channel) return;
    settled = true;
    work();
  };
  return {
    body: message.content,
    messageId: message.properties.messageId as string | undefined,
    type: message.properties.type as string | undefined,
    redelivered: message.fields.redelivered,
    headers: (message.properties.headers ?? {}) as Record<string, unknown>,
    ack: () => once(() => acks.ack(message)),
    giveBack: () => once(() => acks.giveBack(message)),
    channelOpen: () => entry.channel === channel,
  };
}
