/**
 * From a file to what can be searched. A short document is one job; a long one has parts:
 *
 *   wait for who reads the same content → copy it
 *   └ or read: whole, or ranges of pages (jobs) → put together → embed: at once, or groups of passages (jobs) → publish
 *
 * What parts make lies in the object store (`ingest/parts.ts`), so whatever dies, only what is missing is made again.
 */
import { PermanentError, TransientError } from '@scory/chassis/errors.ts';
import { ObjectMissing } from '@scory/chassis/objects.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import {
  type Command,
  type CommandHandler,
  type EndedChild,
  type FanOut,
  fanOutHandler,
  type HandlerContext,
} from '@scory/chassis/service.ts';
import { ingestCommand } from '@scory/contracts/documents/ingest.ts';
import { embedPassagesCommand, readPagesCommand } from '@scory/contracts/documents/ingest-parts.ts';
import { documentTextKey } from '@scory/contracts/documents/text.ts';
import type { z } from 'zod';
import type { Chunk } from '../domain/chunk.ts';
import { unpackedJson } from '../extraction/packing.ts';
import type { ExtractionPool } from '../extraction/pool.ts';
import { isLong, type LongFile, type Reading, type ReadingFacts } from '../extraction/protocol.ts';
import { embedPassages, modelsToEmbed } from '../ingest/embed.ts';
import type { Embedders } from '../ingest/embedders.ts';
import { storedIndex, writeCurrentIndex } from '../ingest/index-of.ts';
import { passagesKey, type RangePlan, rangeKey, rangesOf } from '../ingest/parts.ts';
import { publish, settle, writeText } from '../ingest/publish.ts';
import { deleted, documentOf, fileKeyOf, ownerOf, type Subject } from '../ingest/subject.ts';
import { transcribePoorPages, type Vision } from '../ingest/transcribe.ts';
import { turnToRead } from '../ingest/turn.ts';
import { type EmbeddingModel, listModels } from '../store/embedding-models.ts';
import type { DocumentRow } from '../store/entities.ts';
import { contentGone, copyIndex, type Index } from '../store/index-store.ts';
import { type Facts, revive, stateOf, type Twin } from '../store/ingest-store.ts';

export interface IngestParts {
  pool: ExtractionPool;
  embedders: Embedders;
  /** Reads pages that OCR reads badly, where that is wanted. */
  vision?: Vision | undefined;
}

type Needs = Pick<Runtime, 'objects' | 'database' | 'jobs' | 'log'>;
type Ingest = Command<z.output<typeof ingestCommand.data>>;

/** PDFs with more pages are read in ranges: below it a job for each costs more than it saves. */
const wholePages = 50;
/** Of a group, which is embedded in some seconds. */
const passagesPerGroup = 64;
/** A document of no more groups is embedded at once: two jobs cost more than they save. */
const groupsAtOnce = 2;
/** How often parts are made anew that are not where they were put. */
const roundsMax = 3;

/** What the job keeps for itself while its parts are under way. */
interface Kept {
  /** Milliseconds since 1970. */
  startedAt: number;
  round: number;
  ranges?: RangePlan[];
  embedding?: { facts: ReadingFacts; readAt: number; models: number[] };
}

const subjectOf = ({ data, actor, jobId, createdAt }: Ingest): Subject => ({
  id: data.document_id,
  acceptedFor: actor.owner_id,
  jobId,
  version: data.version,
  sha256: data.sha256,
  mediaType: data.media_type,
  fresh: data.fresh,
  acceptedAt: createdAt,
});

const outcomeOf = (row: DocumentRow, startedAt: number) => ({
  result: {
    document_id: row.id,
    version: row.version,
    pages: row.pages ?? 0,
    characters: row.characters ?? 0,
    title: row.title,
    language: row.language,
  },
  metadata: { extractor: row.extractor ?? '', processing_time_ms: Date.now() - startedAt },
  warnings: row.warnings,
});

