/** Marks by hand: the author of an exam writes a new revision, and the one before stays. */
import type { Queries } from '@scory/chassis/database.ts';
import { notFound, Problem } from '@scory/chassis/errors.ts';
import { type AttemptRow, lockForAuthor } from '../store/attempt-store.ts';
import { type MarkRow, remark, revisionsOf } from '../store/mark-store.ts';

export const itemUnknown = (): Problem =>
  new Problem(422, 'ITEM_UNKNOWN', 'The attempt has no mark of such a question');

/** Throws `Problem` 404, 409 `ATTEMPT_NOT_MARKED`, 422 `ITEM_UNKNOWN` or `POINTS_INVALID`. */
export async function remarkAnswer(
  tx: Queries,
  authorId: string,
  mark: {
    examId: string;
    attemptId: string;
    itemId: string;
    points: number;
    feedback: string | null;
    reason: string;
  },
): Promise<{ attempt: AttemptRow; mark: MarkRow }> {
  const attempt = await lockForAuthor(tx, authorId, mark);
  if (!attempt) throw notFound('The attempt', 'ATTEMPT_NOT_FOUND');
  if (attempt.status !== 'marked')
    throw new Problem(409, 'ATTEMPT_NOT_MARKED', 'The attempt is still being marked');
  const [latest] = await revisionsOf(tx, mark.attemptId, mark.itemId);
  if (!latest) throw itemUnknown();
  if (mark.points > latest.points_max)
    throw new Problem(422, 'POINTS_INVALID', `The answer has ${latest.points_max} points at most`);
  return { attempt, mark: await remark(tx, { ...mark, personId: authorId }) };
}
