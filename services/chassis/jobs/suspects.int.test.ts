import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { defineSubscription } from '@scory/contracts/define.ts';
import { expect } from 'chai';
import { after, afterEach, before, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import type { Running } from '../run.ts';
import type { Service } from '../service.ts';
import { createTestWorld, type TestWorld, until } from '../testing/harness.ts';
import { risky, riskyLab } from './risky.ts';

const watch = defineSubscription({ name: 'lab.watch', patterns: ['lab.risky.*'], summary: 'Sees every end' });
/** More than any company of suspects. */
const neighbours = 20;
const owner = uuidv7();
const actor = {
  owner_id: owner,
  role: 'student' as const,
  faculty_id: null,
  semester_id: null,
  api_key_id: null,
};

describe('a job that kills its process', function () {
  this.timeout(150_000);
  let world: TestWorld;
  let edge: Running;
  const children = new Set<ChildProcess>();
  /** Ids of the events of each job's end. */
  const events = new Map<string, Set<string>>();
  const ears: Service = {
    name: 'ears',
    worker: () => ({
      events: [
        {
          contract: watch,
          handle: async ({ id, job_id: jobId }) =>
            void events.set(String(jobId), (events.get(String(jobId)) ?? new Set()).add(id)),
        },
      ],
    }),
  };
  let deaths = 0;
  let wanted = true;

  /** A worker process, and another one whenever it dies, as an orchestrator would. */
  function keepWorker(): void {
    const child = fork(new URL('killer-process.ts', import.meta.url), [JSON.stringify(world.environment)]);
    children.add(child);
    child.once('exit', () => {
      children.delete(child);
      if (!wanted) return;
      deaths += 1;
      keepWorker();
    });
  }

  const accept = async (workMs: number, kills = false): Promise<string> => {
    const request = { contract: risky, id: uuidv7(), actor, data: { workMs, kills }, traceparent: '' };
    return (await edge.runtime.jobs.accept(request)).job.id;
  };
  const ended = async (id: string) => {
    const job = await edge.runtime.jobs.wait(id, owner, 120_000);
    if (!job?.finished_at) throw new Error(`job ${id} did not end: ${JSON.stringify(job)}`);
    return job;
  };

  before(async () => {
    world = await createTestWorld({
      services: [riskyLab, ears],
      commands: [risky],
      subscriptions: [watch],
      environment: { JOB_GRACE_MS: '500', JOB_LEASE_MS: '3000', WORKER_PREFETCH: '100' },
    });
    edge = await world.start(['lab.api', 'ears.worker']);
  });
  afterEach(async () => {
    wanted = false;
    await Promise.all(
      [...children].map(async (child) => {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }),
    );
    wanted = true;
    deaths = 0;
  });
  after(() => world.close());

  it('fails after its sixth process, alone; those that ran beside it succeed', async () => {
    const ids = await Promise.all(Array.from({ length: neighbours }, () => accept(150)));
    const killer = await accept(100, true);
    keepWorker();
    expect((await ended(killer)).error?.code).to.equal('WORKER_CRASHED');
    for (const id of ids) expect((await ended(id)).status).to.equal('succeeded');
    expect(deaths).to.equal(6);
    await until('all ends are told of', () => events.size === neighbours + 1);
    expect([...events.values()].map((ids) => ids.size)).to.deep.equal(Array(neighbours + 1).fill(1));
  });

  it('does not strike jobs that are only ever interrupted', async () => {
    const id = await accept(1_500);
    keepWorker();
    for (let turn = 0; turn < 2; turn += 1) {
      await until(
        'it runs',
        async () => {
          const [row] = await world.query<{ runs: number }>('SELECT runs FROM jobs.job WHERE id = $1', [id]);
          return (row?.runs ?? 0) > turn;
        },
        60_000,
      );
      for (const child of children) child.kill('SIGKILL');
    }
    expect((await ended(id)).status).to.equal('succeeded');
  });

  it('is not what a job is whose runs were replaced while their process lived', async () => {
    const worker = await world.start(['lab.worker']);
    const id = await accept(800);
    const seen = new Set<string>();
    for (let turn = 0; turn < 4; turn += 1) {
      await until('a run of it begins', async () => {
        const [row] = await world.query<{ run: string | null }>('SELECT run FROM jobs.job WHERE id = $1', [
          id,
        ]);
        if (!row?.run || seen.has(row.run)) return false;
        seen.add(row.run);
        return true;
      });
      const [replaced] = await world.query<{ run: string }>(
        "UPDATE jobs.job SET run = gen_random_uuid(), due_at = now() - interval '1 s' WHERE id = $1 RETURNING run",
        [id],
      );
      seen.add(replaced?.run as string);
    }
    expect((await ended(id)).status).to.equal('succeeded');
    await worker.stop();
  });
});
