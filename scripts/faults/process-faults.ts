/** Processes of the product are killed, or stopped and replaced. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  again,
  type Fault,
  jobsRun,
  messagesGetLost,
  nobodySendsLater,
  pauseMs,
  replace,
  replaceEdge,
  replaceWorkers,
  withBrokerLost,
} from './lab.ts';
import { eventually } from './servers.ts';

export const processFaults: readonly Fault[] = [
  {
    number: 1,
    name: 'workers killed in mid-job',
    control: {
      guard: 'a message is acked after its job is stored',
      environment: { SABOTAGE: 'ack-first', JOB_LEASE_MS: '3600000' },
    },
    inject: (lab) => again(lab, (turn) => replace(lab, turn % lab.workers.length, 'SIGKILL')),
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
        await jobsRun(lab);
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
        await replaceWorkers(lab, 'SIGKILL');
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
    number: 2,
    name: 'edge killed at any moment',
    control: {
      guard: 'what was sent twice runs once',
      environment: { SABOTAGE: 'no-fence', JOB_GRACE_MS: '1' },
    },
    inject: (lab) => again(lab, () => replaceEdge(lab, 'SIGKILL')),
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
];
