/** Exchanges and queues, derived from the catalogue and declared again after every reconnect. */
import type { Channel, ChannelModel } from 'amqplib';

export interface Topology {
  /** Kinds of commands: a queue each. */
  commands: readonly string[];
  subscriptions: readonly { name: string; patterns: readonly string[] }[];
}

/** The only queue argument; everything else belongs in policies, so that no redeclaration can fail. */
const quorum = { durable: true, arguments: { 'x-queue-type': 'quorum' } } as const;

/** Where messages that nobody can run are kept. */
const deadQueue = 'dead-letters';

export const queueNames = (topology: Topology): string[] => [
  ...topology.commands,
  ...topology.subscriptions.map((subscription) => subscription.name),
];

/** Runs `work` on a channel of its own: a failed check closes its channel, and no other must die of it. */
async function onOwnChannel<T>(model: ChannelModel, work: (channel: Channel) => Promise<T>): Promise<T> {
  const channel = await model.createChannel();
  let died = false;
  channel.on('error', () => {
    died = true;
  });
  try {
    return await work(channel);
  } finally {
    if (!died) await channel.close().catch(() => undefined);
  }
}

export interface QueueState {
  /** Ready, not under way. */
  messages: number;
  consumers: number;
}

/** A queue as it stands, or undefined where there is none. */
export async function stateOf(model: ChannelModel, queue: string): Promise<QueueState | undefined> {
  try {
    return await onOwnChannel(model, async (channel) => {
      const { messageCount, consumerCount } = await channel.checkQueue(queue);
      return { messages: messageCount, consumers: consumerCount };
    });
  } catch (error) {
    if ((error as { code?: number }).code === 404) return undefined;
    throw error;
  }
}

/** Declares everything; answers which queues had to be made, because what they held is gone. */
export async function declare(model: ChannelModel, namespace: string, topology: Topology): Promise<string[]> {
  const missing: string[] = [];
  for (const name of queueNames(topology)) {
    if ((await stateOf(model, `${namespace}.${name}`)) === undefined) missing.push(name);
  }
  await onOwnChannel(model, async (channel) => {
    await channel.assertExchange(`${namespace}.commands`, 'direct', { durable: true });
    await channel.assertExchange(`${namespace}.events`, 'topic', { durable: true });
    await channel.assertExchange(`${namespace}.dead`, 'direct', { durable: true });
    await channel.assertQueue(`${namespace}.${deadQueue}`, quorum);
    for (const name of queueNames(topology)) {
      const queue = `${namespace}.${name}`;
      await channel.assertQueue(queue, quorum);
      await channel.bindQueue(`${namespace}.${deadQueue}`, `${namespace}.dead`, name);
    }
    for (const kind of topology.commands)
      await channel.bindQueue(`${namespace}.${kind}`, `${namespace}.commands`, kind);
    for (const { name, patterns } of topology.subscriptions) {
      for (const pattern of patterns)
        await channel.bindQueue(`${namespace}.${name}`, `${namespace}.events`, pattern);
    }
  });
  return missing;
}
