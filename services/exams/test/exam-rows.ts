/** Exams as rows, for tests of what is done with them once they are there. */
import type { Item, ItemDraft } from '@scory/contracts/exams/items.ts';
import { v7 as uuidv7 } from 'uuid';

export type Run = (sql: string, parameters?: unknown[]) => Promise<unknown>;

export interface ExamToInsert {
  ownerId: string;
  title?: string;
  language?: string;
  status?: 'draft' | 'published' | 'generating' | 'deleting';
  items: readonly TestItem[];
  publication?: Partial<TestPublication>;
}

interface TestPublication {
  audience: 'faculty' | 'semester' | 'users';
  faculty_id: string | null;
  semester_id: string | null;
  user_ids: string[] | null;
  opens_at: Date | null;
  closes_at: Date | null;
  attempts_allowed: number;
  time_limit_seconds: number | null;
  shuffle: boolean;
  show_key: 'after_marking' | 'after_close' | 'never';
}

export type TestItem = Pick<ItemDraft, 'type' | 'stem' | 'body' | 'key' | 'marks'> &
  Partial<Pick<Item, 'id' | 'sources' | 'explanation'>>;

export interface InsertedExam {
  id: string;
  items: Item[];
}

export async function insertExam(run: Run, exam: ExamToInsert): Promise<InsertedExam> {
  const id = uuidv7();
  const status = exam.status ?? (exam.publication ? 'published' : 'draft');
  await run(
    `INSERT INTO exams.exams (id, owner_id, status, title, language, seed, request, job_id)
     VALUES ($1, $2, $3, $4, $5, 1, '{}', $6)`,
    [id, exam.ownerId, status, exam.title ?? 'Cells', exam.language ?? 'en', uuidv7()],
  );
  const items = exam.items.map((item, at) => itemOf(item, at + 1));
  await run(
    `INSERT INTO exams.items (id, version, owner_id, type, stem, body, key, explanation, difficulty, bloom, topic, tags,
       marks, sources, origin, ai_model)
     SELECT id, version, $2, type, stem, body, key, explanation, difficulty, bloom, topic, '{}', marks, sources, origin, ai_model
     FROM json_populate_recordset(NULL::exams.items, $1::json)`,
    [JSON.stringify(items), exam.ownerId],
  );
  await run(
    `INSERT INTO exams.exam_items (exam_id, position, item_id, item_version, marks)
     SELECT $1, position, id, version, marks
     FROM json_to_recordset($2::json) AS t(position int, id uuid, version int, marks float8)`,
    [id, JSON.stringify(items)],
  );
  if (exam.publication) await insertPublication(run, id, exam.publication);
  return { id, items };
}

const itemOf = (item: TestItem, position: number): Item =>
  ({
    ...{
      id: uuidv7(),
      version: 1,
      position,
      difficulty: 'easy',
      bloom: 'remember',
      topic: 'Cells',
      tags: [],
    },
    ...{ explanation: null, sources: [], origin: 'person', ai_model: null },
    ...item,
  }) as unknown as Item;

async function insertPublication(run: Run, examId: string, given: Partial<TestPublication>): Promise<void> {
  const publication: TestPublication = {
    audience: 'users',
    faculty_id: null,
    semester_id: null,
    user_ids: null,
    opens_at: null,
    closes_at: null,
    attempts_allowed: 1,
    time_limit_seconds: null,
    shuffle: true,
    show_key: 'after_close',
    ...given,
  };
  await run(
    `INSERT INTO exams.publications (exam_id, audience, faculty_id, semester_id, user_ids, opens_at, closes_at,
       attempts_allowed, time_limit_seconds, shuffle, show_key)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [examId, ...Object.values(publication)],
  );
}

/** One of each type that a rule marks, two marks each. */
export const ruleItems: readonly TestItem[] = [
  {
    type: 'mcq',
    stem: 'Which part of the cell makes most of its ATP?',
    body: { options: options('the nucleus', 'the mitochondrion', 'the ribosome', 'the vacuole') },
    key: { option: 'b' },
    marks: 2,
  },
  {
    type: 'multi_select',
    stem: 'Which of these have a cell wall?',
    body: { options: options('plants', 'animals', 'fungi', 'red blood cells') },
    key: { options: ['a', 'c'] },
    marks: 2,
  },
  { type: 'true_false', stem: 'Bacteria have a nucleus.', body: {}, key: { value: false }, marks: 2 },
  {
    type: 'cloze',
    stem: 'Fill the gaps.',
    body: { text: 'Plants take up {{g1}} and give off {{g2}}.', gaps: [{ id: 'g1' }, { id: 'g2' }] },
    key: { gaps: { g1: ['carbon dioxide', 'CO2'], g2: ['oxygen', 'O2'] } },
    marks: 2,
  },
  {
    type: 'numeric',
    stem: 'How long is a cell of 0.05 mm?',
    body: { unit: 'µm' },
    key: { value: 50, tolerance: 0.5 },
    marks: 2,
  },
  {
    type: 'matching',
    stem: 'Match each part with what it does.',
    body: { left: options('ribosome', 'chloroplast'), right: options('photosynthesis', 'protein synthesis') },
    key: { pairs: { a: 'b', b: 'a' } },
    marks: 2,
  },
  {
    type: 'ordering',
    stem: 'Order the phases of mitosis.',
    body: { items: options('prophase', 'metaphase', 'anaphase', 'telophase') },
    key: { order: ['a', 'b', 'c', 'd'] },
    marks: 2,
  },
];

/** What is right for each of them, in their order. */
export const rightAnswers: readonly unknown[] = [
  { option: 'b' },
  { options: ['c', 'a'] },
  { value: false },
  { gaps: { g1: 'Carbon dioxide', g2: 'o2' } },
  { value: '0,05 mm' },
  { pairs: { a: 'b', b: 'a' } },
  { order: ['a', 'b', 'c', 'd'] },
];

function options(...texts: string[]): { id: string; text: string }[] {
  return texts.map((text, at) => ({ id: 'abcdefghij'[at] as string, text }));
}

/** A question with two criteria, worth four marks; the stand-in looks for the texts of the criteria in the answer. */
export const openItem = (stem = 'Why are leaves green?'): TestItem => ({
  type: 'short_answer',
  stem,
  body: {},
  key: {
    rubric: [
      { id: 'c1', text: 'chlorophyll absorbs red and blue light', points: 3 },
      { id: 'c2', text: 'green light is reflected', points: 1 },
    ],
    model_answer: 'Chlorophyll absorbs red and blue light, so green light is reflected.',
  },
  marks: 4,
});
