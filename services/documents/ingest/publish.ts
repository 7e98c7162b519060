/**
 * The end of a reading: one transaction makes the version the one that serves, with its index; before it the text is written,
 * after it file and text of a next version move to where those of a document lie. All of it may be repeated.
 */
import type { Queries } from '@scory/chassis/database.ts';
import { ObjectMissing, type ObjectStore } from '@scory/chassis/objects.ts';
import { documentFileKey, documentTextKey } from '@scory/contracts/documents/text.ts';
import type { DocumentRow } from '../store/entities.ts';
import { type Facts, findRead, markMoved, markReady, stateOf } from '../store/ingest-store.ts';
import { dropClaim } from '../store/reading-claims.ts';
import { partsOf } from './parts.ts';
import { deleted, fileKeyOf, type Needs, ownerOf, type Subject, textKeyOf } from './subject.ts';

/** Moves what is there; what is not was moved before. */
export async function moveIfThere(objects: ObjectStore, from: string, to: string): Promise<void> {
  if (from === to) return;
  await objects.move(from, to).catch((error: unknown) => {
    if (!(error instanceof ObjectMissing)) throw error;
  });
}

/** Throws DOCUMENT_DELETED. */
export async function writeText(needs: Needs, subject: Subject, text: Buffer): Promise<void> {
  await needs.objects.put(textKeyOf(await ownerOf(needs, subject), subject), text);
}

/** What is left to do for a version that serves. */
export async function settle(
  { objects, database }: Needs,
  subject: Subject,
  row: Pick<DocumentRow, 'id' | 'owner_id' | 'merged_from' | 'version' | 'moving'>,
): Promise<void> {
  // A later version has its own; what is left of this one goes.
  const serves = row.version === subject.version;
  for (const owner of [row.owner_id, ...(row.merged_from === null ? [] : [row.merged_from])]) {
    const [text, file] = [textKeyOf(owner, subject), fileKeyOf(owner, subject)];
    if (serves) {
      await moveIfThere(objects, text, documentTextKey(row.owner_id, row.id));
      await moveIfThere(objects, file, documentFileKey(row.owner_id, row.id));
    } else if (subject.version > 1) {
      await objects.delete(text);
      if (!subject.fresh) await objects.delete(file);
    }
  }
  if (serves && row.moving) await markMoved(database, row.id, row.version);
  await objects.deletePrefix(partsOf(subject));
  await dropClaim(database, subject.jobId);
}

/** `index` writes what the search finds. Throws DOCUMENT_DELETED. */
export async function publish(
  needs: Needs,
  subject: Subject,
  facts: Facts,
  index: (tx: Queries, row: DocumentRow) => Promise<void>,
): Promise<DocumentRow> {
  const { objects, database } = needs;
  const row = await database.transaction(async (tx) => {
    // Whoever deletes or takes over the document waits, or has done it.
    const locked = await findRead(tx, subject, { lock: true });
    const state = locked ? stateOf(locked, subject) : 'gone';
    if (!locked || state === 'gone' || state === 'failed') return undefined;
    if (state === 'ready') return locked;
    const ready = await markReady(tx, locked, subject.version, facts);
    await index(tx, ready);
    return ready;
  });
  if (!row) {
    const left = await findRead(database, subject);
    const owners = left ? [left.owner_id] : [subject.acceptedFor];
    for (const owner of owners) await objects.delete(textKeyOf(owner, subject));
    await objects.deletePrefix(partsOf(subject));
    throw deleted();
  }
  await settle(needs, subject, row);
  return row;
}
