/** The faults, each injected while jobs come in, run and end. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  administer,
  again,
  eventuallyOver,
  type Fault,
  messageOf,
  onChannel,
  pauseMs,
  postKiller,
  queue,
  registerReceivers,
  replace,
  replaceEdge,
  withBrokerLost,
} from './lab.ts';
import { eventually } from './servers.ts';
import type { ProductProcess } from './stage.ts';

/** What is accepted and not sent at once is never sent. */
const nobodySendsLater = { JOB_GRACE_MS: '3600000' };
/** A message is gone as soon as it arrives, and nobody notices. */
const messagesGetLost = { SABOTAGE: 'ack-first,no-resend', JOB_LEASE_MS: '3600000', ...nobodySendsLater };

export const faults: readonly Fault[] = [
  {
    number: 1,
    name: 'workers killed in mid-job',
    control: {
      guard: 'a message is acked after its job is stored',
      environment: { SABOTAGE: 'ack-first', JOB_LEASE_MS: '3600000' },
    },
    inject: (lab) => again(lab, () => replace(lab, 0, 'SIGKILL')),
  },
  {
    number: 1,
    name: 'workers killed between commit and event',
    short: true,
    control: {
      guard: 'a relay sends what its process did not',
      environment: { SABOTAGE: 'no-relay' },
      short: true,
    },
    inject: (lab) =>
      again(lab, async () => {
        await withBrokerLost(lab, async () => {
          await eventually('results are committed that nobody was told of', async () => {
            const [{ count } = { count: 0 }] = await lab.stage.query<{ count: number }>(
              'SELECT count(*)::int AS count FROM jobs.outbox',
            );
            if (count < 5) throw new Error('not yet');
          });
          await sleep(pauseMs);
          await Promise.all(lab.workers.map((worker) => worker.kill('SIGKILL')));
        });
        for (const index of lab.workers.keys())
          lab.workers[index] = await lab.stage.start(['worker'], lab.environment);
      }),
  },
  {
    number: 2,
    name: 'edge killed between commit and publish',
    control: { guard: 'due jobs are published by another process', environment: nobodySendsLater },
    inject: (lab) =>
      again(lab, async () => {
        await withBrokerLost(lab, async () => {
          const before = lab.ledger.accepted();
          await eventually('more jobs are accepted', async () => {
            if (lab.ledger.accepted() < before + 30) throw new Error('not yet');
          });
          await lab.edge.kill('SIGKILL');
        });
        lab.edge = await lab.stage.start(['api'], lab.environment);
      }),
  },
  {
    number: 3,
    name: 'RabbitMQ killed and restarted',
    control: { guard: 'due jobs are published later', environment: nobodySendsLater },
    short: true,
    inject: (lab) =>
      again(lab, async () => {
        await lab.stage.rabbit.kill();
        await lab.stage.rabbit.start();
      }),
  },
  {
    number: 4,
    name: 'RabbitMQ emptied',
    control: { guard: 'what the broker lost is sent again', environment: { SABOTAGE: 'no-resend' } },
    async inject(lab) {
      await lab.stage.rabbit.kill();
      await lab.stage.rabbit.wipe();
      await lab.stage.rabbit.start();
    },
  },
  {
    number: 5,
    name: 'connections closed, queue deleted',
    control: { guard: 'what the broker lost is sent again', environment: { SABOTAGE: 'no-resend' } },
    inject: (lab) =>
      again(lab, async () => {
        await lab.stage.rabbit.control('close_all_connections', 'fault');
        await sleep(pauseMs);
        await onChannel(lab, async (channel) => void (await channel.deleteQueue(queue)));
      }),
  },
  {
    number: 6,
    name: 'PostgreSQL restarted, its backends killed',
    control: { guard: 'a message is acked after its job is stored', environment: messagesGetLost },
    inject: (lab) =>
      again(lab, async () => {
        await lab.stage.query(
          'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = $1',
          ['client backend'],
        );
        await sleep(pauseMs);
        await lab.stage.postgres.kill();
        await lab.stage.postgres.start();
      }),
  },
  {
    number: 6,
    name: 'PostgreSQL read-only for a while',
    inject: (lab) =>
      again(lab, async () => {
        await administer(lab, 'ALTER SYSTEM SET default_transaction_read_only = on');
        await sleep(pauseMs * 2);
        await administer(lab, 'ALTER SYSTEM RESET default_transaction_read_only');
      }),
  },
  {
    number: 7,
    name: 'Redis gone and back',
    inject: (lab) =>
      again(lab, async () => {
        await lab.stage.redis.kill();
        await sleep(pauseMs);
        await lab.stage.redis.start();
      }),
  },
  {
    number: 8,
    name: 'one message a thousand times',
    short: true,
    control: { guard: 'the fence of a run', environment: { SABOTAGE: 'no-fence' }, short: true },
    async inject(lab) {
      // Of one that has ended, and of one that is under way.
      for (const status of ['succeeded', null]) {
        const body = Buffer.from(JSON.stringify(await messageOf(lab, status)));
        await onChannel(lab, async (channel) => {
          for (let copy = 0; copy < 500; copy += 1)
            channel.publish('scory.commands', 'papers.simplify', body, { persistent: true });
        });
      }
    },
  },
  {
    number: 9,
    name: 'messages that nobody can read',
    async inject(lab) {
      const message = await messageOf(lab);
      await onChannel(lab, async (channel) => {
        for (let copy = 0; copy < 100; copy += 1) {
          channel.sendToQueue(queue, Buffer.from('\u0000 not JSON'), { persistent: true });
          const other = { ...message, job_id: message.id, version: 99, type: 'papers.other' };
          channel.sendToQueue(queue, Buffer.from(JSON.stringify({ ...other, job_id: undefined })));
        }
      });
    },
  },
  {
    number: 9,
    name: 'a job that kills its process',
    async inject(lab) {
      const id = await postKiller(lab);
      let over = false;
      const keeping = lab.workers.map(async (_, index) => {
        for (;;) {
          await Promise.race([(lab.workers[index] as ProductProcess).ended, eventuallyOver(() => over)]);
          if (over) return;
          lab.workers[index] = await lab.stage.start(['worker'], lab.environment);
        }
      });
      await eventually('the killer is given up', async () => {
        const [job] = await lab.stage.query('SELECT error FROM jobs.job WHERE id = $1 AND status = $2', [
          id,
          'failed',
        ]);
        if (job?.error?.code !== 'WORKER_CRASHED') throw new Error('not yet');
      });
      over = true;
      await Promise.all(keeping);
    },
  },
  {
    number: 10,
    name: 'nobody takes jobs until the queue is full',
    environment: { OWNER_SHARE: '5', OWNER_WAITING_MAX: '10', JOB_WINDOW: '100' },
    async inject(lab) {
      await Promise.all(lab.workers.map((worker) => worker.kill('SIGTERM')));
      await eventually('clients are refused', async () => {
        if (lab.ledger.refused() < 50) throw new Error('not yet');
      });
      for (const index of lab.workers.keys())
        lab.workers[index] = await lab.stage.start(['worker'], lab.environment);
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
  {
    number: 12,
    name: 'the model fails once for every job',
    control: { guard: 'a failed try is tried again', environment: { SABOTAGE: 'no-retries' } },
    environment: { MODEL_FAILS: 'true' },
    inject: () => sleep(pauseMs * 3),
  },
  {
    number: 13,
    name: 'one owner with thousands of jobs',
    inject: (lab) => lab.ledger.flood(lab.times * 700),
  },
  {
    number: 12,
    name: 'rolling restart',
    control: { guard: 'a process that stops gives back what it has not done', environment: messagesGetLost },
    short: true,
    inject: (lab) =>
      again(lab, async () => {
        for (const index of lab.workers.keys()) await replace(lab, index, 'SIGTERM');
        await replaceEdge(lab, 'SIGTERM');
      }),
  },
  {
    number: 15,
    name: 'webhook receivers down, slow, trickling, redirecting, lying',
    environment: { NODE_ENV: 'development', WEBHOOK_ALLOW_LOOPBACK: 'true' },
    control: {
      guard: 'a message is acked after its work is stored',
      environment: { SABOTAGE: 'ack-first', JOB_LEASE_MS: '3600000' },
    },
    async inject(lab) {
      const webhooks = await registerReceivers(lab, 4);
      await again(lab, () => replace(lab, 0, 'SIGKILL'));
      await eventually('their owners have had jobs', async () => {
        if (webhooks.promised().length < 20) throw new Error('not yet');
      });
    },
    async verify({ webhooks }) {
      if (!webhooks) throw new Error('nobody was to be told');
      return webhooks.receivers.compare(webhooks.promised());
    },
  },
];
