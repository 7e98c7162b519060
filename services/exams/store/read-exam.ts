import type { Queries } from '@scory/chassis/database.ts';
import type { ExamWithItems } from '@scory/contracts/exams/exams.ts';
import { examView, findExam } from './exam-store.ts';
import { readItems } from './item-rows.ts';

/** An exam as its author sees it, keys and all; undefined for everybody else. */
export async function readExam(
  database: Queries,
  id: string,
  ownerId: string,
): Promise<ExamWithItems | undefined> {
  const row = await findExam(database, id, ownerId);
  if (!row) return undefined;
  const items = await readItems(database, id);
  return { ...examView(row), request: row.request, items, report: row.report };
}
