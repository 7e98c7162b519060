/** How fast the way of a simplification is: one job alone, cached answers, many jobs; and extraction of PDFs. */
import { randomUUID } from 'node:crypto';
import { connect } from 'amqplib';
import autocannon from 'autocannon';
import { run as pdfExtract } from './pdf-extract.ts';
import { median, openStage, pairedRow, type Row, rowOf, type Stage } from './stage.ts';

const connections = 64;
const rounds = 7;
const users = 2_000;

const abstract = (mark: string): string =>
  `We compared two ways of learning words in 96 pupils (${mark}). Pupils recalled 17.4 words after walking and 14.9 words after sitting.`;
const bodyOf = (mark: string): string =>
  JSON.stringify({
    reading_level: 'beginner',
    paper_content: { title: 'Short walks and recall', authors: ['A. Sample'], abstract: abstract(mark) },
  });

interface Load {
  url: string;
  path: string;
  tokens: string[];
  body: () => string;
  amount?: number;
  seconds?: number;
}

async function load({ url, path, tokens, body, amount, seconds }: Load): Promise<autocannon.Result> {
  let turn = 0;
  const result = await autocannon({
    url,
    connections,
    ...(amount === undefined ? { duration: seconds ?? 5 } : { amount }),
    requests: [
      {
        method: 'POST',
        path,
        setupRequest: (request) => {
          turn += 1;
          const token = tokens[turn % tokens.length] as string;
          return {
            ...request,
            headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
            body: body(),
          };
        },
      },
    ],
  });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${path}: ${result.non2xx} refusals, ${result.errors} errors`);
  return result;
}

async function singleJob(stage: Stage, model: 'offline' | 'instant'): Promise<number> {
  const server = await stage.serve('ours', { BENCH_MODEL: model });
  const [token] = stage.tokens(1);
  const times: number[] = [];
  for (let turn = 0; turn < 120; turn += 1) {
    const startedAt = performance.now();
    const response = await fetch(`${server.url}/api/v1/academic/simplify`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, prefer: 'wait=20' },
      body: bodyOf(randomUUID()),
    });
    const { data } = (await response.json()) as { data: { status: string } };
    if (data.status !== 'succeeded') throw new Error(`a job ended ${data.status}`);
    if (turn >= 20) times.push(performance.now() - startedAt);
  }
  await server.stop();
  return median(times);
}

async function cachedRead(stage: Stage): Promise<Row> {
  const [ours, bare] = [await stage.serve('ours'), await stage.serve('bare')];
  const tokens = stage.tokens(users);
  const body = bodyOf('cached');
  await fetch(`${ours.url}/api/v1/academic/simplify`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${tokens[0]}`, prefer: 'wait=20' },
    body,
  });
  const rates = { ours: [] as number[], bare: [] as number[] };
  for (let round = 0; round <= rounds; round += 1) {
    const a = await load({ url: bare.url, path: '/cached', tokens, body: () => body, seconds: 2 });
    const b = await load({
      url: ours.url,
      path: '/api/v1/academic/simplify',
      tokens,
      body: () => body,
      seconds: 2,
    });
    if (round === 0) continue;
    rates.bare.push(a.requests.average);
    rates.ours.push(b.requests.average);
  }
  await Promise.all([ours.stop(), bare.stop()]);
  return pairedRow('simplify', 'cached_read', 'requests/s', rates.ours, rates.bare);
}

/** Jobs per second from the first POST to the last completion event. */
async function jobsPerSecond(
  stage: Stage,
  server: 'ours' | 'bare',
  url: string,
  path: string,
  amount: number,
): Promise<number> {
  const tokens = stage.tokens(users);
  const connection = await connect(stage.environment.RABBITMQ_URL as string);
  const channel = await connection.createChannel();
  const { queue } = await channel.assertQueue('', { exclusive: true });
  await channel.bindQueue(queue, `${stage.namespaceOf(server)}.events`, 'papers.simplify.succeeded');
  let seen = 0;
  const { promise: all, resolve } = Promise.withResolvers<void>();
  await channel.consume(
    queue,
    () => {
      seen += 1;
      if (seen === amount) resolve();
    },
    { noAck: true },
  );
  const startedAt = performance.now();
  await load({ url, path, tokens, body: () => bodyOf(randomUUID()), amount });
  await all;
  const rate = amount / ((performance.now() - startedAt) / 1_000);
  await connection.close();
  return rate;
}

async function throughput(stage: Stage): Promise<Row> {
  const amount = 4_000;
  const [ours, bare] = [await stage.serve('ours'), await stage.serve('bare')];
  const rates = { ours: [] as number[], bare: [] as number[] };
  for (let round = 0; round <= rounds; round += 1) {
    const a = await jobsPerSecond(stage, 'bare', bare.url, '/jobs', amount);
    const b = await jobsPerSecond(stage, 'ours', ours.url, '/api/v1/academic/simplify', amount);
    if (round === 0) continue;
    rates.bare.push(a);
    rates.ours.push(b);
  }
  await Promise.all([ours.stop(), bare.stop()]);
  return pairedRow('simplify', 'throughput', 'jobs/s', rates.ours, rates.bare);
}

export async function run(): Promise<Row[]> {
  const stage = await openStage();
  try {
    return [
      rowOf('simplify', 'single_job_ms', 'ms (offline engine)', await singleJob(stage, 'offline'), null),
      rowOf('simplify', 'single_job_ms', 'ms (instant model)', await singleJob(stage, 'instant'), null),
      await cachedRead(stage),
      ...(await pdfExtract()),
      await throughput(stage),
    ];
  } finally {
    await stage.close();
  }
}
