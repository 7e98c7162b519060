import { notFound } from '@scory/chassis/errors.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import { getExam } from '@scory/contracts/exams/exams.ts';
import { readExam } from '../store/read-exam.ts';

export const getExamRoute = ({ database }: Pick<Runtime, 'database'>): Route =>
  route(getExam, async (request) => {
    const exam = await readExam(database, request.params.id, caller(request).owner_id);
    if (!exam) throw notFound('The exam', 'EXAM_NOT_FOUND');
    return { data: exam };
  });
