/**
 * Does a question find the passage that answers it in other words, among two thousand that speak of the same things? Course
 * readers go through the real pipeline, questions through the real route; each arm of the search is asked beside it.
 */
import { until } from '@scory/chassis/testing/harness.ts';
import type { Passage } from '@scory/contracts/documents/search.ts';
import type { Embedder } from '@scory/llm/embedder.ts';
import { createOfflineEmbedder } from '@scory/llm/embedding/offline-embedder.ts';
import type { ChunkSpan } from '../../../services/documents/domain/chunk.ts';
import { byMeaning, byWords, filtersOf, passageKey } from '../../../services/documents/search/arms.ts';
import { createLexemeWeights } from '../../../services/documents/search/lexeme-weights.ts';
import { activeModel, vectorsOf } from '../../../services/documents/store/embedding-models.ts';
import { asReader } from '../../../services/documents/store/index-store.ts';
import { type DocumentsWorld, openDocumentsWorld } from '../../../services/documents/test/documents-world.ts';
import type { EvalRow } from '../simplify.ts';
import type { Subject } from './corpus.ts';
import { type CourseReader, courseReader, type Question } from './course-reader.ts';
import { areaUnderCurve, meanReciprocalRank, recallAt } from './ranking-measures.ts';

/** Passages shown. */
const shown = 5;
const seed = 1_000;
const ingestMs = 1_200_000;

/** One passage of an answer. */
interface Hit {
  file: string;
  text: string;
  pages: number[];
}
interface Ranking {
  hits: Hit[];
  /** Of the first. */
  score: number;
}
type Arm = 'fused' | 'words' | 'meaning';
type Answers = Record<Arm, Ranking>;

