/** How fast the way of a simplification is: one job alone, cached answers, many jobs; and extraction of PDFs. */
import { randomUUID } from 'node:crypto';
import { jobsPerSecond, load, oneByOne } from './load.ts';
import { run as pdfExtract } from './pdf-extract.ts';
import { median, openStage, pairedRow, type Row, rowOf, type Stage } from './stage.ts';

const rounds = 7;
const users = 2_000;

const abstract = (mark: string): string =>
  `We compared two ways of learning words in 96 pupils (${mark}). Pupils recalled 17.4 words after walking and 14.9 words after sitting.`;
const bodyOf = (mark: string): string =>
  JSON.stringify({
    reading_level: 'beginner',
    paper_content: { title: 'Short walks and recall', authors: ['A. Sample'], abstract: abstract(mark) },
  });

const simplifying = (url: string) => ({ url, path: '/api/v1/academic/simplify' });

async function singleJob(stage: Stage, model: 'offline' | 'instant'): Promise<number> {
  const server = await stage.serve('ours', { BENCH_MODEL: model });
  const [token] = stage.tokens(1) as [string];
  const times = await oneByOne({ ...simplifying(server.url), token, body: () => bodyOf(randomUUID()) });
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
    const b = await load({ ...simplifying(ours.url), tokens, body: () => body, seconds: 2 });
    if (round === 0) continue;
    rates.bare.push(a.requests.average);
    rates.ours.push(b.requests.average);
  }
  await Promise.all([ours.stop(), bare.stop()]);
  return pairedRow('simplify', 'cached_read', 'requests/s', rates.ours, rates.bare);
}

async function throughput(stage: Stage): Promise<Row> {
  const all = { tokens: stage.tokens(users), body: () => bodyOf(randomUUID()), amount: 4_000 };
  const [ours, bare] = [await stage.serve('ours'), await stage.serve('bare')];
  const rates = { ours: [] as number[], bare: [] as number[] };
  for (let round = 0; round <= rounds; round += 1) {
    const a = await jobsPerSecond(stage, { ...all, server: 'bare', url: bare.url, path: '/jobs' });
    const b = await jobsPerSecond(stage, { ...all, server: 'ours', ...simplifying(ours.url) });
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
