/** What a document comes to is kept: the artefact below its owner, then in one transaction its row and its index. */
import type { Queries } from '@scory/chassis/database.ts';
import { type DocumentText, documentTextKey } from '@scory/contracts/documents/text.ts';
import { type ExtractedFacts, lockCurrent, markReady } from '../store/document-store.ts';
import type { DocumentRow } from '../store/entities.ts';
import { deleted, type Needs, ownerOf, type Subject } from './subject.ts';

export const factsOf = (text: DocumentText, given: string | null): ExtractedFacts => ({
  title: given ?? text.title,
  pages: text.pages.length,
  characters: text.pages
    .flatMap(({ paragraphs }) => paragraphs)
    .reduce((sum, paragraph) => sum + paragraph.text.length, 0),
  language: text.language,
});

/** May be repeated. `index` writes what the search finds. Throws DOCUMENT_DELETED. */
export async function keep(
  needs: Needs,
  subject: Subject,
  text: DocumentText,
  index: (tx: Queries, row: DocumentRow) => Promise<void>,
): Promise<ExtractedFacts> {
  const { objects, database } = needs;
  const { id, acceptedFor } = subject;
  const facts = factsOf(text, subject.title);
  const body = Buffer.from(JSON.stringify({ ...text, title: facts.title }));
  const owner = await ownerOf(needs, subject);
  await objects.put(documentTextKey(owner, id), body);
  const kept = await database.transaction(async (tx) => {
    // Whoever deletes or takes over the document waits, or has done it.
    const row = await lockCurrent(tx, id, acceptedFor);
    if (!row) return undefined;
    await markReady(tx, id, row.owner_id, facts);
    await index(tx, { ...row, ...facts });
    return row;
  });
  if (kept?.owner_id !== owner) await objects.delete(documentTextKey(owner, id));
  if (!kept) throw deleted();
  if (kept.owner_id !== owner) await objects.put(documentTextKey(kept.owner_id, id), body);
  return facts;
}
