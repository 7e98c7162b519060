import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { until } from '../testing/harness.ts';
import { type Node, openTreeWorld, type TreeWorld } from './children-lab.ts';

const leaves = (prefix: string, amount: number, plan?: string): Node[] =>
  Array.from({ length: amount }, (_, index) => ({ name: `${prefix}${index}`, plan }));

describe('ends of jobs made of jobs', () => {
  let world: TreeWorld;

  before(async () => {
    world = await openTreeWorld();
  });
  after(() => world.close());

  it('take their parts with them, down to the last, when they are cancelled', async () => {
    const id = await world.accept({
      name: 'cancelled',
      parts: [
        { name: 'its branch', parts: [{ name: 'its twig', plan: 'gate' }] },
        { name: 'its leaf', plan: 'gate' },
        { name: 'its done leaf' },
      ],
    });
    await until(
      'the parts run',
      () => world.runs.has('its twig') && world.runs.has('its leaf') && world.runs.has('its done leaf'),
    );
    expect((await world.jobs.cancel(id, world.owner))?.status).to.equal('cancelled');
    await until('all parts have ended', async () => {
      const rows = await world.query<{ name: string; status: string }>(
        "SELECT input->>'name' AS name, status FROM jobs.job WHERE input->>'name' LIKE 'its %' ORDER BY 1",
      );
      return rows.map(({ status }) => status).join() === 'cancelled,succeeded,cancelled,cancelled';
    });
    expect(world.runs.has('join cancelled')).to.equal(false);
    expect(
      await world.query('SELECT * FROM jobs.fan_out WHERE job_id = $1 AND open <> 0', [id]),
    ).to.deep.equal([]);
  });

  it('cancelled while they hand out their parts end, and so do these', async () => {
    const ids = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        world.accept({ name: `torn${index}`, parts: leaves(`torn${index} `, 5) }),
      ),
    );
    await Promise.all(ids.map((id) => world.jobs.cancel(id, world.owner)));
    for (const id of ids) expect(['cancelled', 'succeeded']).to.include((await world.ended(id)).status);
    await until(
      'nothing is left',
      async () =>
        (
          await world.query(
            "SELECT 1 FROM jobs.job WHERE finished_at IS NULL AND input->>'name' LIKE 'torn%'",
          )
        ).length === 0,
    );
  });

  it('expire with their parts', async () => {
    const id = await world.accept({ name: 'too late', parts: [{ name: 'its slow part', plan: 'gate' }] });
    await until('the part runs', () => world.runs.has('its slow part'));
    await world.query('UPDATE jobs.job SET deadline_at = now(), due_at = now() WHERE id = $1', [id]);
    expect((await world.ended(id)).status).to.equal('expired');
    await until('the part has ended', async () => (await world.childrenOf(id))[0]?.status === 'cancelled');
  });

  it('fail where there are too many', async () => {
    const many = await world.ended(
      await world.accept({ name: 'crowd', parts: leaves('one of many ', 10_001) }),
    );
    expect(many.error?.code).to.equal('TOO_MANY_PARTS');
    expect(await world.childrenOf(many.id)).to.deep.equal([]);
  });

  it('go on in another process when theirs stops', async () => {
    const ids = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        world.accept({ name: `moved${index}`, parts: leaves(`moved${index} `, 10, 'gate') }),
      ),
    );
    await until(
      'some parts run',
      () => [...world.runs.keys()].filter((name) => /^moved\d /.test(name)).length >= 12,
    );
    await world.other.stop();
    for (const id of ids) for (const { name } of await world.childrenOf(id)) world.gate(name).resolve();
    for (const id of ids) expect((await world.ended(id)).status).to.equal('succeeded');
    for (let index = 0; index < 6; index += 1) expect(world.runs.get(`join moved${index}`)).to.equal(1);
  });
});
