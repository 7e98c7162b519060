import { writeAudit } from '@scory/chassis/access/audit.ts';
import { notFound, Problem } from '@scory/chassis/errors.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import type { Publication } from '@scory/contracts/exams/publication.ts';
import { examPublished, publishExam } from '@scory/contracts/exams/publish.ts';
import { examView, findExam } from '../store/exam-store.ts';
import { lockOwnExam, publish } from '../store/publication-store.ts';

/** Throws `Problem` 403 `AUDIENCE_FORBIDDEN`: who teaches in one faculty sets no exams for another. */
function assertMayAddress(actor: Actor, { audience, faculty_id, semester_id }: Publication): void {
  if (actor.role === 'admin' || audience === 'users') return;
  const own = audience === 'faculty' ? faculty_id === actor.faculty_id : semester_id === actor.semester_id;
  if (!own)
    throw new Problem(403, 'AUDIENCE_FORBIDDEN', `You may publish for your own ${audience}, and for users`);
}

export const publishExamRoute = ({ database, outbox }: Pick<Runtime, 'database' | 'outbox'>): Route =>
  route(publishExam, async (request) => {
    const actor = caller(request);
    const { id } = request.params;
    const data = await database.transaction(async (tx) => {
      const exam = await lockOwnExam(tx, id, actor.owner_id);
      if (!exam) throw notFound('The exam', 'EXAM_NOT_FOUND');
      assertMayAddress(actor, request.body);
      if (exam.status !== 'draft' && exam.status !== 'published')
        throw new Problem(409, 'EXAM_NOT_READY', 'The exam has not been made');
      if (exam.item_count === 0) throw new Problem(409, 'EXAM_EMPTY', 'The exam has no questions');
      await publish(tx, id, request.body);
      const published = await findExam(tx, id, actor.owner_id);
      const view = published && examView(published);
      if (!view?.publication) throw new Error('an exam that is locked is gone, or not published');
      const { audience, faculty_id, semester_id, user_ids, opens_at, closes_at } = view.publication;
      const told = { audience, faculty_id, semester_id, opens_at, closes_at };
      await writeAudit(tx, {
        actorId: actor.owner_id,
        action: 'exam.published',
        subject: id,
        details: { ...told, user_ids },
      });
      await outbox.emit(tx, examPublished, { ownerId: actor.owner_id, data: { exam_id: id, ...told } });
      return view;
    });
    return { data };
  });
