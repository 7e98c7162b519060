/** Embeds one group of a long document's passages, unless an earlier run has left its vectors. */
import { type CommandHandler, handler } from '@scory/chassis/service.ts';
import { embedPassagesCommand } from '@scory/contracts/documents/ingest-parts.ts';
import type { Chunk } from '../domain/chunk.ts';
import { embedPassages } from '../ingest/embed.ts';
import type { Embedders } from '../ingest/embedders.ts';
import { passagesKey, vectorsKey } from '../ingest/parts.ts';
import { deleted, type Needs, ownerOf } from '../ingest/subject.ts';
import { listModels } from '../store/embedding-models.ts';
import type { Reader } from '../store/ingest-store.ts';

/** A provider's calls of one process at once; what waits does so by its owner's turn. */
const concurrency = 4;

export function embedPassagesHandler(needs: Needs, embedders: Embedders): CommandHandler {
  const { objects, database } = needs;
  return handler(
    embedPassagesCommand,
    async ({ data, actor, jobId }, { signal }) => {
      const reader: Reader = {
        id: data.document_id,
        acceptedFor: actor.owner_id,
        jobId: data.ingest_job_id,
        version: data.version,
      };
      await ownerOf(needs, reader);
      const stored = await objects.read(passagesKey(reader, data.group));
      if (!stored) throw deleted();
      const passages = JSON.parse(stored.toString('utf8')) as Chunk[];
      const key = vectorsKey(reader, data.model_id, data.group);
      const result = { passages: passages.length };
      if (await objects.exists(key)) return { result };
      const model = (await listModels(database)).find(({ id }) => id === data.model_id);
      // The index has moved on to another model: the parent does without these.
      if (!model) return { result: { passages: 0 } };
      const account = { ownerId: actor.owner_id, jobId };
      const vectors = await embedPassages(embedders, model, passages, account, { signal });
      if (!vectors) return { result: { passages: 0 } };
      await objects.put(key, Buffer.from(vectors.buffer), { signal });
      await ownerOf(needs, reader).catch(async (error: unknown) => {
        await objects.delete(key);
        throw error;
      });
      return { result };
    },
    { concurrency },
  );
}
