import { notFound } from '@scory/chassis/errors.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import { deleteExam } from '@scory/contracts/exams/exams.ts';
import { markDeleting } from '../store/exam-store.ts';
import { removeExam } from '../store/remove-exam.ts';

export const deleteExamRoute = (runtime: Pick<Runtime, 'database' | 'objects' | 'jobs'>): Route =>
  route(deleteExam, async (request) => {
    const ownerId = caller(request).owner_id;
    const row = await markDeleting(runtime.database, request.params.id, ownerId);
    if (!row) throw notFound('The exam', 'EXAM_NOT_FOUND');
    await runtime.jobs.cancel(row.job_id, ownerId);
    await removeExam(runtime, row);
    return { status: 204 };
  });
