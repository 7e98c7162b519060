/** Writing the marks of open answers: together with what becomes of the attempt, and once. */
import type { Database } from '@scory/chassis/database.ts';
import type { Item } from '@scory/contracts/exams/items.ts';
import { likenessOf } from '../domain/marking/answer-in-words.ts';
import { isOpen, textOf } from '../domain/marking/mark-by-rule.ts';
import { type Marking, type OpenQuestion, openQuestionOf, pointsOf } from '../domain/marking/open-marking.ts';
import { type AttemptRow, lockOfJob } from '../store/attempt-store.ts';
import { type NewMark, writeMarks } from '../store/mark-store.ts';

export interface OpenAnswer {
  item: Item;
  question: OpenQuestion;
  text: string;
}

/** What of an attempt takes a reader. */
export function openAnswersOf(
  attempt: Pick<AttemptRow, 'answers' | 'language'>,
  items: readonly Item[],
): OpenAnswer[] {
  return items.flatMap((item) => {
    const text = textOf(attempt.answers[item.id]);
    if (!(item.type === 'short_answer' || item.type === 'essay') || !isOpen(item.type) || text === '')
      return [];
    return [{ item, text, question: openQuestionOf(item, attempt.language) }];
  });
}

export function newMarkOf({ item, question, text }: OpenAnswer, marking: Marking): NewMark {
  const mark = pointsOf(question, marking);
  const shares = mark.criteria.map(({ points, points_max }) => points / points_max);
  return { item_id: item.id, ...mark, likeness: likenessOf(text, shares) };
}

/** False where the attempt has gone, or has its marks from another run. */
export function keepMarks(
  database: Pick<Database, 'transaction'>,
  attempt: Pick<AttemptRow, 'id'>,
  jobId: string,
  marks: readonly NewMark[],
): Promise<boolean> {
  return database.transaction(async (tx) => {
    const current = await lockOfJob(tx, attempt.id, jobId);
    if (current?.status !== 'submitted') return false;
    await writeMarks(tx, { id: attempt.id, status: 'marked', jobId }, marks);
    return true;
  });
}
