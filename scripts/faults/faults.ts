/** The faults, each injected while jobs come in, run and end. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type ConfirmChannel, connect } from 'amqplib';
import type { Ledger } from './ledger.ts';
import { eventually } from './servers.ts';
import type { ProductProcess, Stage } from './stage.ts';

export interface Lab {
  stage: Stage;
  ledger: Ledger;
  /** How often a fault is repeated. */
  times: number;
  edge: ProductProcess;
  workers: ProductProcess[];
  /** Of every product process: a control's guards are off in those that come later as well. */
  environment: Record<string, string>;
}

export interface Fault {
  number: number;
  name: string;
  /** A guard switched off by configuration, with which the same fault must lose or double something. */
  control?: { guard: string; environment: Record<string, string> };
  inject(lab: Lab): Promise<void>;
}

const pauseMs = 700;
const queue = 'scory.papers.simplify';

const again = async (lab: Lab, work: () => Promise<void>): Promise<void> => {
  for (let turn = 0; turn < lab.times; turn += 1) {
    await work();
    await sleep(pauseMs);
  }
};

async function replace(lab: Lab, index: number, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  await (lab.workers[index] as ProductProcess).kill(signal);
  lab.workers[index] = await lab.stage.start(['worker'], lab.environment);
}

async function replaceEdge(lab: Lab, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  await lab.edge.kill(signal);
  lab.edge = await lab.stage.start(['api'], lab.environment);
}

async function onChannel(lab: Lab, work: (channel: ConfirmChannel) => Promise<void>): Promise<void> {
  const connection = await connect(lab.stage.rabbit.url);
  try {
    const channel = await connection.createConfirmChannel();
    await work(channel);
    await channel.waitForConfirms();
  } finally {
    await connection.close();
  }
}

/** The message of a job that is there, as its edge sent it. */
async function messageOf(lab: Lab): Promise<Record<string, unknown>> {
  let row: Record<string, unknown> | undefined;
  await eventually('a job is there', async () => {
    [row] = await lab.stage.query(
      'SELECT id AS job_id, kind AS type, version, actor, traceparent, created_at AS occurred_at, input AS data FROM jobs.job ORDER BY id DESC LIMIT 1',
    );
    if (!row) throw new Error('no job yet');
  });
  return { ...row, id: (row as { job_id: string }).job_id };
}

export const faults: readonly Fault[] = [
  {
    number: 1,
    name: 'workers killed in mid-job',
    inject: (lab) => again(lab, () => replace(lab, 0, 'SIGKILL')),
  },
  {
    number: 2,
    name: 'edge killed between commit and publish',
    control: { guard: 'due jobs are published by another process', environment: { JOB_GRACE_MS: '3600000' } },
    inject: (lab) =>
      again(lab, async () => {
        // The broker falls silent, so what is accepted now is committed and stays unpublished.
        lab.stage.rabbit.pause();
        const before = lab.ledger.accepted();
        try {
          await eventually('more jobs are accepted', async () => {
            if (lab.ledger.accepted() < before + 30) throw new Error('not yet');
          });
          await lab.edge.kill('SIGKILL');
        } finally {
          lab.stage.rabbit.resume();
        }
        lab.edge = await lab.stage.start(['api'], lab.environment);
      }),
  },
  {
    number: 3,
    name: 'RabbitMQ killed and restarted',
    inject: (lab) =>
      again(lab, async () => {
        await lab.stage.rabbit.kill();
        await lab.stage.rabbit.start();
      }),
  },
  {
    number: 4,
    name: 'RabbitMQ emptied',
    async inject(lab) {
      await lab.stage.rabbit.kill();
      await lab.stage.rabbit.wipe();
      await lab.stage.rabbit.start();
    },
  },
  {
    number: 5,
    name: 'connections closed, queue deleted',
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
    async inject(lab) {
      const body = Buffer.from(JSON.stringify(await messageOf(lab)));
      await onChannel(lab, async (channel) => {
        for (let copy = 0; copy < 1_000; copy += 1)
          channel.publish('scory.commands', 'papers.simplify', body, { persistent: true });
      });
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
    number: 12,
    name: 'rolling restart',
    inject: (lab) =>
      again(lab, async () => {
        for (const index of lab.workers.keys()) await replace(lab, index, 'SIGTERM');
        await replaceEdge(lab, 'SIGTERM');
      }),
  },
];
