import type { Runtime } from '@scory/chassis/runtime.ts';
import { documentPrefix } from '@scory/contracts/documents/text.ts';
import { removeDeleted } from './document-store.ts';
import type { DocumentRow } from './entities.ts';

/** Removes what a row in state `deleting` stands for, then the row. May be repeated after a crash. */
export async function removeDocument(
  { database, objects }: Pick<Runtime, 'database' | 'objects'>,
  { id, owner_id }: Pick<DocumentRow, 'id' | 'owner_id'>,
): Promise<void> {
  await objects.deletePrefix(documentPrefix(owner_id, id));
  await removeDeleted(database, id, owner_id);
}
