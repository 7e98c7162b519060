import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { type Database, openDatabase } from './database.ts';
import { fromStart } from './jobs/low-water.ts';
import { dueSql } from './jobs/outbox.ts';
import { createTestDatabase } from './testing/harness.ts';

describe('prepared statements', () => {
  let own: Awaited<ReturnType<typeof createTestDatabase>>;
  let database: Database;
  before(async () => {
    own = await createTestDatabase([]);
    database = await openDatabase({
      url: own.url,
      poolSize: 1,
      applicationName: 'scory-test',
      schemas: [],
      prepare: true,
    });
  });
  after(async () => {
    await database?.close();
    await own?.drop();
  });

  it('are planned anew as they run, and only the latest plan is kept', async () => {
    const sql = 'SELECT $1::int AS value';
    for (let value = 0; value < 9; value += 1)
      expect(await database.query(sql, [value])).to.deep.equal([{ value }]);
    const kept = await database.query('SELECT name FROM pg_prepared_statements WHERE statement = $1', [sql]);
    expect(kept).to.have.length(1);
  });

  it('work again once what they failed of is gone', async () => {
    const sql = 'SELECT value FROM public.made_later WHERE value = $1';
    for (let turn = 0; turn < 2; turn += 1) {
      const error = await database.query(sql, [1]).catch((refusal: unknown) => refusal);
      expect(error).to.include({ code: '42P01' });
    }
    await database.query('CREATE TABLE public.made_later AS SELECT 1 AS value');
    expect(await database.query(sql, [1])).to.deep.equal([{ value: 1 }]);
  });

  it('read an index in its order, however little the statistics promise', async () => {
    const explain = async (): Promise<string> => {
      const plan = await database.query<Record<string, string>>(
        `EXPLAIN ${dueSql.replace('$1', "'-infinity'").replace('$2', '0').replace('$3', `'${fromStart.id}'`)}`,
      );
      return plan.map((row) => row['QUERY PLAN']).join('\n');
    };
    const fill =
      'INSERT INTO jobs.outbox SELECT gen_random_uuid(), $1, $2, now() FROM generate_series(1, 5000)';
    await database.query('ANALYZE jobs.outbox');
    const empty = await explain();
    await database.query(fill, ['lab.happened', '{}']);
    for (const plan of [empty, await explain()]) {
      expect(plan).to.match(/Index (Only )?Scan using outbox_due/);
      expect(plan).to.not.match(/Sort|Seq Scan|Bitmap/);
    }
  });
});
