/** Stores what an exam came to, in one transaction: its items, their order, its report. */
import { createHash } from 'node:crypto';
import type { Database } from '@scory/chassis/database.ts';
import { PermanentError } from '@scory/chassis/errors.ts';
import type { ExamReport } from '@scory/contracts/exams/exam-request.ts';
import { offlineModel } from '@scory/llm/gateway.ts';
import { withMarks } from '../domain/assemble-item.ts';
import type { PlannedSlot } from '../domain/blueprint.ts';
import { itemSource } from '../domain/item-source.ts';
import { weightOf } from '../domain/levels.ts';
import type { MadeItem } from '../domain/made-item.ts';
import type { Passage } from '../domain/passage.ts';
import { canShare, shareMarks } from '../domain/share-marks.ts';
import { currentExam, type ExamRow } from '../store/exam-store.ts';
import { insertItems, putExamItems, type StoredItem } from '../store/item-store.ts';

export const deletedMeanwhile = (): PermanentError =>
  new PermanentError('EXAM_DELETED', 'The exam was deleted before it was made');

/** UUIDv7 of the time of the exam: a run that is repeated stores the same items, not others beside them. */
function itemId(examId: string, slot: number): string {
  const hash = createHash('sha256').update(`${examId}/${slot}`).digest('hex');
  const time = examId.replaceAll('-', '').slice(0, 12);
  const hex = `${time}7${hash.slice(0, 3)}8${hash.slice(3, 6)}${hash.slice(6, 18)}`;
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** Marks of the items: as planned, or shared out anew where some are missing of those that a sum was asked for. */
function marksOf(exam: ExamRow, slots: readonly PlannedSlot[], items: readonly MadeItem[]): number[] {
  const planned = items.map(({ slot }) => slots.find(({ number }) => number === slot)?.marks ?? 1);
  const { marks } = exam.request;
  if (marks === undefined || items.length === slots.length || !canShare(marks, items.length)) return planned;
  return shareMarks(
    marks,
    items.map(({ type, difficulty }) => weightOf(type, difficulty)),
  );
}

export interface MadeExam {
  items: { item: MadeItem; ai_model: string }[];
  slots: readonly PlannedSlot[];
  passages: ReadonlyMap<number, Passage>;
  language: string;
  report: ExamReport;
  batchKeys: string[];
}

/** May be repeated. Throws EXAM_DELETED. */
export async function keepExam(
  database: Database,
  { id, ownerId }: { id: string; ownerId: string },
  made: MadeExam,
): Promise<ExamRow> {
  return database.transaction(async (tx) => {
    // Whoever deletes or takes over the exam waits, or has done it.
    const exam = await currentExam(tx, id, ownerId, 'FOR UPDATE');
    if (!exam) throw deletedMeanwhile();
    if (exam.status !== 'generating') return exam;
    const marks = marksOf(
      exam,
      made.slots,
      made.items.map(({ item }) => item),
    );
    const items = made.items.map(({ item, ai_model }, place): StoredItem => {
      const ofMarks = withMarks(item, marks[place] as number);
      const { slot, passage, quote, ...rest } = ofMarks;
      const source = itemSource(made.passages.get(passage) as Passage, quote);
      return {
        ...rest,
        ...{ id: itemId(id, slot), version: 1, marks: marks[place] as number, tags: [] },
        sources: source ? [source] : [],
        origin: ai_model === offlineModel ? 'offline' : 'model',
        ai_model,
      } as StoredItem;
    });
    await insertItems(tx, exam.owner_id, items);
    await putExamItems(tx, id, items);
    const [kept] = await tx.query<ExamRow>(
      `UPDATE exams.exams SET status = 'draft', language = $2, report = $3, batch_keys = $4, updated_at = now()
       WHERE id = $1 RETURNING *`,
      [id, made.language, JSON.stringify(made.report), made.batchKeys],
    );
    return kept as ExamRow;
  });
}
