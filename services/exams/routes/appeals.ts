/** Objections to marks, and what the author of the exam decides about them. */
import { decodeCursor, encodeCursor } from '@scory/chassis/cursor.ts';
import { notFound, Problem } from '@scory/chassis/errors.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import { decideAppeal, listAppeals, postAppeal } from '@scory/contracts/exams/appeals.ts';
import { itemUnknown, remarkAnswer } from '../attempts/remarking.ts';
import {
  appealView,
  decideAppeal as decide,
  insertAppeal,
  listAppeals as list,
  lockAppeal,
} from '../store/appeal-store.ts';
import { findAttempt } from '../store/attempt-store.ts';
import { revisionsOf } from '../store/mark-store.ts';
import { audienceOf } from '../store/result-store.ts';

type Needs = Pick<Runtime, 'database'>;

export const postAppealRoute = ({ database }: Needs): Route =>
  route(postAppeal, async (request) => {
    const ownerId = caller(request).owner_id;
    const { id: examId, attempt_id: attemptId } = request.params;
    const { item_id: itemId, text } = request.body;
    const attempt = await findAttempt(database, ownerId, { examId, attemptId });
    if (!attempt || attempt.owner_id !== ownerId) throw notFound('The attempt', 'ATTEMPT_NOT_FOUND');
    if (attempt.status !== 'marked')
      throw new Problem(409, 'ATTEMPT_NOT_MARKED', 'There are no marks to object to yet');
    if ((await revisionsOf(database, attemptId, itemId)).length === 0) throw itemUnknown();
    const appeal = await insertAppeal(database, { id: request.newId, attemptId, itemId, ownerId, text });
    if (!appeal)
      throw new Problem(409, 'APPEAL_OPEN', 'An appeal against this mark waits for its decision already');
    return { status: 201, data: appealView(appeal) };
  });

export const listAppealsRoute = ({ database }: Needs): Route =>
  route(listAppeals, async (request) => {
    const actor = caller(request);
    const { id: examId } = request.params;
    const { limit, cursor, status } = request.query;
    const audience = await audienceOf(database, actor, examId);
    if (!audience) throw notFound('The exam', 'EXAM_NOT_FOUND');
    const filters = { examId, status };
    const rows = await list(database, examId, {
      ownerId: audience === 'author' ? null : actor.owner_id,
      status,
      before: decodeCursor(cursor, filters),
      limit: limit + 1,
    });
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return {
      data: page.map(appealView),
      metadata: { next_cursor: last ? encodeCursor(last.id, filters) : null },
    };
  });

export const decideAppealRoute = ({ database }: Needs): Route =>
  route(decideAppeal, async (request) => {
    const authorId = caller(request).owner_id;
    const { id: examId, appeal_id: appealId } = request.params;
    const { status, decision, points } = request.body;
    const decided = await database.transaction(async (tx) => {
      const appeal = await lockAppeal(tx, authorId, { examId, appealId });
      if (!appeal) throw notFound('The appeal', 'APPEAL_NOT_FOUND');
      if (appeal.status !== 'open')
        throw new Problem(409, 'APPEAL_DECIDED', `The appeal was decided before: ${appeal.status}`);
      if (points !== undefined) {
        const { attempt_id: attemptId, item_id: itemId } = appeal;
        await remarkAnswer(tx, authorId, {
          examId,
          attemptId,
          itemId,
          points,
          feedback: null,
          reason: decision,
        });
      }
      return decide(tx, appealId, { status, decision });
    });
    return { data: appealView(decided) };
  });
