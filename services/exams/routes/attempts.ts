/** Taking an exam. */
import { decodeCursor, encodeCursor } from '@scory/chassis/cursor.ts';
import { notFound } from '@scory/chassis/errors.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import {
  getAttempt,
  listAttempts,
  saveAnswers,
  startAttempt,
  submitAttempt,
} from '@scory/contracts/exams/attempts.ts';
import { attemptView } from '../attempts/attempt-views.ts';
import type { Attempting, Which } from '../attempts/attempting.ts';
import { listOfExam } from '../store/attempt-store.ts';
import { audienceOf } from '../store/result-store.ts';

const which = (params: { id: string; attempt_id: string }): Which => ({
  examId: params.id,
  attemptId: params.attempt_id,
});

export function attemptRoutes(attempting: Attempting, { database }: Pick<Runtime, 'database'>): Route[] {
  return [
    route(startAttempt, (request) =>
      attempting.start(caller(request), request.params.id, request.body, request),
    ),
    route(getAttempt, (request) => attempting.show(caller(request), which(request.params))),
    route(saveAnswers, ({ params, body, ...request }) =>
      attempting.save(caller(request), which(params), { answers: body.answers, savedSeq: body.saved_seq }),
    ),
    route(submitAttempt, (request) =>
      attempting.submit(caller(request), which(request.params), request.body.answers, request),
    ),
    route(listAttempts, async (request) => {
      const actor = caller(request);
      const { id: examId } = request.params;
      const audience = await audienceOf(database, actor, examId);
      if (!audience) throw notFound('The exam', 'EXAM_NOT_FOUND');
      const { limit, cursor } = request.query;
      const before = decodeCursor(cursor, { examId });
      const ownerId = audience === 'author' ? null : actor.owner_id;
      const rows = await listOfExam(database, examId, { ownerId, before, limit: limit + 1 });
      const page = rows.slice(0, limit);
      const last = rows.length > limit ? page.at(-1) : undefined;
      return {
        data: page.map((row) => ({ ...attemptView(row), user_id: row.owner_id })),
        metadata: { next_cursor: last ? encodeCursor(last.id, { examId }) : null },
      };
    }),
  ];
}
