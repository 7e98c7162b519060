import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { Problem } from '../errors.ts';
import { schedule } from '../service.ts';
import { systemActor } from './schedules.ts';
import {
  crawl,
  declaredName,
  digest,
  lookOf,
  newActor,
  openSchedulesLab,
  type SchedulesLab,
  yearly,
} from './schedules-lab.ts';

const system = systemActor.owner_id;
const daily = '0 3 * * *';

async function problemOf(work: Promise<unknown>): Promise<[number, string]> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Problem) return [error.status, error.code];
    throw error;
  }
  throw new Error('it was taken');
}

describe('keeping schedules', function () {
  this.timeout(60_000);
  let lab: SchedulesLab;

  before(async () => {
    lab = await openSchedulesLab(3);
  });
  after(() => lab?.world.close());

  /** Moves the next tick to a time that no cron expression of these tests would choose. */
  async function mark(name: string, owner: string): Promise<string> {
    const [row] = await lab.world.query<{ next_at: Date }>(
      "UPDATE jobs.schedule SET next_at = date_trunc('second', now()) + interval '77 min 7 s' WHERE name = $1 AND owner_id = $2 RETURNING next_at",
      [name, owner],
    );
    return String(row?.next_at.toISOString());
  }
  const nextOf = async (name: string, owner: string): Promise<string | undefined> =>
    (await lab.row(name, owner)).next_at?.toISOString();

  it('that a service declares is done once by all its processes, for the product itself', async () => {
    const rows = await lab.world.query('SELECT * FROM jobs.schedule WHERE owner_id = $1', [system]);
    expect(rows).to.have.length(1);
    expect(rows[0]).to.deep.include({
      name: declaredName,
      kind: digest.kind,
      cron: yearly,
      timezone: 'UTC',
      actor: systemActor,
      input: { held: false },
      last_at: null,
    });
    await lab.tick(system);
    await lab.ended(system);
    expect(await lab.jobsOf(declaredName, system)).to.have.length(1);
  });

  it('neither skips nor repeats a tick when processes start again', async () => {
    const marked = await mark(declaredName, system);
    const late = await Promise.all([lab.world.start(['lab']), lab.world.start(['lab'])]);
    expect(await nextOf(declaredName, system)).to.equal(marked);
    await Promise.all(late.map((one) => one.stop()));
  });

  it('reckons the next tick anew when cron or time zone changed, and only then', async () => {
    const actor = newActor();
    const { schedules } = lab.main.runtime;
    const put = (cron: string, timezone = 'UTC', held = false) =>
      schedules.put({ name: 'page', contract: crawl, data: { held }, cron, timezone, actor });
    await put(daily);
    const marked = await mark('page', actor.owner_id);
    expect((await put(daily, 'UTC', true)).next_at?.toISOString(), 'other data').to.equal(marked);
    expect((await put('30 3 * * *')).next_at?.toISOString()).to.match(/T03:30:00.000Z$/);
    await mark('page', actor.owner_id);
    expect((await put('30 3 * * *', 'Asia/Kathmandu')).next_at?.toISOString()).to.match(/T21:45:00.000Z$/);
    expect(await schedules.list(actor.owner_id)).to.have.length(1);
  });

  it('stops where no running version declares it, and makes up for it once when one does again', async () => {
    const bystander = await lab.world.start(['bystander']);
    const made = (await lab.jobsOf(declaredName, system)).length;
    await Promise.all(lab.processes.map((one) => one.stop()));
    await lab.world.query("UPDATE jobs.schedule SET next_at = now() - interval '2 years'");
    for (let turn = 0; turn < 3; turn += 1) await lookOf(bystander);
    expect(await lab.jobsOf(declaredName, system)).to.have.length(made);
    lab.processes.splice(0, lab.processes.length, await lab.world.start(['lab']), bystander);
    lab.main = lab.processes[0] as (typeof lab.processes)[number];
    await lookOf(lab.main);
    await lab.ended(system);
    expect(await lab.jobsOf(declaredName, system)).to.have.length(made + 1);
    // What owners put needs no declaration.
    const actor = newActor();
    await lab.main.runtime.schedules.put({ name: 'page', contract: crawl, data: {}, cron: daily, actor });
    await lab.world.query("UPDATE jobs.schedule SET next_at = now() WHERE name = 'page'");
    await lookOf(bystander);
    expect(await lab.jobsOf('page', actor.owner_id)).to.have.length(1);
  });

  it('is each owner for themselves: a name, a list, a removal', async () => {
    const [one, other] = [newActor(), newActor()];
    const { schedules } = lab.main.runtime;
    for (const actor of [one, other])
      await schedules.put({ name: 'same', contract: crawl, data: {}, cron: daily, actor });
    await schedules.put({ name: 'own', contract: crawl, data: {}, cron: daily, actor: one });
    expect(await schedules.remove('own', other.owner_id)).to.equal(false);
    expect((await schedules.list(other.owner_id)).map(({ name }) => name)).to.deep.equal(['same']);
    await lab.tick(one.owner_id);
    expect(await lab.jobsOf('same', other.owner_id)).to.deep.equal([]);
    expect(await schedules.remove('same', one.owner_id)).to.equal(true);
    expect(await schedules.remove('same', one.owner_id)).to.equal(false);
    expect((await schedules.list(one.owner_id)).map(({ name }) => name)).to.deep.equal(['own']);
    expect((await schedules.list(other.owner_id)).map(({ name }) => name)).to.deep.equal(['same']);
    await lab.ended(one.owner_id);
  });

  it('follows a session into its account, where of two with one name the account’s stays', async () => {
    const [session, account] = [{ ...newActor(), role: 'anonymous' as const }, newActor()];
    const { schedules, jobs } = lab.main.runtime;
    const put = (name: string, actor: typeof account, cron = daily) =>
      schedules.put({ name, contract: crawl, data: {}, cron, actor });
    await put('both', session, '0 4 * * *');
    await put('both', account, '0 5 * * *');
    await put('only', session);
    for (let twice = 0; twice < 2; twice += 1) await jobs.moveOwner(session.owner_id, account.owner_id);
    expect(await schedules.list(session.owner_id)).to.deep.equal([]);
    const found = (await schedules.list(account.owner_id)).map(({ name, cron }) => [name, cron]);
    expect(found).to.deep.equal([
      ['both', '0 5 * * *'],
      ['only', daily],
    ]);
    await lab.tick(account.owner_id);
    const [id = ''] = await lab.jobsOf('only', account.owner_id);
    const [job] = await lab.world.query<{ actor: unknown }>('SELECT actor FROM jobs.job WHERE id = $1', [id]);
    expect(job?.actor).to.include({ owner_id: account.owner_id });
    await lab.ended(account.owner_id);
  });

  it('refuses what is not understood with 422, and more than a hundred of one owner with 409', async () => {
    const actor = newActor();
    const { schedules } = lab.main.runtime;
    const put = (name: string, cron = daily, timezone = 'UTC') =>
      schedules.put({ name, contract: crawl, data: {}, cron, timezone, actor });
    expect(await problemOf(put('page', 'soon'))).to.deep.equal([422, 'SCHEDULE_INVALID']);
    expect(await problemOf(put('page', daily, 'Mars/Base'))).to.deep.equal([422, 'SCHEDULE_INVALID']);
    expect(() => schedule({ name: 'lab.x', contract: crawl, data: {}, cron: '61 * * * *' })).to.throw(
      Problem,
    );
    expect(await schedules.list(actor.owner_id)).to.deep.equal([]);
    for (let count = 0; count < 100; count += 1) await put(`page ${count}`);
    expect(await problemOf(put('one more'))).to.deep.equal([409, 'TOO_MANY_SCHEDULES']);
    expect((await put('page 7', '0 4 * * *')).cron, 'one that is there may change').to.equal('0 4 * * *');
  });
});
