/**
 * From a file to what can be searched: its text, its chunks, their vectors. Content that another document has is taken from
 * that one, also while it is only being read: nothing is read twice.
 */
import type { Runtime } from '@scory/chassis/runtime.ts';
import { type CommandHandler, type HandlerContext, handler } from '@scory/chassis/service.ts';
import { ingestCommand } from '@scory/contracts/documents/ingest.ts';
import type { DocumentText } from '@scory/contracts/documents/text.ts';
import type { Embedder } from '@scory/llm/embedder.ts';
import type { SingleFlight } from '@scory/llm/single-flight.ts';
import { embeddedText } from '../domain/chunk.ts';
import { chunkDocument } from '../domain/chunk-document.ts';
import type { ExtractionPool } from '../extraction/pool.ts';
import { factsOf, keep } from '../ingest/keep.ts';
import { ownerOf, type Subject } from '../ingest/subject.ts';
import { artefactOf, textOf } from '../ingest/text-of.ts';
import { findTwin } from '../store/document-store.ts';
import { registerModel } from '../store/embedding-models.ts';
import { copyIndex, writeIndex } from '../store/index-store.ts';

export interface IngestParts {
  pool: ExtractionPool;
  embedder: Embedder;
  flights: SingleFlight;
}

type Needs = Pick<Runtime, 'objects' | 'database'>;

/** A document that is ready, with the text that it was made from. */
interface Made {
  id: string;
  text: DocumentText;
}

const embedBatch = 64;

/** Chunks are embedded by the batch, so that whoever waits sees how far it is, and a cancel comes soon. */
async function embed(
  embedder: Embedder,
  texts: readonly string[],
  { acceptedFor: ownerId, jobId }: Subject,
  { signal, progress }: HandlerContext,
): Promise<Float32Array[]> {
  const vectors: Float32Array[] = [];
  for (let start = 0; start < texts.length; start += embedBatch) {
    progress({ phase: 'embed', completed: start, total: texts.length });
    const batch = texts.slice(start, start + embedBatch);
    vectors.push(...(await embedder.embed(batch, { kind: 'passage', ownerId, jobId, signal })));
  }
  return vectors;
}

export function ingestHandler(needs: Needs, { pool, embedder, flights }: IngestParts): CommandHandler {
  /** Another document of the same content that is ready. */
  async function twinOf({ id, sha256 }: Subject): Promise<Made | undefined> {
    const row = await findTwin(needs.database, id, sha256);
    const text = row && (await artefactOf(needs.objects, row, sha256));
    return text && { id: row.id, text };
  }

  async function make(subject: Subject, context: HandlerContext): Promise<Made> {
    const text = await textOf(needs, pool, subject, context);
    const { chunks } = chunkDocument(text);
    const model = await registerModel(needs.database, embedder);
    const vectors = await embed(embedder, chunks.map(embeddedText), subject, context);
    context.signal.throwIfAborted();
    await keep(needs, subject, text, (tx, row) => writeIndex(tx, row, chunks, { model, vectors }));
    return { id: subject.id, text };
  }

  /** The same for a document whose content is there already. */
  const copy = (subject: Subject, { id, text }: Made) =>
    keep(needs, subject, text, (tx, row) => copyIndex(tx, id, row));

  return handler(
    ingestCommand,
    async ({ data, actor, jobId }, context) => {
      const startedAt = performance.now();
      const { document_id: id, media_type: mediaType, sha256, title } = data;
      const subject: Subject = { id, acceptedFor: actor.owner_id, jobId, sha256, mediaType, title };
      await ownerOf(needs, subject);
      const { value: made } = await flights.run(`ingest:${sha256}`, {
        read: () => twinOf(subject),
        compute: (signal) => make(subject, { ...context, signal }),
        signal: context.signal,
        idle: context.idle,
      });
      const facts = made.id === id ? factsOf(made.text, title) : await copy(subject, made);
      const { extractor, warnings } = made.text;
      return {
        result: { document_id: id, ...facts },
        metadata: {
          extractor: extractor.name,
          processing_time_ms: Math.round(performance.now() - startedAt),
        },
        warnings,
      };
    },
    { concurrency: pool.size },
  );
}