async function takeIn(lab: DocumentsWorld, readers: readonly CourseReader[]): Promise<void> {
  for (const { file, pdf } of readers) {
    const sent = { content: pdf, fileName: file };
    const answer = await lab.upload(sent, { headers: { Prefer: 'respond-async' } });
    if (answer.status !== 202) throw new Error(`${file}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }
  const count = async (): Promise<number> => {
    const { database } = lab.running.runtime;
    const rows = await database.query<{ status: string }>('SELECT status FROM documents.documents');
    if (rows.some(({ status }) => status === 'failed')) throw new Error('a course reader could not be read');
    return rows.filter(({ status }) => status === 'ready').length;
  };
  await until('all readers are taken in', async () => (await count()) === readers.length, ingestMs);
  // As autovacuum would within a minute: weights of words are the planner's statistics.
  await lab.world.query('ANALYZE documents.lexemes');
}

/** What the owner may see, by passage. */
async function passagesOf(lab: DocumentsWorld): Promise<Map<string, Hit>> {
  const rows = await lab.running.runtime.database.transaction(async (tx) => {
    await asReader(tx, lab.owner);
    return tx.query<{ document_id: string; place: number; text: string; spans: ChunkSpan[]; file: string }>(
      `SELECT c.document_id, c.place, c.text, c.spans, d.file_name AS file
       FROM documents.chunks c JOIN documents.documents d ON d.id = c.document_id`,
    );
  });
  return new Map(
    rows.map((row) => {
      const pages = [...new Set(row.spans.map(({ page }) => page))];
      return [passageKey(row), { file: row.file, text: row.text, pages }];
    }),
  );
}

interface Asker {
  chunks: number;
  ask(question: string): Promise<Answers>;
}

async function askerOf(lab: DocumentsWorld, embedder: Embedder): Promise<Asker> {
  const { database } = lab.running.runtime;
  const passages = await passagesOf(lab);
  const weights = createLexemeWeights(database);
  const filters = filtersOf({}, lab.owner);
  const model = await activeModel(database);
  if (!model) throw new Error('nothing was embedded');
  const ranking = (found: { document_id: string; place: number }[], score: number): Ranking => ({
    hits: found.map((one) => passages.get(passageKey(one)) as Hit),
    score,
  });
  const nearnessOf = async (vector: Float32Array): Promise<number> => {
    const sql = `SELECT 1 - min(vector <=> $1::halfvec) AS nearness FROM ${vectorsOf(model)}`;
    const [row] = await database.query<{ nearness: number }>(sql, [`[${vector.join(',')}]`]);
    return row?.nearness ?? 0;
  };
  return {
    chunks: passages.size,
    async ask(question) {
      const body = JSON.stringify({ query: question, limit: 50 });
      const headers = { 'Content-Type': 'application/json' };
      const answer = await lab.call('POST', '/api/v1/search', { body, headers });
      if (answer.status !== 200 || answer.body.metadata.embedding_model === null)
        throw new Error(`the search did not answer in full: ${JSON.stringify(answer.body).slice(0, 200)}`);
      const found = (answer.body.data as Passage[]).map(({ document, text, page }) => ({
        ...{ file: document.file_name as string, text, pages: [page] },
      }));
      const held = await byWords(database, filters, await weights.of(question));
      const [vector] = (await embedder.embed([question], { kind: 'query' })) as [Float32Array];
      const near = await byMeaning(database, filters, model, vector);
      return {
        fused: { hits: found, score: answer.body.data[0]?.score ?? 0 },
        words: ranking(held, held[0]?.score ?? 0),
        meaning: ranking(near, await nearnessOf(vector)),
      };
    },
  };
}

const bare = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, '');

/** Place of the first that holds the answer, and of the first that stands where the answer does. */
function placesOf({ hits }: Ranking, { answer, file, pages }: Question) {
  const wanted = bare(answer);
  const place = (index: number): number | null => (index < 0 ? null : index + 1);
  return {
    answer: place(hits.findIndex(({ text }) => bare(text).includes(wanted))),
    page: place(hits.findIndex((hit) => hit.file === file && hit.pages.some((each) => pages.includes(each)))),
  };
}

const round = (value: number): number => Math.round(value * 1_000) / 1_000;
const arms: readonly Arm[] = ['fused', 'words', 'meaning'];
type Asked = { question: Question; answers: Answers };

/** The baseline of both arms together is the better one of them. */
function groupRows(group: string, asked: readonly Asked[]): EvalRow[] {
  const measures: Record<string, (arm: Arm) => number> = {};
  const at = (arm: Arm, what: 'answer' | 'page') =>
    asked.map(({ question, answers }) => placesOf(answers[arm], question)[what]);
  measures[`recall@${shown}`] = (arm) => recallAt(shown, at(arm, 'answer'));
  measures.MRR = (arm) => meanReciprocalRank(at(arm, 'answer'));
  measures[`right page in ${shown}`] = (arm) => recallAt(shown, at(arm, 'page'));
  return Object.entries(measures).flatMap(([measure, of]) =>
    arms.map((arm) => ({
      eval: 'documents',
      metric: `${measure} ${arm === 'fused' ? 'fused' : `by ${arm}`}, ${group}`,
      value: round(of(arm)),
      baseline: arm === 'fused' ? round(Math.max(of('words'), of('meaning'))) : null,
      n: asked.length,
    })),
  );
}

/** Of what was found among those shown: does the page that is named hold it? */
function citedPages(asked: readonly Asked[]): EvalRow {
  const cited = asked.flatMap(({ question, answers }) => {
    const { answer } = placesOf(answers.fused, question);
    const hit = answer !== null && answer <= shown && answers.fused.hits[answer - 1];
    return hit ? [question.pages.includes(hit.pages[0] as number)] : [];
  });
  const value = round(cited.filter(Boolean).length / Math.max(1, cited.length));
  return { eval: 'documents', metric: 'page named of what is found', value, baseline: null, n: cited.length };
}

/** Every other paraphrase may be looked at when the search is changed; the others, and names, tell whether that was wise. */
function groupsOf(asked: readonly Asked[]): Record<string, Asked[]> {
  const paraphrased = asked.filter(({ question }) => question.kind === 'paraphrase');
  return {
    'paraphrases for development': paraphrased.filter((_, at) => at % 2 === 0),
    'paraphrases held out': paraphrased.filter((_, at) => at % 2 === 1),
    'names and numbers': asked.filter(({ question }) => question.kind === 'name'),
    all: [...asked],
  };
}

/** On the servers of the environment. */
export async function evaluateRetrieval(subjects: readonly Subject[]): Promise<EvalRow[]> {
  const readers = await Promise.all(subjects.map((subject, at) => courseReader(subject, seed + at)));
  const lab = await openDocumentsWorld({ EMBEDDING_MODEL: 'offline' });
  const embedder = createOfflineEmbedder({ log: lab.world.log, threads: 1 });
  try {
    await takeIn(lab, readers);
    const asker = await askerOf(lab, embedder);
    const asked: Asked[] = [];
    for (const question of readers.flatMap(({ questions }) => questions))
      asked.push({ question, answers: await asker.ask(question.text) });
    const unanswered: Answers[] = [];
    for (const question of subjects.flatMap(({ unanswerable }) => unanswerable))
      unanswered.push(await asker.ask(question));
    const scores = (arm: Arm, of: readonly Answers[]): number[] => of.map((answers) => answers[arm].score);
    const parted = arms.map((arm) => {
      const area = areaUnderCurve(
        scores(
          arm,
          asked.map(({ answers }) => answers),
        ),
        scores(arm, unanswered),
      );
      const metric = `answerable told by the first score (AUC), ${arm}`;
      return { eval: 'documents', metric, value: round(area), baseline: 0.5, n: unanswered.length };
    });
    const chunks = { eval: 'documents', metric: 'passages', value: asker.chunks, baseline: null };
    return [
      { ...chunks, n: readers.length },
      ...Object.entries(groupsOf(asked)).flatMap(([group, of]) => groupRows(group, of)),
      citedPages(asked),
      ...parted,
    ];
  } finally {
    await embedder.close();
    await lab.world.close();
  }
}
