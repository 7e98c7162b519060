/**
 * What a job costs among a million finished ones, against ten thousand: the whole way through the engine, with a model that
 * answers at once. Rows are spread over five weeks' partitions and 2,000 owners, who are those that ask.
 */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { openStage, pairedRow, type Row, type Stage } from './stage.ts';

const few = 10_000;
const many = Number(process.env.BENCH_ROWS ?? 1_000_000);
const rounds = 5;
const jobsOfRound = 1_500;
const askers = 32;

/** Past weeks have their partitions from when they were to come. */
const partitionsSql = `
DO $$ DECLARE week timestamptz; BEGIN
  FOR back IN 1..5 LOOP
    week := (date_trunc('week', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC') - back * interval '7 days';
    EXECUTE format('CREATE TABLE jobs.%I PARTITION OF jobs.job FOR VALUES FROM (%L) TO (%L)
      WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02)',
      'job_' || to_char(week AT TIME ZONE 'UTC', 'IYYY_IW'), jobs.uuid_floor(week), jobs.uuid_floor(week + interval '7 days'));
  END LOOP;
END $$`;

/** $1 how many → finished jobs as the engine leaves them, over the last four weeks. */
const fillSql = `
INSERT INTO jobs.job (id, kind, version, owner_id, actor, status, input, traceparent, runs, seq, result, error, metadata,
  created_at, started_at, finished_at, deadline_at)
SELECT (left(jobs.uuid_floor(at)::text, 14) || '7' || substr(gen_random_uuid()::text, 16))::uuid,
  CASE WHEN n % 10 = 0 THEN 'documents.ingest' ELSE 'papers.simplify' END, 1, owner,
  jsonb_build_object('owner_id', owner, 'role', 'student', 'faculty_id', NULL, 'semester_id', NULL, 'api_key_id', NULL),
  CASE WHEN n % 20 = 0 THEN 'failed' ELSE 'succeeded' END, jsonb_build_object('text', repeat(md5(n::text), 12)),
  '00-' || md5(n::text) || '-00f067aa0ba902b7-01', 1, 1000002,
  CASE WHEN n % 20 <> 0 THEN jsonb_build_object('summary', repeat(md5(n::text), 8)) END,
  CASE WHEN n % 20 = 0 THEN '{"code":"MODEL_UNAVAILABLE","message":"The language model did not answer","retryable":true}'::jsonb END,
  '{}', at, at + interval '40 ms', at + interval '2 s', at + interval '10 min'
FROM (SELECT n, now() - random() * interval '27 days' AS at, ($2::uuid[])[1 + n % array_length($2::uuid[], 1)] AS owner
      FROM generate_series(1, $1::int) AS n) AS made`;

/** The owner that a token of ours names. */
const ownerOf = (token: string): string =>
  JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString()).sub;

interface Side {
  stage: Stage;
  url: string;
  tokens: string[];
}

async function open(rows: number): Promise<Side> {
  const stage = await openStage();
  const tokens = stage.tokens(2_000);
  const client = new pg.Client({ connectionString: stage.environment.DATABASE_URL });
  await client.connect();
  await client.query(partitionsSql);
  await client.query(fillSql, [rows, tokens.map(ownerOf)]);
  await client.query('VACUUM ANALYZE jobs.job');
  await client.end();
  const { url } = await stage.serve('ours', { BENCH_MODEL: 'instant', RATE_LIMITS: 'false' });
  return { stage, url, tokens };
}

async function post(url: string, token: string): Promise<void> {
  const response = await fetch(`${url}/api/v1/academic/simplify`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, prefer: 'wait=30' },
    body: JSON.stringify({
      reading_level: 'beginner',
      paper_content: { title: 'Walks', authors: [], abstract: `Pupils recalled 17 words (${randomUUID()}).` },
    }),
  });
  const { data } = (await response.json()) as { data: { status: string } };
  if (data.status !== 'succeeded') throw new Error(`a job ended ${data.status}`);
}

/** Milliseconds a job, by as many askers as keep the engine busy; each asks again once its job has ended. */
async function msPerJob({ url, tokens }: Side): Promise<number> {
  let asked = 0;
  const startedAt = performance.now();
  const ask = async (): Promise<void> => {
    while (asked < jobsOfRound) {
      asked += 1;
      await post(url, tokens[asked % tokens.length] as string);
    }
  };
  await Promise.all(Array.from({ length: askers }, ask));
  return (performance.now() - startedAt) / jobsOfRound;
}

export async function run(): Promise<Row[]> {
  const sides: Side[] = [];
  try {
    for (const rows of [few, many]) sides.push(await open(rows));
    const [small, large] = sides as [Side, Side];
    const times = { small: [] as number[], large: [] as number[] };
    for (let round = 0; round <= rounds; round += 1) {
      const a = await msPerJob(small);
      const b = await msPerJob(large);
      if (round === 0) continue;
      times.small.push(a);
      times.large.push(b);
    }
    return [pairedRow('scale', 'scale_1e6', 'ms/job (baseline: 10,000 rows)', times.large, times.small)];
  } finally {
    for (const { stage } of sides) await stage.close();
  }
}
