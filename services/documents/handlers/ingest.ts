import { PermanentError } from '@scory/chassis/errors.ts';
import { ObjectMissing } from '@scory/chassis/objects.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { type CommandHandler, type HandlerContext, handler } from '@scory/chassis/service.ts';
import { type DocumentMediaType, ingestCommand } from '@scory/contracts/documents/ingest.ts';
import { type DocumentText, documentFileKey, documentTextKey } from '@scory/contracts/documents/text.ts';
import type { ExtractionPool } from '../extraction/pool.ts';
import type { Extraction } from '../extraction/protocol.ts';
import { currentOwner, type ExtractedFacts, markReady } from '../store/document-store.ts';

type Needs = Pick<Runtime, 'objects' | 'database'>;

const deleted = (): PermanentError =>
  new PermanentError('DOCUMENT_DELETED', 'The document was deleted before it was read');

async function ownerOf({ database }: Needs, id: string, acceptedFor: string): Promise<string> {
  const owner = await currentOwner(database, id, acceptedFor);
  if (owner === undefined) throw deleted();
  return owner;
}

async function extract(
  { objects }: Needs,
  pool: ExtractionPool,
  document: { key: string; mediaType: DocumentMediaType },
  { signal, progress }: HandlerContext,
): Promise<Extraction> {
  const onProgress = (completed: number, total: number): void =>
    progress({ phase: 'extract', completed, total });
  try {
    return await objects.withLocalFile(document.key, (path) =>
      pool.extract(path, document.mediaType, { signal, onProgress }),
    );
  } catch (error) {
    throw error instanceof ObjectMissing ? deleted() : error;
  }
}

/** Writes the text first, then the row that says it is there; each may be repeated. */
async function keep(
  needs: Needs,
  document: { id: string; acceptedFor: string },
  text: DocumentText,
  facts: ExtractedFacts,
): Promise<void> {
  const { objects, database } = needs;
  const { id, acceptedFor } = document;
  const owner = await ownerOf(needs, id, acceptedFor);
  await objects.put(documentTextKey(owner, id), Buffer.from(JSON.stringify(text)));
  if (await markReady(database, id, owner, facts)) return;
  // Deleted meanwhile, or taken over by an account: what was written lies at the wrong place.
  await objects.delete(documentTextKey(owner, id));
  const now = await ownerOf(needs, id, acceptedFor);
  await objects.put(documentTextKey(now, id), Buffer.from(JSON.stringify(text)));
  if (await markReady(database, id, now, facts)) return;
  await objects.delete(documentTextKey(now, id));
  throw deleted();
}

export const ingestHandler = (needs: Needs, pool: ExtractionPool): CommandHandler =>
  handler(
    ingestCommand,
    async ({ data, actor }, context) => {
      const startedAt = performance.now();
      const { document_id, media_type, sha256 } = data;
      const key = documentFileKey(await ownerOf(needs, document_id, actor.owner_id), document_id);
      const { characters, ...extraction } = await extract(
        needs,
        pool,
        { key, mediaType: media_type },
        context,
      );
      const title = data.title ?? extraction.title;
      const text: DocumentText = { ...extraction, title, sha256 };
      const facts = { title, pages: text.pages.length, characters, language: text.language };
      context.signal.throwIfAborted();
      await keep(needs, { id: document_id, acceptedFor: actor.owner_id }, text, facts);
      return {
        result: { document_id, ...facts },
        metadata: {
          extractor: text.extractor.name,
          processing_time_ms: Math.round(performance.now() - startedAt),
        },
        warnings: text.warnings,
      };
    },
    { concurrency: pool.size },
  );
