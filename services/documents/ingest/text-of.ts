/** The text of a document: as an earlier try of the job left it, or read from the file. */
import { ObjectMissing, type ObjectStore } from '@scory/chassis/objects.ts';
import type { HandlerContext } from '@scory/chassis/service.ts';
import {
  type DocumentText,
  documentFileKey,
  documentText,
  documentTextKey,
} from '@scory/contracts/documents/text.ts';
import type { ExtractionPool } from '../extraction/pool.ts';
import { deleted, type Needs, ownerOf, type Subject } from './subject.ts';

/** The artefact of a document, where it is there and of this content. */
export async function artefactOf(
  objects: ObjectStore,
  document: { owner_id: string; id: string },
  sha256: string,
): Promise<DocumentText | undefined> {
  const stored = await objects.read(documentTextKey(document.owner_id, document.id));
  const text = stored && documentText.safeParse(JSON.parse(stored.toString('utf8'))).data;
  return text?.sha256 === sha256 ? text : undefined;
}

/** Rejects as `ExtractionPool.extract` does, and with DOCUMENT_DELETED. */
export async function textOf(
  needs: Needs,
  pool: ExtractionPool,
  subject: Subject,
  { signal, progress }: HandlerContext,
): Promise<DocumentText> {
  const { id, sha256, mediaType } = subject;
  const owner = await ownerOf(needs, subject);
  const earlier = await artefactOf(needs.objects, { id, owner_id: owner }, sha256);
  if (earlier) return earlier;
  const onProgress = (completed: number, total: number): void =>
    progress({ phase: 'extract', completed, total });
  try {
    const { characters: _all, ...extraction } = await needs.objects.withLocalFile(
      documentFileKey(owner, id),
      (path) => pool.extract(path, mediaType, { signal, onProgress }),
    );
    const text: DocumentText = { ...extraction, sha256 };
    await needs.objects.put(documentTextKey(owner, id), Buffer.from(JSON.stringify(text)));
    return text;
  } catch (error) {
    throw error instanceof ObjectMissing ? deleted() : error;
  }
}
