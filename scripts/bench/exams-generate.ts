/**
 * How long exams take beside the model calls that they need: a model of 8 s a call, run four times as fast. The baselines are the
 * same calls one after the other, and the perfect schedule of them on as many calls as the model takes at once.
 */
import { newId } from '@scory/chassis/ids.ts';
import { factDocument } from '@scory/exams/test/facts.ts';
import { type ModelProcess, startModel } from './model-process.ts';
import { median, openStage, type Row, rowOf, type Stage, studentOf } from './stage.ts';

const callMs = 8_000;
const scale = 1 / 4;
const latencyMs = callMs * scale;
const unit = (what: string): string => `s (${what}; calls of 8 s at a quarter)`;
const questionsPerBatch = 5;
const callsPerBatch = 2;
const rounds = 5;
const users = 100;
const questionsOfUser = 20;
/**
 * A process lends a fifth of its places to owners who have none: 33 places are up to 40 calls. Twice as many jobs are released; the
 * rest waits where owners take turns.
 */
const hundred = { slots: 40, places: 33 };
const single = { slots: 10, places: 10 };

interface Product {
  url: string;
  token: string;
  documentId: string;
}

interface JobAnswer {
  data: {
    id: string;
    status: string;
    finished_at: string | null;
    result: { document_id?: string; item_count?: number } | null;
  };
}

async function send(url: string, token: string, init: RequestInit = {}): Promise<JobAnswer> {
  const response = await fetch(url, {
    ...init,
    headers: { authorization: `Bearer ${token}`, prefer: 'wait=30', ...init.headers },
  });
  return (await response.json()) as JobAnswer;
}

/** The job that a request makes, once it has ended. */
async function jobOf(
  url: string,
  path: string,
  token: string,
  init: RequestInit,
): Promise<JobAnswer['data']> {
  let answer = await send(url + path, token, { method: 'POST', ...init });
  while (answer.data?.finished_at === null)
    answer = await send(`${url}/api/v1/jobs/${answer.data.id}`, token);
  if (answer.data?.status !== 'succeeded')
    throw new Error(`a job did not succeed: ${JSON.stringify(answer)}`);
  return answer.data;
}

/** A public document of so many sections, each enough for a question. */
async function publish(url: string, token: string, sections: number): Promise<string> {
  const form = new FormData();
  form.set('visibility', 'public');
  form.set('file', new File([factDocument(sections)], 'course.md', { type: 'text/markdown' }));
  const { result } = await jobOf(url, '/api/v1/documents', token, { body: form });
  return String(result?.document_id);
}

/** Seconds from asking to the end of the job. */
async function makeExam({ url, token, documentId }: Product, count: number, seed: number): Promise<number> {
  const startedAt = performance.now();
  const asked = { document_ids: [documentId], counts: { mcq: count }, seed };
  const headers = { 'content-type': 'application/json' };
  const { result } = await jobOf(url, '/api/v1/exams', token, { body: JSON.stringify(asked), headers });
  if (result?.item_count !== count)
    throw new Error(`an exam has ${result?.item_count} of ${count} questions`);
  return (performance.now() - startedAt) / 1_000;
}

async function oneAfterTheOther(model: ModelProcess, bodies: readonly unknown[]): Promise<number> {
  const startedAt = performance.now();
  for (const body of bodies)
    await (
      await fetch(`${model.url}/v1/chat/completions`, { method: 'POST', body: JSON.stringify(body) })
    ).text();
  return (performance.now() - startedAt) / 1_000;
}

async function withProduct<T>(
  stage: Stage,
  { slots, places }: { slots: number; places: number },
  sections: number,
  work: (model: ModelProcess, product: Product) => Promise<T>,
): Promise<T> {
  const model = await startModel('item-model.ts', { slots, latencyMs });
  const server = await stage.serve('ours', {
    OPENAI_API_KEY: 'stand-in',
    OPENAI_BASE_URL: `${model.url}/v1`,
    EMBEDDING_MODEL: 'offline',
    WORKER_CONCURRENCY: String(places),
    JOB_WINDOW: String(2 * slots),
    RATE_LIMITS: 'false',
  });
  try {
    const [token] = stage.tokensOf([{ ...studentOf(newId()), role: 'academic' }]) as [string];
    const documentId = await publish(server.url, token, sections);
    await makeExam({ url: server.url, token, documentId }, questionsPerBatch, 0);
    await model.tell();
    return await work(model, { url: server.url, token, documentId });
  } finally {
    await server.stop();
    model.stop();
  }
}

async function one(stage: Stage): Promise<Row[]> {
  const questions = 50;
  return withProduct(stage, single, 80, async (model, product) => {
    const times: number[] = [];
    let bodies: unknown[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      times.push(await makeExam(product, questions, round));
      const told = await model.tell();
      if (told.refused > 0) throw new Error(`${told.refused} calls were more than the model takes at once`);
      bodies = told.bodies;
    }
    const serial = await oneAfterTheOther(model, bodies);
    const perfect = Math.ceil(bodies.length / single.slots) * (latencyMs / 1_000);
    return [
      rowOf(
        'exams',
        'generate_50',
        unit(`baseline: its ${bodies.length} calls one after the other`),
        median(times),
        serial,
      ),
      rowOf(
        'exams',
        'generate_critical_path',
        unit(`baseline: the perfect schedule on ${single.slots} calls at once`),
        median(times),
        perfect,
      ),
    ];
  });
}

async function many(stage: Stage): Promise<Row[]> {
  return withProduct(stage, hundred, 120, async (model, product) => {
    const tokens = stage.tokens(users);
    const startedAt = performance.now();
    const waits = await Promise.all(
      tokens.map((token, place) => makeExam({ ...product, token }, questionsOfUser, 1_000 + place)),
    );
    const total = (performance.now() - startedAt) / 1_000;
    const { bodies, most, refused } = await model.tell();
    if (refused > 0) throw new Error(`${refused} calls were more than the model takes at once`);
    const perfect = (bodies.length / hundred.slots) * (latencyMs / 1_000);
    const needed = (users * questionsOfUser * callsPerBatch) / questionsPerBatch;
    return [
      rowOf(
        'exams',
        'hundred_users',
        unit(`baseline: the perfect schedule on ${hundred.slots} calls at once; at most ${most} were`),
        total,
        perfect,
      ),
      rowOf(
        'exams',
        'hundred_users_calls',
        `calls (baseline: two for five questions)`,
        bodies.length,
        needed,
      ),
      rowOf(
        'exams',
        'hundred_users_slowest',
        unit('baseline: the median user'),
        Math.max(...waits),
        median(waits),
      ),
    ];
  });
}

export async function run(): Promise<Row[]> {
  const stage = await openStage();
  try {
    return [...(await one(stage)), ...(await many(stage))];
  } finally {
    await stage.close();
  }
}
