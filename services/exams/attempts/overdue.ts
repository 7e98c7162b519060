/** Attempts whose time is over are handed in with what was saved, whether or not anybody is there. */
import { periodic } from '@scory/chassis/periodic.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import type { Loop } from '@scory/chassis/service.ts';
import { lockOverdue } from '../store/attempt-store.ts';
import type { ExamItems } from '../store/exam-items.ts';
import { handInOverdue } from './attempting.ts';

const everyMs = 2_000;

/** One attempt a transaction, locked: processes that look at the same time take different ones. */
export const overdueLoop = (runtime: Pick<Runtime, 'database' | 'jobs' | 'log'>, items: ExamItems): Loop =>
  periodic({
    name: 'exams.overdue-attempts',
    everyMs,
    log: runtime.log,
    work: async (signal) => {
      while (!signal.aborted && (await handInOne(runtime, items)));
    },
  });

async function handInOne(
  { database, jobs }: Pick<Runtime, 'database' | 'jobs'>,
  items: ExamItems,
): Promise<boolean> {
  const submitted = await database.transaction(async (tx) => {
    const row = await lockOverdue(tx);
    if (!row) return undefined;
    return handInOverdue(tx, jobs, row, await items.of({ id: row.exam_id, revision: row.exam_revision }, tx));
  });
  submitted?.publish();
  return submitted !== undefined;
}
