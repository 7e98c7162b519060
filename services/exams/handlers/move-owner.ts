import { ObjectMissing } from '@scory/chassis/objects.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import type { EventHandler } from '@scory/chassis/service.ts';
import { examsOwnerMerged } from '@scory/contracts/exams/generate.ts';
import { ownerMerged } from '@scory/contracts/identity/owner-merged.ts';
import { examPrefix } from '../material/material-store.ts';
import { listAllOwned } from '../store/exam-store.ts';

/**
 * Exams follow their owner, with their items, attempts and appeals. The material of those that are being made first: where a crash
 * comes between, the event comes again and finds the rows still to be moved.
 */
export const moveOwner = ({ database, objects }: Pick<Runtime, 'database' | 'objects'>): EventHandler => ({
  contract: examsOwnerMerged,
  handle: async (event) => {
    const { from, to } = ownerMerged.data.parse(event.data);
    for (const { id } of await listAllOwned(database, from))
      for await (const key of objects.list(examPrefix(from, id)))
        await objects
          .move(key, key.replace(examPrefix(from, id), examPrefix(to, id)))
          .catch((error: unknown) => {
            if (!(error instanceof ObjectMissing)) throw error;
          });
    await database.transaction(async (tx) => {
      await tx.query('UPDATE exams.items SET owner_id = $2 WHERE owner_id = $1', [from, to]);
      await tx.query(
        'UPDATE exams.exams SET owner_id = $2, merged_from = $1, updated_at = now() WHERE owner_id = $1',
        [from, to],
      );
      // Numbers go on where those of the account end; of two that are in progress the account's own stays so.
      await tx.query(
        `UPDATE exams.attempts a SET owner_id = $2, merged_from = $1,
           number = a.number + coalesce((SELECT max(b.number) FROM exams.attempts b WHERE b.exam_id = a.exam_id AND b.owner_id = $2), 0)
         WHERE a.owner_id = $1 AND NOT (a.status = 'in_progress' AND EXISTS (
           SELECT FROM exams.attempts b WHERE b.exam_id = a.exam_id AND b.owner_id = $2 AND b.status = 'in_progress'))`,
        [from, to],
      );
      for (const table of ['appeals', 'marking_runs'])
        await tx.query(`UPDATE exams.${table} SET owner_id = $2 WHERE owner_id = $1`, [from, to]);
    });
  },
});
