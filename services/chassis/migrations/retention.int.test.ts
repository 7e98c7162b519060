import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createTestWorld, type TestWorld } from '../testing/harness.ts';

describe('retention of jobs', () => {
  let world: TestWorld;

  /** A week's partition, some weeks ago, with one job that ended then or (null) has not. */
  async function week(weeksAgo: number, finishedDaysAgo: number | null): Promise<string> {
    const [row] = await world.query<{ name: string }>(
      `SELECT 'job_' || to_char(date_trunc('week', now() AT TIME ZONE 'UTC') - $1 * interval '7 days', 'IYYY_IW') AS name`,
      [weeksAgo],
    );
    const name = row?.name as string;
    const start = `date_trunc('week', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' - ${weeksAgo} * interval '7 days'`;
    const [bounds] = await world.query<{ low: string; high: string; id: string }>(
      `SELECT jobs.uuid_floor(${start}) AS low, jobs.uuid_floor(${start} + interval '7 days') AS high,
         jobs.uuid_floor(${start} + interval '1 day') AS id`,
    );
    await world.query(
      `CREATE TABLE jobs.${name} PARTITION OF jobs.job FOR VALUES FROM ('${bounds?.low}') TO ('${bounds?.high}')`,
    );
    await world.query(
      `INSERT INTO jobs.job (id, kind, version, owner_id, actor, input, status, finished_at, deadline_at)
       VALUES ($1, 'lab.old', 1, $1, '{}', '{}', $2, now() - $3::int * interval '1 day', now())`,
      [bounds?.id, finishedDaysAgo === null ? 'queued' : 'succeeded', finishedDaysAgo],
    );
    return name;
  }

  before(async () => {
    world = await createTestWorld({ services: [], commands: [], subscriptions: [] });
  });
  after(() => world?.close());

  it('drops weeks whose jobs all ended longer ago than jobs can be read, and no other', async () => {
    const [gone, open, late] = [await week(8, 50), await week(9, null), await week(10, 3)];
    const recent = await week(4, 29);
    const dropped = await world.query<{ name: string }>('SELECT jobs.drop_partitions(28) AS name');
    expect(dropped.map(({ name }) => name)).to.deep.equal([gone]);
    for (const [name, there] of [
      [gone, false],
      [open, true],
      [late, true],
      [recent, true],
    ] as const) {
      const [row] = await world.query<{ found: string | null }>('SELECT to_regclass($1)::text AS found', [
        `jobs.${name}`,
      ]);
      expect(row?.found !== null, name).to.equal(there);
    }
    expect(await world.query('SELECT jobs.drop_partitions(28)')).to.deep.equal([]);
  });
});
