/** What one owner's backlog costs another: a model of 50 ms, 20 places, 10,000 jobs waiting and more coming. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStage, type Row, rowOf } from './stage.ts';

const backlog = 10_000;
const posters = 32;
const singles = 100;
const group = 100;

const bodyOf = (): string =>
  JSON.stringify({
    reading_level: 'beginner',
    paper_content: { title: 'Walks', authors: [], abstract: `Pupils recalled 17 words (${randomUUID()}).` },
  });

async function post(url: string, token: string, wait: boolean): Promise<number> {
  const response = await fetch(`${url}/api/v1/academic/simplify`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      ...(wait ? { prefer: 'wait=30' } : {}),
    },
    body: bodyOf(),
  });
  await response.arrayBuffer();
  return response.status;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

async function ended(url: string, token: string): Promise<number> {
  return timed(async () => {
    const status = await post(url, token, true);
    if (status !== 200) throw new Error(`a job that was waited for answered ${status}`);
  });
}

async function p95(url: string, token: string): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < singles; turn += 1) times.push(await ended(url, token));
  return times.sort((a, b) => a - b)[Math.floor(singles * 0.95)] as number;
}

const hundred = (url: string, token: string): Promise<number> =>
  timed(() => Promise.all(Array.from({ length: group }, () => ended(url, token))));

/** Posts until `signal` fires; 429 (the owner has its limit waiting) is an answer like any other. */
async function keepPosting(url: string, token: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await post(url, token, false);
    await sleep(10);
  }
}

export async function run(): Promise<Row[]> {
  const stage = await openStage();
  try {
    const { url } = await stage.serve('ours', { BENCH_MODEL_MS: '50', RATE_LIMITS: 'false' });
    const [many, one, other] = stage.tokens(3) as [string, string, string];
    await hundred(url, one);
    const alone = { p95: await p95(url, one), hundred: await hundred(url, other) };
    let posted = 0;
    await Promise.all(
      Array.from({ length: posters }, async () => {
        while (posted < backlog) {
          posted += 1;
          await post(url, many, false);
        }
      }),
    );
    const over = new AbortController();
    const posting = keepPosting(url, many, over.signal);
    const beside = { p95: await p95(url, one), hundred: await hundred(url, other) };
    over.abort();
    await posting;
    return [
      rowOf('jobs', 'noisy_neighbour_p95', 'ms (baseline: alone)', beside.p95, alone.p95),
      rowOf('jobs', 'second_owner_100', 'ms (baseline: alone)', beside.hundred, alone.hundred),
    ];
  } finally {
    await stage.close();
  }
}
