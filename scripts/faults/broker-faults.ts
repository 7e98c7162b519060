/** RabbitMQ is killed, emptied, cut off, or has no memory left. */
import { setTimeout as sleep } from 'node:timers/promises';
import { subscriptions } from '@scory/contracts/catalog.ts';
import { again, type Fault, type Lab, nobodySendsLater, onChannel, pauseMs, queue } from './lab.ts';

const consumersMs = 30_000;
/** More comes than is taken, so that the broker holds some of it. */
const queueing = { WORKER_CONCURRENCY: '50', WORKER_PREFETCH: '50', MODEL_MS: '500' };

/** Queues that are consumed by fewer processes than there are: what came into them would stay there. */
async function unattended(lab: Lab): Promise<string[]> {
  const names = [queue, ...subscriptions.map(({ name }) => `scory.${name}`)];
  return onChannel(lab, async (channel) => {
    const states = await Promise.all(names.map((name) => channel.checkQueue(name)));
    return states.filter((state) => state.consumerCount < lab.workers.length).map((state) => state.queue);
  });
}

/** Every queue that lacks a consumer half a minute after the last job has ended counts as lost. */
function everyConsumerComesBack(lab: Lab): void {
  lab.promise(async () => {
    const giveUpAt = performance.now() + consumersMs;
    let without = await unattended(lab);
    while (without.length > 0 && performance.now() < giveUpAt) {
      await sleep(pauseMs);
      without = await unattended(lab);
    }
    if (without.length > 0) console.error(`without all their consumers: ${without.join(', ')}`);
    return { lost: without.length, duplicated: 0 };
  });
}

export const brokerFaults: readonly Fault[] = [
  {
    number: 3,
    name: 'RabbitMQ killed and restarted',
    control: { guard: 'due jobs are published later', environment: nobodySendsLater },
    short: true,
    times: 20,
    async inject(lab) {
      everyConsumerComesBack(lab);
      await again(lab, async (turn) => {
        // Every second time it may tidy up.
        await (turn % 2 === 0 ? lab.stage.rabbit.kill() : lab.stage.rabbit.stop());
        await lab.stage.rabbit.start();
      });
    },
  },
  {
    number: 4,
    name: 'RabbitMQ emptied',
    environment: queueing,
    control: { guard: 'what the broker lost is sent again', environment: { SABOTAGE: 'no-resend' } },
    async inject(lab) {
      everyConsumerComesBack(lab);
      await lab.stage.rabbit.kill();
      await lab.stage.rabbit.wipe();
      await lab.stage.rabbit.start();
    },
  },
  {
    number: 5,
    name: 'connections and channels closed, queue deleted',
    environment: queueing,
    control: {
      guard: 'what was not confirmed, or was lost with its queue, is sent again',
      environment: { SABOTAGE: 'no-resend', ...nobodySendsLater },
    },
    async inject(lab) {
      everyConsumerComesBack(lab);
      await again(lab, async () => {
        await lab.stage.rabbit.control('close_all_connections', 'fault');
        await sleep(pauseMs);
        await lab.stage.rabbit.control('eval', '[exit(Channel, kill) || Channel <- rabbit_channel:list()].');
        await sleep(pauseMs);
        await onChannel(lab, async (channel) => void (await channel.deleteQueue(queue)));
      });
    },
  },
  {
    number: 11,
    name: 'memory alarm of RabbitMQ',
    control: { guard: 'due jobs are published later', environment: nobodySendsLater },
    inject: (lab) =>
      again(lab, async () => {
        await lab.stage.rabbit.control('set_vm_memory_high_watermark', '0.00001');
        await sleep(pauseMs * 3);
        await lab.stage.rabbit.control('set_vm_memory_high_watermark', '0.6');
      }),
  },
];
