import type { Runtime } from '@scory/chassis/runtime.ts';
import type { EventHandler } from '@scory/chassis/service.ts';
import { completionData } from '@scory/contracts/envelope.ts';
import { generateFailures } from '@scory/contracts/exams/generate.ts';
import type { MaterialStore } from '../material/material-store.ts';
import { markFailed } from '../store/exam-store.ts';

/** An exam whose job ended without it says so, and why; its material goes. */
export const markFailures = (
  { database }: Pick<Runtime, 'database'>,
  materials: MaterialStore,
): EventHandler => ({
  contract: generateFailures,
  handle: async (event) => {
    const { job_id, error, status } = completionData.parse(event.data);
    const { code, message } = error ?? { code: status.toUpperCase(), message: `The job was ${status}` };
    const exam = await markFailed(database, job_id, event.owner_id, { code, message });
    if (exam) await materials.remove({ ownerId: exam.owner_id, examId: exam.id });
  },
});
