/** What RabbitMQ says of queues, over a connection that is opened for the first look. */

import { hangUp } from '@scory/chassis/bus/link.ts';
import { stateOf } from '@scory/chassis/bus/topology.ts';
import type { Bus } from '@scory/chassis/bus.ts';
import { type ChannelModel, connect } from 'amqplib';

const connectTimeoutMs = 1_000;

export function createQueueLooks(
  url: string,
  namespace: string,
): { queueState: Bus['queueState']; close(): Promise<void> } {
  let opening: Promise<ChannelModel> | undefined;

  async function open(): Promise<ChannelModel> {
    const model = await connect(url, { timeout: connectTimeoutMs });
    // Without a listener its loss would end the program; whoever looks is refused anyway.
    model.on('error', () => undefined);
    return model;
  }

  return {
    async queueState(queue) {
      opening ??= open();
      return stateOf(await opening, `${namespace}.${queue}`);
    },
    async close() {
      const model = await opening?.catch(() => undefined);
      if (model) await hangUp(model);
    },
  };
}
