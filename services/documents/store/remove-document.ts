import type { Runtime } from '@scory/chassis/runtime.ts';
import { documentPrefix } from '@scory/contracts/documents/text.ts';
import { partsOf } from '../ingest/parts.ts';
import { removeDeleted } from './document-store.ts';
import type { DocumentRow } from './entities.ts';

/** Removes what a row in state `deleting` stands for, then the row. May be repeated after a crash. */
export async function removeDocument(
  { database, objects }: Pick<Runtime, 'database' | 'objects'>,
  { id, owner_id, merged_from, job_id: jobId }: DocumentRow,
): Promise<void> {
  await objects.deletePrefix(documentPrefix(owner_id, id));
  for (const acceptedFor of [owner_id, merged_from])
    if (acceptedFor !== null) await objects.deletePrefix(partsOf({ acceptedFor, jobId }));
  await removeDeleted(database, id, owner_id);
}