const factsOf = ({ extractor, passages: _groups, ...facts }: ReadingFacts, readAt: number): Facts => ({
  ...facts,
  extractor: extractor.name,
  readAt: new Date(readAt),
});

/** What a part that failed means: without it there is no document. */
function assertAll(children: readonly EndedChild[]): void {
  for (const { status, error } of children) {
    if (status === 'succeeded') continue;
    const { code, message } = error ?? { code: status.toUpperCase(), message: `A part was ${status}` };
    throw error?.retryable ? new TransientError(code, message) : new PermanentError(code, message);
  }
}

function nextRound(kept: Kept): number {
  if (kept.round === roundsMax)
    throw new PermanentError('PARTS_MISSING', 'What was read of the document was not kept');
  return kept.round + 1;
}

export function ingestHandler(needs: Needs, { pool, embedders, vision }: IngestParts): CommandHandler {
  const { objects, database, log } = needs;

  async function copy(subject: Subject, twin: Twin): Promise<DocumentRow> {
    const text = await objects.read(documentTextKey(twin.owner_id, twin.id));
    if (!text) throw contentGone();
    await writeText(needs, subject, text);
    return publish(needs, subject, twin.facts, (tx, row) => copyIndex(tx, twin, row));
  }

  async function read(subject: Subject, { signal, progress }: HandlerContext): Promise<Reading | LongFile> {
    const { mediaType, sha256 } = subject;
    const onProgress = (completed: number, total: number): void =>
      progress({ phase: 'extract', completed, total });
    const key = fileKeyOf(await ownerOf(needs, subject), subject);
    return objects
      .withLocalFile(key, (path) =>
        pool.read({ path, mediaType, sha256, passagesPerGroup, wholePages }, { signal, onProgress }),
      )
      .catch((error: unknown) => {
        throw error instanceof ObjectMissing ? deleted() : error;
      });
  }

  function handOutPages(subject: Subject, kept: Kept, context: HandlerContext): FanOut {
    const part = partOf(subject);
    const children = (kept.ranges ?? []).map((range) => ({
      contract: readPagesCommand,
      data: { ...part, ...range },
      weight: range.to - range.from + 1,
    }));
    return context.fanOut(children, { state: kept, phase: 'extract' });
  }

  /** Undefined where a range is missing. */
  async function assemble(
    subject: Subject,
    ranges: readonly RangePlan[],
    signal: AbortSignal,
  ): Promise<Reading | undefined> {
    const { sha256 } = subject;
    const lend = (paths: string[]): Promise<Reading> => {
      const range = ranges[paths.length];
      return range
        ? objects.withLocalFile(rangeKey(subject, range), (path) => lend([...paths, path]))
        : pool.assemble({ paths, sha256, passagesPerGroup }, { signal });
    };
    return lend([]).catch((error: unknown) => {
      if (error instanceof ObjectMissing) return undefined;
      throw error;
    });
  }

  async function embedHere(
    subject: Subject,
    passages: readonly string[],
    { signal, progress }: HandlerContext,
  ): Promise<Index> {
    const { acceptedFor: ownerId, jobId } = subject;
    const chunks = passages.flatMap((group) => JSON.parse(group) as Chunk[]);
    progress({ phase: 'embed', completed: 0, total: chunks.length });
    const vectors: { model: EmbeddingModel; groups: Float32Array[] }[] = [];
    for (const model of chunks.length === 0 ? [] : await modelsToEmbed(needs, embedders)) {
      const all = await embedPassages(embedders, model, chunks, { ownerId, jobId }, { signal });
      if (all) vectors.push({ model, groups: [all] });
    }
    return { passages, vectors };
  }

  function handOutPassages(subject: Subject, kept: Kept, context: HandlerContext): FanOut {
    const part = partOf(subject);
    const { facts, models } = kept.embedding!;
    const children = models.flatMap((model_id) =>
      facts.passages.map((weight, group) => ({
        contract: embedPassagesCommand,
        data: { ...part, group, model_id },
        weight,
      })),
    );
    return context.fanOut(children, { state: kept, phase: 'embed' });
  }

  /** From a document that was read to one that is found: at once, or by handing its passages out. */
  async function transcribe(subject: Subject, reading: Reading, context: HandlerContext): Promise<Reading> {
    if (!vision) return reading;
    const file = fileKeyOf(await ownerOf(needs, subject), subject);
    const wanted = { sha256: subject.sha256, passagesPerGroup };
    return transcribePoorPages({ objects, pool, vision, log }, subject, reading, { file, wanted, context });
  }

  async function embed(subject: Subject, read: Reading, kept: Kept, context: HandlerContext) {
    const reading = await transcribe(subject, read, context);
    const readAt = Date.now();
    const { facts } = reading;
    await writeText(needs, subject, await unpackedJson(reading.text));
    const passages: string[] = [];
    for (const group of reading.passages) passages.push((await unpackedJson(group)).toString('utf8'));
    if (passages.length <= groupsAtOnce) {
      const index = await embedHere(subject, passages, context);
      context.signal.throwIfAborted();
      return finish(subject, factsOf(facts, readAt), index, kept);
    }
    for (const [group, json] of passages.entries())
      await objects.put(passagesKey(subject, group), Buffer.from(json));
    const models = (await modelsToEmbed(needs, embedders)).map(({ id }) => id);
    return handOutPassages(subject, { ...kept, embedding: { facts, readAt, models } }, context);
  }

  async function finish(subject: Subject, facts: Facts, index: Index, { startedAt }: Kept) {
    const row = await publish(needs, subject, facts, (tx, ready) =>
      writeCurrentIndex(tx, ready, index, embedders),
    );
    return outcomeOf(row, startedAt);
  }

  async function joinPassages(subject: Subject, kept: Kept, context: HandlerContext) {
    const { facts, readAt, models } = kept.embedding!;
    const wanted = (await modelsToEmbed(needs, embedders)).map(({ id }) => id);
    const there = (await listModels(database)).filter(({ id }) => models.includes(id));
    const index = wanted.every((id) => models.includes(id))
      ? await storedIndex(objects, subject, facts.passages.length, there, embedders)
      : undefined;
    if (index) return finish(subject, factsOf(facts, readAt), index, kept);
    const again = { ...kept, round: nextRound(kept), embedding: { facts, readAt, models: wanted } };
    return handOutPassages(subject, again, context);
  }

  return fanOutHandler(ingestCommand, {
    concurrency: pool.size,
    async handle(command, context) {
      const subject = subjectOf(command);
      const kept: Kept = { startedAt: Date.now(), round: 1 };
      await revive(database, subject);
      const row = await documentOf(needs, subject);
      if (stateOf(row, subject) === 'ready') {
        // An earlier run came this far.
        await settle(needs, subject, row);
        return outcomeOf(row, kept.startedAt);
      }
      const twin = await turnToRead(needs, subject, context);
      if (twin) return outcomeOf(await copy(subject, twin), kept.startedAt);
      const reading = await read(subject, context);
      if (!isLong(reading)) return embed(subject, reading, kept, context);
      return handOutPages(subject, { ...kept, ranges: rangesOf(reading, pool.ocrPages) }, context);
    },
    async join(command, context) {
      const subject = subjectOf(command);
      const kept = command.state as Kept;
      const row = await documentOf(needs, subject);
      if (stateOf(row, subject) === 'ready') {
        await settle(needs, subject, row);
        return outcomeOf(row, kept.startedAt);
      }
      assertAll(command.children);
      if (kept.embedding) return joinPassages(subject, kept, context);
      const reading = await assemble(subject, kept.ranges ?? [], context.signal);
      if (reading) return embed(subject, reading, { ...kept, round: 1 }, context);
      return handOutPages(subject, { ...kept, round: nextRound(kept) }, context);
    },
  });
}

const partOf = ({ id, version, sha256, jobId }: Subject) => ({
  document_id: id,
  version,
  sha256,
  ingest_job_id: jobId,
});
