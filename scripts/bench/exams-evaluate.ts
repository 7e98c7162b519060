/**
 * How long marking takes: a hundred open answers beside the same answers in a call each, one after the other, and beside the
 * perfect schedule of the calls that are made; a hundred answers that rules mark, from the request to its answer.
 */
import { insertExam, openItem, type TestItem } from '@scory/exams/test/exam-rows.ts';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { type ModelProcess, startModel } from './model-process.ts';
import { median, openStage, type Row, rowOf, type Stage } from './stage.ts';

const callMs = 8_000;
const scale = 1 / 4;
const latencyMs = callMs * scale;
const unit = (baseline: string): string => `s (baseline: ${baseline}; calls of 8 s at a quarter)`;
const slots = 10;
const questions = 10;
const answersOfQuestion = 10;
const rounds = 5;
const warmUp = 30;
const submissions = 300;
const itemsOfExam = 100;

interface Caller {
  url: string;
  token: string;
}

async function send({ url, token }: Caller, path: string, init: RequestInit = {}) {
  const response = await fetch(url + path, {
    ...init,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', prefer: 'wait=30' },
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  // biome-ignore lint/suspicious/noExplicitAny: answers of several routes
  return ((await response.json()) as { data: any }).data;
}

/** Open questions and answers that nobody has had marked before. */
function newAnswers() {
  const asked = Array.from({ length: questions }, (_, at) => ({
    ...openItem(`Why are the leaves of plant ${uuidv7()} green?`),
    id: `q${at}`,
  }));
  const answers = asked.flatMap(({ id }) =>
    Array.from({ length: answersOfQuestion }, (_, at) => ({
      id: `${id}-${at}`,
      question_id: id,
      answer: { text: `Chlorophyll absorbs red and blue light, says number ${at} to ${id}.` },
    })),
  );
  return { questions: asked, answers };
}

/** Seconds from the request to the end of its job. */
async function evaluate(caller: Caller): Promise<number> {
  const body = newAnswers();
  const startedAt = performance.now();
  const job = await send(caller, '/api/v1/evaluations', { method: 'POST', body: JSON.stringify(body) });
  if (job.status !== 'succeeded') throw new Error(`an evaluation ended ${job.status}`);
  const right = job.result.marks.filter(({ points }: { points: number }) => points === 3).length;
  if (right !== body.answers.length) throw new Error(`${right} of ${body.answers.length} marks are right`);
  return (performance.now() - startedAt) / 1_000;
}

/** A call an answer, one after the other: the seeds' way before. */
async function oneAfterTheOther(model: ModelProcess, body: unknown): Promise<number> {
  const startedAt = performance.now();
  for (let at = 0; at < questions * answersOfQuestion; at += 1)
    await (
      await fetch(`${model.url}/v1/chat/completions`, { method: 'POST', body: JSON.stringify(body) })
    ).text();
  return (performance.now() - startedAt) / 1_000;
}

async function openAnswers(stage: Stage): Promise<Row[]> {
  const [model, other] = [
    await startModel('marking-model.ts', { slots, latencyMs }),
    await startModel('marking-model.ts', { slots, latencyMs }),
  ];
  const server = await stage.serve('ours', {
    OPENAI_API_KEY: 'stand-in',
    OPENAI_BASE_URL: `${model.url}/v1`,
    WORKER_CONCURRENCY: String(slots),
    RATE_LIMITS: 'false',
  });
  try {
    const [token] = stage.tokens(1) as [string];
    const caller = { url: server.url, token };
    await evaluate(caller);
    await model.tell();
    const times: number[] = [];
    const perfect: number[] = [];
    let calls = 0;
    let serial: Promise<number> | undefined;
    for (let round = 0; round < rounds; round += 1) {
      const took = await evaluate(caller);
      const { bodies, refused } = await model.tell();
      if (refused > 0) throw new Error(`${refused} calls were more than the model takes at once`);
      times.push(took);
      calls = bodies.length;
      perfect.push((Math.ceil(calls / slots) * latencyMs) / 1_000);
      // It does nothing but wait, for minutes: beside the other rounds, with a model of its own.
      serial ??= oneAfterTheOther(other, bodies[0]);
    }
    return [
      rowOf(
        'exams',
        'evaluate_100',
        unit('a call an answer, one after the other'),
        median(times),
        (await serial) ?? null,
      ),
      rowOf(
        'exams',
        'evaluate_critical_path',
        unit(`the perfect schedule of its ${calls} calls, ${slots} at once`),
        median(times),
        median(perfect),
      ),
    ];
  } finally {
    await server.stop();
    for (const each of [model, other]) each.stop();
  }
}

const ownerOf = (token: string): string =>
  JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString()).sub;

const multipleChoice = (at: number): TestItem => ({
  type: 'mcq',
  stem: `Which of these is number ${at}?`,
  body: { options: ['a', 'b', 'c', 'd'].map((id) => ({ id, text: `Option ${id} of ${at}` })) },
  key: { option: 'b' },
  marks: 1,
});

async function byRule(stage: Stage): Promise<Row> {
  const server = await stage.serve('ours', { RATE_LIMITS: 'false' });
  const database = new pg.Client({ connectionString: stage.environment.DATABASE_URL as string });
  await database.connect();
  try {
    const tokens = stage.tokens(warmUp + submissions);
    const exam = await insertExam((sql, parameters) => database.query(sql, parameters), {
      ownerId: uuidv7(),
      items: Array.from({ length: itemsOfExam }, (_, at) => multipleChoice(at)),
      publication: { user_ids: tokens.map(ownerOf) },
    });
    const answers = Object.fromEntries(exam.items.map(({ id }, at) => [id, { option: at % 2 ? 'a' : 'b' }]));
    const times: number[] = [];
    const empty: number[] = [];
    for (const token of tokens) {
      const caller = { url: server.url, token };
      const { links } = await send(caller, `/api/v1/exams/${exam.id}/attempts`, {
        method: 'POST',
        body: '{}',
      });
      const before = performance.now();
      await (await fetch(`${server.url}/health`)).text();
      const startedAt = performance.now();
      empty.push(startedAt - before);
      const marked = await send(caller, `${links.self}/submit`, {
        method: 'POST',
        body: JSON.stringify({ answers }),
      });
      times.push(performance.now() - startedAt);
      if (marked.points !== itemsOfExam / 2) throw new Error(`an attempt has ${marked.points} points`);
    }
    const what = `ms (${itemsOfExam} questions, from submitting them to their marks; baseline: a request for nothing)`;
    return rowOf('exams', 'mcq_marking_p95_ms', what, p95(times.slice(warmUp)), p95(empty.slice(warmUp)));
  } finally {
    await database.end();
    await server.stop();
  }
}

function p95(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.ceil(0.95 * sorted.length) - 1] as number;
}

export async function run(): Promise<Row[]> {
  const stage = await openStage();
  try {
    return [...(await openAnswers(stage)), await byRule(stage)];
  } finally {
    await stage.close();
  }
}
