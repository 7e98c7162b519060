/**
 * How fast documents come into the index and passages out of it, and how both grow with the index: the product's edge and worker
 * as processes of their own, on an index of up to a hundred thousand chunks of many owners.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDatabase } from '@scory/chassis/database.ts';
import { registerModel, vectorsOf } from '@scory/documents/store/embedding-models.ts';
import { createOfflineEmbedder } from '@scory/llm/embedding/offline-embedder.ts';
import pg from 'pg';
import { pino } from 'pino';
import { fillTo, population, stockSentences } from './documents-corpus.ts';
import { type Intake, ingestInto, ingestPages, ingestPeak } from './documents-ingest.ts';
import { type BareSearch, openBareSearch, type Question, timeSearches, warmUp } from './documents-search.ts';
import { run as embedPassages } from './embed.ts';
import { readProse } from './prose.ts';
import { median, openStage, percentile, type Row, rowOf, type Stage, studentOf } from './stage.ts';

const sizes = [
  { chunks: 1_000, name: '1e3', questions: 60 },
  { chunks: 10_000, name: '1e4', questions: 60 },
  { chunks: 100_000, name: '1e5', questions: 240 },
];
const warmUpQuestions = 20;
const recallQuestions = 30;

type Population = ReturnType<typeof population>;

/** Each question once, from another reader each time; every fourth reader is in no faculty. */
function* questionsOf(
  stage: Stage,
  texts: readonly string[],
  { owners, faculties }: Population,
): Generator<Question, never> {
  for (const [turn, text] of texts.entries()) {
    const owner = owners[(turn * 37) % owners.length] as string;
    const faculty = turn % 4 === 3 ? null : (faculties[turn % faculties.length] as string);
    const [token] = stage.tokensOf([studentOf(owner, faculty)]) as [string];
    yield { text, owner, faculty, token };
  }
  throw new Error('there are no more questions');
}

const take = <T>(source: Iterator<T, never>, count: number): T[] =>
  Array.from({ length: count }, () => source.next().value);

async function recallRow(bare: BareSearch, questions: readonly Question[]): Promise<Row> {
  let sum = 0;
  for (const question of questions) sum += await bare.recall(await bare.prepare(question));
  return rowOf('documents', 'search_recall', 'of the ten nearest', sum / questions.length, 1);
}

/** What all parts stand on: an empty database with a model, sentences to fill it with, a folder for files. */
async function prepare() {
  const stage = await openStage();
  const folder = await mkdtemp(path.join(tmpdir(), 'scory-bench-'));
  const embedder = createOfflineEmbedder({ log: pino({ level: 'silent' }) });
  const client = new pg.Client({ connectionString: stage.environment.DATABASE_URL });
  const close = async (): Promise<void> => {
    await embedder.close();
    await client.end();
    await stage.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await client.connect();
    const database = await openDatabase({
      url: stage.environment.DATABASE_URL as string,
      poolSize: 1,
      applicationName: 'scory-bench',
      schemas: [],
    });
    const model = await registerModel(database, embedder).finally(() => database.close());
    const prose = await readProse();
    const vectors = path.join(folder, 'vectors');
    const stock = await stockSentences(client, prose, embedder);
    await writeFile(
      vectors,
      Buffer.concat(stock.map((each) => Buffer.from(each.buffer, each.byteOffset, each.byteLength))),
    );
    return { stage, folder, embedder, client, model, prose, vectors, close };
  } catch (error) {
    await close();
    throw error;
  }
}

type Prepared = Awaited<ReturnType<typeof prepare>>;

/** Rows of the way in, on an index that is empty but for what they put there, and emptied again. */
async function wayIn({ client }: Prepared, intake: Intake, startWorker: () => ReturnType<Stage['serve']>) {
  const first = await startWorker();
  const pages = await ingestPages(intake);
  await first.stop();
  const fresh = await startWorker();
  const peak = await ingestPeak(intake, fresh.pid);
  await client.query('TRUNCATE documents.documents, documents.corpora CASCADE');
  return [pages, ...peak];
}

/** Rows of searches and uploads at each size of the index, and of searches at the last one more. */
async function growth({ stage, client, model, embedder, prose }: Prepared, intake: Intake): Promise<Row[]> {
  const people = population();
  const questions = questionsOf(stage, prose.questions, people);
  const rows: Row[] = [];
  for (const { chunks, name, questions: count } of sizes) {
    const startedAt = performance.now();
    await fillTo(client, people, vectorsOf(model), chunks);
    console.error(`filled to ${chunks} chunks in ${Math.round((performance.now() - startedAt) / 1_000)} s`);
    const bare = await openBareSearch({ client, model, embedder });
    await warmUp(intake.url, bare, take(questions, warmUpQuestions));
    const { ours, baseline } = await timeSearches(intake.url, bare, take(questions, count));
    rows.push(rowOf('documents', `search_ms_${name}`, 'ms', median(ours), median(baseline)));
    rows.push(await ingestInto(intake, name));
    if (chunks !== sizes.at(-1)?.chunks) continue;
    rows.push(rowOf('documents', 'search_p95', 'ms', percentile(ours, 0.95), percentile(baseline, 0.95)));
    rows.push(await recallRow(bare, take(questions, recallQuestions)));
    console.error(await bare.plans(await bare.prepare(questions.next().value)));
  }
  return rows;
}

export async function run(): Promise<Row[]> {
  const prepared = await prepare();
  try {
    const { stage, folder, prose, vectors } = prepared;
    const edge = await stage.serve('ours', { BENCH_ROLES: 'api', RATE_LIMITS: 'false' });
    const newToken = (): string => stage.tokens(1)[0] as string;
    const intake: Intake = { url: edge.url, newToken, folder, prose };
    const startWorker = () => stage.serve('ours', { BENCH_ROLES: 'worker', BENCH_VECTORS: vectors });
    const rows = await wayIn(prepared, intake, startWorker);
    const passages = (await embedPassages()).map((row) => ({ ...row, bench: 'documents' }));
    return [...rows, ...passages, ...(await growth(prepared, intake))];
  } finally {
    await prepared.close();
  }
}
