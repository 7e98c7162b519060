import { defineCommand } from '@scory/contracts/define.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { Running } from '../run.ts';
import { handler, type Service } from '../service.ts';
import { createTestWorld, type TestWorld, until } from '../testing/harness.ts';
import { pauseSql, resumeSql } from './operator-statements.ts';

const commandOf = (kind: string) =>
  defineCommand({
    kind,
    summary: 'Ends when it is told to',
    data: z.object({ name: z.string() }),
    result: z.object({}),
    metadata: z.object({}),
  });
const [spending, free] = [commandOf('lab.spending'), commandOf('lab.free')];

describe('a paused kind', () => {
  const runs = new Map<string, number>();
  let released = Promise.withResolvers<void>();
  let world: TestWorld;
  let running: Running;

  const work = (contract: typeof spending) =>
    handler(
      contract,
      async ({ data }, { signal }) => {
        runs.set(data.name, (runs.get(data.name) ?? 0) + 1);
        const aborted = new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
        );
        await Promise.race([released.promise, aborted]);
        return { result: {} };
      },
      { concurrency: 2 },
    );
  const lab: Service = { name: 'lab', worker: () => ({ commands: [work(spending), work(free)] }) };
  const actor = {
    owner_id: uuidv7(),
    role: 'student' as const,
    faculty_id: null,
    semester_id: null,
    api_key_id: null,
  };
  const accept = async (name: string, contract = spending): Promise<string> => {
    const request = { contract, id: uuidv7(), actor, data: { name }, traceparent: '' };
    return (await running.runtime.jobs.accept(request)).job.id;
  };
  const consumers = async () => (await running.bus.queueState(spending.kind))?.consumers;
  const statusOf = async (id: string) => (await running.runtime.jobs.read(id, actor.owner_id))?.status;
  const begun = (prefix: string) => [...runs.keys()].filter((name) => name.startsWith(prefix)).length;

  before(async () => {
    world = await createTestWorld({
      services: [lab],
      commands: [spending, free],
      subscriptions: [],
      // A lease that no slow machine outlasts: whoever loses it is run twice, and rightly so.
      environment: { WORKER_PREFETCH: '8', JOB_GRACE_MS: '1000', JOB_LEASE_MS: '30000' },
    });
    running = await world.start();
    await world.start();
  });
  after(() => world.close());

  it('lets what runs end, begins nothing, and goes on where it was', async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, (_, index) => accept(`first ${index}`)));
    await until('all places are taken', () => begun('first') === 4);
    await world.query(pauseSql, [spending.kind, 'too dear']);
    // The broker counts a consumer until it has acked all, so what was taken and did not begin tells.
    await until(
      'what has not begun goes back',
      async () => (await running.bus.queueState(spending.kind))?.messages === 8,
    );
    const late = await Promise.all(Array.from({ length: 5 }, (_, index) => accept(`late ${index}`)));
    const held = await world.query('SELECT FROM jobs.job WHERE id = ANY($1) AND held', [late]);
    expect(held, 'new ones wait in PostgreSQL').to.have.length(5);
    released.resolve();
    await until('what ran has ended', async () => {
      const statuses = await Promise.all(ids.map(statusOf));
      return statuses.filter((status) => status === 'succeeded').length === 4;
    });
    const other = await accept('other kind', free);
    await until('another kind goes on', async () => (await statusOf(other)) === 'succeeded');
    expect([begun('first'), begun('late')]).to.deep.equal([4, 0]);
    await world.query(resumeSql, [spending.kind]);
    await until('all have ended', async () => {
      const statuses = await Promise.all([...ids, ...late].map(statusOf));
      return statuses.every((status) => status === 'succeeded');
    });
    expect(
      [...runs.values()].every((count) => count === 1),
      'each ran once',
    ).to.equal(true);
    const rows = await world.query('SELECT FROM jobs.job WHERE attempt > 0 OR runs > 1');
    expect(rows, 'nothing was held against them').to.deep.equal([]);
  });

  it('is paused in a process that starts as well', async () => {
    released = Promise.withResolvers();
    released.resolve();
    await world.query(pauseSql, [spending.kind, null]);
    await until('nobody takes jobs of it', async () => (await consumers()) === 0);

    const id = await accept('third');
    const another = await world.start();
    const free2 = await accept('beside it', free);
    await until('the other kind goes on', async () => (await statusOf(free2)) === 'succeeded');
    expect([await consumers(), runs.has('third')]).to.deep.equal([0, false]);
    await another.stop();
    await world.query(resumeSql, [spending.kind]);
    await until('it ends', async () => (await statusOf(id)) === 'succeeded');
  });

  it('that is paused and resumed again and again loses nothing and runs nothing twice', async () => {
    const ids: string[] = [];
    for (let turn = 0; turn < 8; turn += 1) {
      await world.query(
        turn % 2 === 0 ? pauseSql : resumeSql,
        turn % 2 === 0 ? [spending.kind, null] : [spending.kind],
      );
      ids.push(
        ...(await Promise.all(Array.from({ length: 20 }, (_, index) => accept(`churn ${turn} ${index}`)))),
      );
      await until('it is seen', async () => ((await consumers()) ?? 0) === (turn % 2 === 0 ? 0 : 2));
    }
    await until('all have ended', async () => {
      const statuses = await Promise.all(ids.map(statusOf));
      return statuses.every((status) => status === 'succeeded');
    });
    for (const [name, count] of runs) expect(count, name).to.equal(1);
  });
});
