/**
 * How fast one process' relay drains a million events that are due, alone and beside a session whose old snapshot keeps every
 * dead row from being removed. With `BENCH_PLANS=true` the plan of the relay's look goes to stderr at the start, in the middle
 * and near the end.
 */

import { queueNames } from '@scory/chassis/bus/topology.ts';
import { openBus } from '@scory/chassis/bus.ts';
import { type Database, openDatabase } from '@scory/chassis/database.ts';
import { createLowWater, type LowWater } from '@scory/chassis/jobs/low-water.ts';
import { createOutbox, dueSql } from '@scory/chassis/jobs/outbox.ts';
import { createLogger } from '@scory/chassis/log.ts';
import { removeBrokerNamespace, until } from '@scory/chassis/testing/harness.ts';
import { subscriptions } from '@scory/contracts/catalog.ts';
import pg from 'pg';
import { openStage, type Row, rowOf, type Stage } from './stage.ts';

const events = Number(process.env.BENCH_EVENTS ?? 1_000_000);
const topology = {
  commands: [],
  subscriptions: subscriptions.filter(({ name }) => name === 'notifier.job-events'),
};

/** Ends of jobs of 1,000 owners, as the engine writes them, due one after the other over an hour. */
const fillSql = `
INSERT INTO jobs.outbox (id, type, due_at, body)
SELECT id, 'papers.simplify.succeeded', now() - ($1 - n) * interval '1 hour' / $1, jsonb_build_object(
  'id', id, 'type', 'papers.simplify.succeeded', 'version', 1, 'occurred_at', now(), 'job_id', id,
  'owner_id', lpad(to_hex(n % 1000), 32, '0')::uuid, 'api_key_id', NULL,
  'traceparent', '00-' || replace(id::text, '-', '') || '-00f067aa0ba902b7-01',
  'data', jsonb_build_object('job_id', id, 'kind', 'papers.simplify', 'status', 'succeeded', 'reference', NULL,
    'seq', 1000002, 'resource', jsonb_build_object('type', 'paper', 'id', id, 'url', '/api/v1/papers/' || id), 'error', NULL))
FROM (SELECT n, gen_random_uuid() AS id FROM generate_series(1, $1::int) AS n) AS made`;

const left = async (client: pg.Client): Promise<number> =>
  (await client.query<{ left: number }>('SELECT count(*)::int AS left FROM jobs.outbox')).rows[0]?.left ?? 0;

/** The relay's own look from where it was last, without the locks: a row that is locked meanwhile would be passed over. */
async function showPlan(client: pg.Client, when: string, begin: unknown[]): Promise<void> {
  const { rows } = await client.query<Record<string, string>>(`EXPLAIN (ANALYZE, BUFFERS) ${dueSql}`, begin);
  console.error([`-- ${when}`, ...rows.map((row) => row['QUERY PLAN'])].join('\n'));
}

/** A low-water mark that remembers where it last sent the relay. */
function watched(): LowWater & { last(): unknown[] } {
  const mark = createLowWater();
  let last: unknown[] = [];
  return {
    ...mark,
    begin() {
      const place = mark.begin();
      last = place;
      return place;
    },
    last: () => last,
  };
}

async function drain(stage: Stage, client: pg.Client, database: Database): Promise<number> {
  await client.query('TRUNCATE jobs.outbox');
  await client.query(fillSql, [events]);
  const log = createLogger({ level: 'warn', format: 'json' });
  const namespace = stage.namespaceOf('ours');
  const bus = openBus({ url: stage.environment.RABBITMQ_URL as string, namespace, topology, log });
  await until('the broker connection opens', () => bus.state() === 'open');
  let published = 0;
  const mark = watched();
  const outbox = createOutbox({
    bus,
    database,
    log,
    lowWater: mark,
    onPublished: (count) => {
      published += count;
    },
  });
  const plans = process.env.BENCH_PLANS === 'true' ? ['start', 'middle', 'end'] : [];
  const startedAt = performance.now();
  outbox.start();
  const minutes = 30;
  await until(
    'the relay has sent everything',
    async () => {
      const [when] = plans;
      const place = { start: 0.01, middle: 0.5, end: 0.98 }[when as 'start'];
      if (when && published >= place * events) {
        plans.shift();
        await showPlan(client, `${when}: ${published} of ${events} sent`, mark.last());
      }
      return published >= events;
    },
    minutes * 60_000,
  );
  const rate = events / ((performance.now() - startedAt) / 1_000);
  await outbox.stop();
  await bus.close();
  // What lies in a queue costs the broker; the next drain shall have an empty one, too.
  await removeBrokerNamespace(stage.environment.RABBITMQ_URL as string, namespace, queueNames(topology));
  const forgotten = await left(client);
  if (forgotten > 0) throw new Error(`${forgotten} events were left behind`);
  return rate;
}

export async function run(): Promise<Row[]> {
  const stage = await openStage();
  const url = stage.environment.DATABASE_URL as string;
  const [client, old] = [new pg.Client({ connectionString: url }), new pg.Client({ connectionString: url })];
  const database = await openDatabase({
    url,
    poolSize: 8,
    applicationName: 'scory-bench',
    schemas: [],
    prepare: true,
  });
  try {
    await Promise.all([client.connect(), old.connect()]);
    const alone = await drain(stage, client, database);
    await old.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await old.query('SELECT count(*) FROM jobs.job');
    const beside = await drain(stage, client, database);
    await old.query('COMMIT');
    return [
      rowOf('outbox', 'outbox_drain', 'rows/s', alone, null),
      rowOf('outbox', 'outbox_drain_old_snapshot', 'rows/s (baseline: without)', beside, alone),
    ];
  } finally {
    await Promise.all([client.end(), old.end(), database.close()]);
    await stage.close();
  }
}
