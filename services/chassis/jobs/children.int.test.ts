import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { until } from '../testing/harness.ts';
import { type Node, openTreeWorld, type TreeWorld } from './children-lab.ts';
import { retrySql } from './operator-statements.ts';

const leaves = (prefix: string, amount: number, plan?: string): Node[] =>
  Array.from({ length: amount }, (_, index) => ({ name: `${prefix}${index}`, plan }));

describe('jobs made of jobs', () => {
  let world: TreeWorld;

  before(async () => {
    world = await openTreeWorld();
  });
  after(() => world.close());

  it('end with the results of their parts in the order they were handed out', async () => {
    const id = await world.accept({ name: 'whole', parts: leaves('whole part ', 5) });
    const job = await world.ended(id);
    expect(job).to.deep.include({
      status: 'succeeded',
      result: {
        name: 'whole',
        parts: ['whole part 0', 'whole part 1', 'whole part 2', 'whole part 3', 'whole part 4'],
        state: { round: 1 },
      },
      attempt: 0,
    });
    expect([world.runs.get('whole'), world.runs.get('join whole')]).to.deep.equal([1, 1]);
    await until('the event arrives', () => world.events.some((event) => event.job_id === id));
    const parts = new Set((await world.childrenOf(id)).map((child) => child.id));
    expect(
      world.events.filter(({ job_id }) => job_id !== null && parts.has(job_id)),
      'events of parts',
    ).to.deep.equal([]);
  });

  it('join at once when they have no parts', async () => {
    const job = await world.ended(await world.accept({ name: 'childless', parts: [] }));
    expect(job.result).to.deep.equal({ name: 'childless', parts: [], state: { round: 1 } });
  });

  it('may fan out again, and may have parts that do', async () => {
    const id = await world.accept({
      name: 'grown',
      plan: 'two rounds',
      parts: [{ name: 'branch', parts: leaves('twig ', 3) }, { name: 'leaf' }],
    });
    expect((await world.ended(id)).result).to.deep.equal({
      name: 'grown',
      parts: ['grown again'],
      state: { round: 2 },
    });
    expect(world.runs.get('join branch')).to.equal(1);
    expect(world.runs.get('join grown')).to.equal(2);
  });

  it('join once each, when two processes end 200 parts of several jobs at the same time', async () => {
    const ids = await Promise.all(
      Array.from({ length: 4 }, (_, index) =>
        world.accept({ name: `race${index}`, parts: leaves(`race${index} `, 200) }),
      ),
    );
    for (const [index, id] of ids.entries()) {
      const { result, status } = await world.ended(id);
      expect(status).to.equal('succeeded');
      expect((result as { parts: string[] }).parts).to.have.length(200);
      expect(world.runs.get(`join race${index}`)).to.equal(1);
      for (let part = 0; part < 200; part += 1) expect(world.runs.get(`race${index} ${part}`)).to.equal(1);
    }
    const left = await world.query('SELECT * FROM jobs.fan_out WHERE open <> 0');
    expect(left).to.deep.equal([]);
  });

  it('see which part failed, and decide what that means', async () => {
    const parts = [{ name: 'good' }, { name: 'bad', plan: 'fails' }];
    const tolerant = await world.ended(await world.accept({ name: 'tolerant', parts }));
    expect(tolerant.result).to.deep.include({ parts: ['good', 'NOT_DOABLE'] });
    const strict = await world.ended(await world.accept({ name: 'strict', plan: 'strict', parts }));
    expect(strict.error?.code).to.equal('PART_FAILED');
  });

  it('do not do their parts again when the join is tried again', async () => {
    const id = await world.accept({
      name: 'patient',
      plan: 'join fails twice',
      parts: leaves('patient part ', 3),
    });
    const job = await world.ended(id);
    expect(job).to.deep.include({ status: 'succeeded', attempt: 2 });
    expect(world.runs.get('patient')).to.equal(1);
    for (let part = 0; part < 3; part += 1) expect(world.runs.get(`patient part ${part}`)).to.equal(1);
  });

  it('redo only the parts that did not succeed when an operator tries them again', async () => {
    const parts = [{ name: 'kept' }, { name: 'redone', plan: 'fails once' }];
    const id = await world.accept({ name: 'repaired', plan: 'strict', parts });
    expect((await world.ended(id)).error?.code).to.equal('PART_FAILED');
    const [, failed] = await world.childrenOf(id);
    expect(await world.query(retrySql, [[failed?.id]]), 'a part alone').to.deep.equal([]);
    expect(await world.query(retrySql, [[id]])).to.have.length(1);
    await until('it succeeds', async () => (await world.read(id)).status === 'succeeded');
    expect([world.runs.get('kept'), world.runs.get('redone')]).to.deep.equal([1, 2]);
    expect((await world.read(id)).result).to.deep.include({ parts: ['kept', 'redone'] });
  });

  it('go on when the process dies that ran a part, or the join', async () => {
    const id = await world.accept({
      name: 'survivor',
      parts: [{ name: 'killed', plan: 'gate' }, { name: 'done' }],
    });
    await until(
      'the other part is done',
      async () => (await world.childrenOf(id))[0]?.status === 'succeeded',
    );
    // What a dead process leaves behind: a run that nobody holds, whose lease has ended.
    await world.query(
      "UPDATE jobs.job SET run = gen_random_uuid(), due_at = now() - interval '1 s' WHERE parent_id = $1 AND status = 'running'",
      [id],
    );
    await until('another run of the part starts', () => (world.runs.get('killed') ?? 0) >= 2);
    world.gate('killed').resolve();
    expect((await world.ended(id)).status).to.equal('succeeded');
    expect(world.runs.get('done')).to.equal(1);
    expect(world.runs.get('join survivor')).to.equal(1);
  });

  it('wait for their parts without a message that could start them', async () => {
    const id = await world.accept({ name: 'waiting', parts: [{ name: 'held up', plan: 'gate' }] });
    await until('the part runs', () => world.runs.has('held up'));
    const [row] = await world.query<{ status: string }>('SELECT status FROM jobs.job WHERE id = $1', [id]);
    expect(row?.status).to.equal('waiting');
    expect((await world.read(id)).status).to.equal('running');
    const ofOwner = (filter: { status?: string; parent?: string }) =>
      world.jobs.list(world.owner, { limit: 100, ...filter });
    expect((await ofOwner({ status: 'running' })).map((job) => job.id)).to.deep.equal([id]);
    expect((await ofOwner({ parent: id })).map((job) => job.status)).to.deep.equal(['running']);
    world.gate('held up').resolve();
    await world.ended(id);
  });

  it('tell how far they are as the sum of their parts, and never go back', async () => {
    const id = await world.accept({
      name: 'measured',
      parts: [
        { name: 'heavy', weight: 6, plan: 'half way' },
        { name: 'light', weight: 2 },
        { name: 'last', weight: 2, plan: 'gate' },
      ],
    });
    const seen: { seq: number; completed: number }[] = [];
    const unwatch = await world.live.watch(id, ({ seq, progress }) => {
      if (progress) seen.push({ seq, completed: progress.completed });
    });
    await until('the light part and half of the heavy one are done', async () => {
      const { progress } = await world.read(id);
      return progress?.completed === 5;
    });
    expect((await world.read(id)).progress).to.deep.equal({ phase: 'doing parts', completed: 5, total: 10 });
    world.gate('heavy').resolve();
    await until('the heavy one is done', async () => (await world.read(id)).progress?.completed === 8);
    world.gate('last').resolve();
    await world.ended(id);
    unwatch();
    expect(seen.map(({ completed }) => completed)).to.deep.equal(
      seen.map(({ completed }) => completed).toSorted((a, b) => a - b),
    );
    expect(new Set(seen.map(({ seq }) => seq)).size).to.equal(seen.length);
  });
});
