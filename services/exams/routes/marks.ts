/** Marks under the eyes of people: what waits for review, marks by hand, and every revision. */
import { decodeCursor, encodeCursor } from '@scory/chassis/cursor.ts';
import { notFound, Problem } from '@scory/chassis/errors.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import { listMarks, listReview, putMark } from '@scory/contracts/exams/appeals.ts';
import type { Answer } from '@scory/contracts/exams/items.ts';
import { markView, showsKey } from '../attempts/attempt-views.ts';
import { itemUnknown, remarkAnswer } from '../attempts/remarking.ts';
import { answerInWords } from '../domain/marking/answer-in-words.ts';
import { findAttempt } from '../store/attempt-store.ts';
import type { ExamItems } from '../store/exam-items.ts';
import { findExam } from '../store/exam-store.ts';
import { listForReview, type ReviewPlace, revisionsOf } from '../store/mark-store.ts';

interface Needs extends Pick<Runtime, 'database'> {
  items: ExamItems;
}

/** A place in a review has two ids, each in a cursor of its own. */
const placeMark = '.';

function placeOf(cursor: string | undefined, filters: unknown): ReviewPlace | undefined {
  if (cursor === undefined) return undefined;
  const [attemptId, itemId] = cursor.split(placeMark).map((half) => decodeCursor(half, filters));
  if (attemptId && itemId) return { attemptId, itemId };
  throw new Problem(400, 'CURSOR_INVALID', 'The cursor is not one of this list');
}

export const listReviewRoute = ({ database, items }: Needs): Route =>
  route(listReview, async (request) => {
    const { id: examId } = request.params;
    const exam = await findExam(database, examId, caller(request).owner_id);
    if (!exam) throw notFound('The exam', 'EXAM_NOT_FOUND');
    const { limit, cursor } = request.query;
    const filters = { review: examId };
    const after = placeOf(cursor, filters);
    const rows = await listForReview(database, examId, { after, limit: limit + 1 });
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    const byId = new Map((await items.of(exam)).map((item) => [item.id, item]));
    return {
      data: page.map((row) => {
        const item = byId.get(row.item_id);
        return {
          attempt_id: row.attempt_id,
          user_id: row.user_id,
          item_id: row.item_id,
          answer: item ? answerInWords(item, row.answers[row.item_id] as Answer | undefined) : '',
          mark: markView(row, item, true),
        };
      }),
      metadata: {
        next_cursor: last
          ? [last.attempt_id, last.item_id].map((half) => encodeCursor(half, filters)).join(placeMark)
          : null,
      },
    };
  });

export const putMarkRoute = ({ database, items }: Needs): Route =>
  route(putMark, async (request) => {
    const { id: examId, attempt_id: attemptId, item_id: itemId } = request.params;
    const { points, feedback = null, reason } = request.body;
    const { attempt, mark } = await database.transaction((tx) =>
      remarkAnswer(tx, caller(request).owner_id, { examId, attemptId, itemId, points, feedback, reason }),
    );
    const all = await items.of({ id: examId, revision: attempt.exam_revision });
    return {
      data: markView(
        mark,
        all.find(({ id }) => id === itemId),
        true,
      ),
    };
  });

export const listMarksRoute = ({ database, items }: Needs): Route =>
  route(listMarks, async (request) => {
    const callerId = caller(request).owner_id;
    const { id: examId, attempt_id: attemptId, item_id: itemId } = request.params;
    const attempt = await findAttempt(database, callerId, { examId, attemptId });
    if (!attempt) throw notFound('The attempt', 'ATTEMPT_NOT_FOUND');
    const all = await items.of({ id: examId, revision: attempt.exam_revision });
    const item = all.find(({ id }) => id === itemId);
    if (!item) throw itemUnknown();
    const revisions = await revisionsOf(database, attemptId, itemId);
    return { data: revisions.map((row) => markView(row, item, showsKey(attempt, callerId))) };
  });
