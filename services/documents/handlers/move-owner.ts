import type { Runtime } from '@scory/chassis/runtime.ts';
import type { EventHandler } from '@scory/chassis/service.ts';
import { documentsOwnerMerged } from '@scory/contracts/documents/ingest.ts';
import { documentPrefix } from '@scory/contracts/documents/text.ts';
import { ownerMerged } from '@scory/contracts/identity/owner-merged.ts';
import { moveIfThere } from '../ingest/publish.ts';
import { changeOwner, listAllOwned } from '../store/document-store.ts';
import { changeAudience } from '../store/index-store.ts';

/**
 * Documents follow their owner. Files first: where a crash comes between, the event comes again and finds the
 * rows still to be moved.
 */
export const moveOwner = ({ database, objects }: Pick<Runtime, 'database' | 'objects'>): EventHandler => ({
  contract: documentsOwnerMerged,
  handle: async (event) => {
    const { from, to } = ownerMerged.data.parse(event.data);
    for (const { id } of await listAllOwned(database, from)) {
      const [old, now] = [documentPrefix(from, id), documentPrefix(to, id)];
      const keys: string[] = [];
      for await (const key of objects.list(old)) keys.push(key);
      for (const key of keys) await moveIfThere(objects, key, now + key.slice(old.length));
      await database.transaction(async (tx) => {
        const row = await changeOwner(tx, id, from, to);
        if (row) await changeAudience(tx, row, from);
      });
    }
  },
});
