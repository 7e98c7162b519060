/** Finishes what a crash left: half-made and half-deleted exams; and drops what was kept to be made no second time. */
import { periodic } from '@scory/chassis/periodic.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import type { Loop } from '@scory/chassis/service.ts';
import type { MaterialStore } from './material/material-store.ts';
import { listUnfinished, markDeleting, markFailed } from './store/exam-store.ts';
import { dropOldBatches } from './store/made-batches.ts';
import { removeExam } from './store/remove-exam.ts';

const everyMs = 5 * 60_000;
/** Longer than any request takes. */
const settledSeconds = 15 * 60;
const batchDays = 30;

type Needs = Pick<Runtime, 'database' | 'objects' | 'jobs' | 'log'>;

/** One round; returns how many leftovers it removed. */
export async function sweepLeftovers(
  runtime: Needs,
  materials: MaterialStore,
  olderThanSeconds = settledSeconds,
): Promise<number> {
  let removed = 0;
  for (const row of await listUnfinished(runtime.database, olderThanSeconds)) {
    if (row.status === 'generating') {
      const job = await runtime.jobs.read(row.job_id, row.owner_id);
      if (job?.error && (await markFailed(runtime.database, row.job_id, row.owner_id, job.error)))
        await materials.remove({ ownerId: row.owner_id, examId: row.id });
      if (job) continue;
      // The request died between row and job: its client was never told of either.
      if (!(await markDeleting(runtime.database, row.id, row.owner_id))) continue;
    }
    await removeExam(runtime, row);
    removed += 1;
  }
  await dropOldBatches(runtime.database, batchDays);
  return removed;
}

export const sweepLoop = (runtime: Needs, materials: MaterialStore): Loop =>
  periodic({
    name: 'exams.sweep',
    everyMs,
    log: runtime.log,
    work: async () => {
      const removed = await sweepLeftovers(runtime, materials);
      if (removed > 0) runtime.log.info({ removed }, 'swept leftovers of exams');
    },
  });
