import type { Runtime } from '@scory/chassis/runtime.ts';
import type { EventHandler } from '@scory/chassis/service.ts';
import { completionData } from '@scory/contracts/envelope.ts';
import { gradeFailures } from '@scory/contracts/exams/attempts.ts';
import { keepMarks, newMarkOf, openAnswersOf } from '../attempts/grading.ts';
import { markOffline } from '../domain/marking/mark-offline.ts';
import { findByJob } from '../store/attempt-store.ts';
import type { ExamItems } from '../store/exam-items.ts';

/** An attempt whose job ended without marks gets provisional ones, which a person looks at: it never waits for ever. */
export const markWithoutModel = ({
  database,
  items,
}: Pick<Runtime, 'database'> & { items: ExamItems }): EventHandler => ({
  contract: gradeFailures,
  handle: async (event) => {
    const { job_id: jobId } = completionData.parse(event.data);
    const attempt = await findByJob(database, jobId);
    if (attempt?.status !== 'submitted') return;
    const all = await items.of({ id: attempt.exam_id, revision: attempt.exam_revision });
    const marks = openAnswersOf(attempt, all).map((answer) =>
      newMarkOf(answer, markOffline(answer.question, answer.text)),
    );
    await keepMarks(database, attempt, jobId, marks);
  },
});
