import type { Runtime } from '@scory/chassis/runtime.ts';
import { examPrefix } from '../material/material-store.ts';
import type { ExamRow } from './exam-store.ts';

/**
 * Removes what a row in state `deleting` stands for, then the row, and attempts, marks and publication with it. May be repeated after
 * a crash. Its items stay in the bank.
 */
export async function removeExam(
  { database, objects }: Pick<Runtime, 'database' | 'objects'>,
  { id, owner_id, batch_keys }: Pick<ExamRow, 'id' | 'owner_id' | 'batch_keys'>,
): Promise<void> {
  await objects.deletePrefix(examPrefix(owner_id, id));
  await database.query('DELETE FROM exams.made_batches WHERE key = ANY($1::text[])', [batch_keys]);
  await database.query(`DELETE FROM exams.exams WHERE id = $1 AND owner_id = $2 AND status = 'deleting'`, [
    id,
    owner_id,
  ]);
}
