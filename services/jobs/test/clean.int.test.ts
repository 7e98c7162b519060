import { createTestWorld, type TestWorld, until } from '@scory/chassis/testing/harness.ts';
import { cleanCommand } from '@scory/contracts/jobs/clean.ts';
import { jobsOwnerMerged } from '@scory/contracts/jobs/jobs.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { jobs } from '../roles.ts';

const weeksAgo = 8;
const start = `(date_trunc('week', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' - ${weeksAgo} * interval '7 days')`;

describe('retention', () => {
  let world: TestWorld;

  before(async () => {
    world = await createTestWorld({
      services: [jobs],
      commands: [cleanCommand],
      subscriptions: [jobsOwnerMerged],
    });
    await Promise.all([1, 2, 3].map(() => world.start(['jobs.worker'])));
  });
  after(() => world?.close());

  const scheduled = () => world.query('SELECT name, kind, cron, next_at FROM jobs.schedule');
  const made = () =>
    world.query('SELECT status, result, runs FROM jobs.job WHERE kind = $1', [cleanCommand.kind]);

  /** A week of long ago, with one job that ended then; answers its table. */
  async function oldWeek(): Promise<string> {
    const [week] = await world.query<{ name: string; low: string; high: string }>(
      `SELECT 'job_' || to_char(${start} AT TIME ZONE 'UTC', 'IYYY_IW') AS name, jobs.uuid_floor(${start}) AS low,
         jobs.uuid_floor(${start} + interval '7 days') AS high`,
    );
    const { name = '', low, high } = week ?? {};
    await world.query(
      `CREATE TABLE jobs.${name} PARTITION OF jobs.job FOR VALUES FROM ('${low}') TO ('${high}')`,
    );
    await world.query(
      `INSERT INTO jobs.job (id, kind, version, owner_id, actor, input, status, finished_at, deadline_at)
       VALUES ($1, 'lab.old', 1, $1, '{}', '{}', 'succeeded', ${start}, now())`,
      [low],
    );
    return name;
  }

  it('is one scheduled job an hour for all workers, which drops what is too old', async () => {
    const name = await oldWeek();
    const id = '0199d1f0-7c3a-7b1e-9a51-000000000001';
    await world.query(
      `INSERT INTO jobs.idempotency (owner_id, caller_id, route, key, body_hash, resource_id, expires_at)
       VALUES ($1, $1, 'lab', 'old', '', $1, now() - interval '1 s'), ($1, $1, 'lab', 'new', '', $1, now() + interval '1 h')`,
      [id],
    );
    const [{ next_at, ...row } = {}, ...others] = await scheduled();
    expect([row, others]).to.deep.equal([{ name: 'jobs.clean', kind: 'jobs.clean', cron: '7 * * * *' }, []]);
    expect((next_at as Date).getMinutes()).to.equal(7);
    await world.query("UPDATE jobs.schedule SET next_at = now() - interval '1 day'");
    await until('it has ended', async () => (await made()).some(({ status }) => status === 'succeeded'));
    expect(await made()).to.deep.equal([{ status: 'succeeded', result: { partitions: [name] }, runs: 1 }]);
    expect(await world.query('SELECT key FROM jobs.idempotency')).to.deep.equal([{ key: 'new' }]);
    const tables = await world.query('SELECT to_regclass($1)::text AS found', [`jobs.${name}`]);
    expect(tables).to.deep.equal([{ found: null }]);
  });
});
