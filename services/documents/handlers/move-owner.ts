import { ObjectMissing, type ObjectStore } from '@scory/chassis/objects.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import type { EventHandler } from '@scory/chassis/service.ts';
import { documentsOwnerMerged } from '@scory/contracts/documents/ingest.ts';
import { documentFileKey, documentTextKey } from '@scory/contracts/documents/text.ts';
import { ownerMerged } from '@scory/contracts/identity/owner-merged.ts';
import { changeOwner, listAllOwned } from '../store/document-store.ts';
import { changeAudience } from '../store/index-store.ts';

/** Moves what is there; what is not was moved before, or is not written yet. */
async function moveIfThere(objects: ObjectStore, from: string, to: string): Promise<void> {
  await objects.move(from, to).catch((error: unknown) => {
    if (!(error instanceof ObjectMissing)) throw error;
  });
}

/**
 * Documents follow their owner. Files first: where a crash comes between, the event comes again and finds the
 * rows still to be moved.
 */
export const moveOwner = ({ database, objects }: Pick<Runtime, 'database' | 'objects'>): EventHandler => ({
  contract: documentsOwnerMerged,
  handle: async (event) => {
    const { from, to } = ownerMerged.data.parse(event.data);
    for (const { id } of await listAllOwned(database, from)) {
      await moveIfThere(objects, documentFileKey(from, id), documentFileKey(to, id));
      await moveIfThere(objects, documentTextKey(from, id), documentTextKey(to, id));
      await database.transaction(async (tx) => {
        const row = await changeOwner(tx, id, from, to);
        if (row) await changeAudience(tx, row, from);
      });
    }
  },
});
