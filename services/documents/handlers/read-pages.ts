/** Reads one range of a long PDF, unless an earlier run has left what it read. */
import { PermanentError } from '@scory/chassis/errors.ts';
import { ObjectMissing } from '@scory/chassis/objects.ts';
import { type CommandHandler, handler } from '@scory/chassis/service.ts';
import { readPagesCommand } from '@scory/contracts/documents/ingest-parts.ts';
import { documentFileKey, nextVersionPrefix } from '@scory/contracts/documents/text.ts';
import type { ExtractionPool } from '../extraction/pool.ts';
import { rangeKey } from '../ingest/parts.ts';
import { deleted, type Needs, ownerOf } from '../ingest/subject.ts';
import type { Reader } from '../store/ingest-store.ts';
import { spoilReading, spoiltReading } from '../store/reading-claims.ts';

export function readPagesHandler(needs: Needs, pool: ExtractionPool): CommandHandler {
  const { objects, database } = needs;

  /** The file of the version: where it waits for its turn, or that of the document, which it may share. */
  async function fileOf(owner: string, { id, version }: Reader): Promise<string> {
    const own = `${nextVersionPrefix(owner, id, version)}file`;
    return version > 1 && (await objects.exists(own)) ? own : documentFileKey(owner, id);
  }

  return handler(
    readPagesCommand,
    async ({ data, actor }, { signal, progress }) => {
      const { from, to, pictures } = data;
      const reader: Reader = {
        id: data.document_id,
        acceptedFor: actor.owner_id,
        jobId: data.ingest_job_id,
        version: data.version,
      };
      const result = { pages: to - from + 1 };
      const owner = await ownerOf(needs, reader);
      const key = rangeKey(reader, data);
      if (await objects.exists(key)) return { result };
      const spoilt = await spoiltReading(database, reader.jobId);
      if (spoilt) throw new PermanentError(spoilt.code, spoilt.message);
      const onProgress = (completed: number, total: number): void =>
        progress({ phase: 'extract', completed, total });
      try {
        const read = await objects.withLocalFile(await fileOf(owner, reader), (path) =>
          pool.readRange({ path, range: { from, to }, pictures }, { signal, onProgress }),
        );
        signal.throwIfAborted();
        await objects.put(key, read, { signal });
      } catch (error) {
        if (error instanceof ObjectMissing) throw deleted();
        if (error instanceof PermanentError) await spoilReading(database, reader.jobId, error);
        throw error;
      }
      // Whoever deleted it meanwhile may have looked before this was there.
      await ownerOf(needs, reader).catch(async (error: unknown) => {
        await objects.delete(key);
        throw error;
      });
      return { result };
    },
    // One child stays free: long documents must not keep a short one waiting, nor fill the memory with what they read.
    { concurrency: Math.max(1, pool.size - 1) },
  );
}
