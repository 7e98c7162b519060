/**
 * Has a model read pages that OCR has read badly. The child that holds the file has no network and no keys: it draws the
 * page, this process asks, and the child puts the answer in its place. What was answered is kept with the job's parts, so
 * that a job that begins anew pays for none of it twice.
 */
import { TransientError } from '@scory/chassis/errors.ts';
import type { Logger } from '@scory/chassis/log.ts';
import { ObjectMissing, type ObjectStore } from '@scory/chassis/objects.ts';
import type { HandlerContext } from '@scory/chassis/service.ts';
import type { DocumentPage, DocumentText } from '@scory/contracts/documents/text.ts';
import type { ModelGateway } from '@scory/llm/gateway.ts';
import type { Transcript } from '../domain/transcript.ts';
import { unpackedJson } from '../extraction/packing.ts';
import type { ExtractionPool } from '../extraction/pool.ts';
import type { PagePicture, PageTranscripts, Reading, Wanted } from '../extraction/protocol.ts';
import { readPagePrompt } from '../prompts/read-page.ts';
import { partsOf } from './parts.ts';
import { deleted, type Subject } from './subject.ts';

export interface Vision {
  gateway: ModelGateway;
  /** ISO 639-2. */
  languages: readonly string[];
}

interface Tools {
  objects: ObjectStore;
  pool: ExtractionPool;
  vision: Vision;
  log: Logger;
}

/** Of one document: each costs what a long question does. */
const pagesMax = 30;
/** What models look at; more is made smaller by them. */
const pictureWidth = 1_600;
const enginePrefix = 'vision';

const transcriptKey = (subject: Subject, page: number): string => `${partsOf(subject)}transcript-${page}`;

async function transcribe(
  { objects, pool, vision }: Tools,
  subject: Subject,
  file: string,
  page: DocumentPage,
  signal: AbortSignal,
): Promise<Transcript> {
  const key = transcriptKey(subject, page.number);
  const kept = await objects.read(key);
  if (kept) return JSON.parse(kept.toString('utf8')) as Transcript;
  const space = { width: page.width, height: page.height };
  const picture: PagePicture = {
    page: page.number,
    width: pictureWidth,
    rotation: page.rotation ?? 0,
    marks: [],
    space,
  };
  const { png } = await objects.withLocalFile(file, (path) =>
    pool.render(path, subject.mediaType, picture, { signal }),
  );
  const { value, provider, model } = await vision.gateway.generate({
    prompt: readPagePrompt,
    input: { png, languages: vision.languages },
    ownerId: subject.acceptedFor,
    jobId: subject.jobId,
    signal,
  });
  const engine = { name: `${enginePrefix}:${provider}`, version: model };
  const transcript: Transcript = { engine, paragraphs: value.paragraphs };
  await objects.put(key, Buffer.from(JSON.stringify(transcript)));
  return transcript;
}

/** The reading with its badly read pages read again, as far as a model answers. Without one they stay as they are, and are marked. */
export async function transcribePoorPages(
  tools: Tools,
  subject: Subject,
  reading: Reading,
  { file, wanted, context }: { file: string; wanted: Wanted; context: HandlerContext },
): Promise<Reading> {
  const { signal, progress } = context;
  const uncertain = reading.facts.warnings.find(({ code }) => code === 'PAGE_OCR_UNCERTAIN')?.pages ?? [];
  if (uncertain.length === 0) return reading;
  const wantedPages = new Set(uncertain.slice(0, pagesMax));
  const document = JSON.parse((await unpackedJson(reading.text)).toString('utf8')) as DocumentText;
  const pages = document.pages.filter(({ number }) => wantedPages.has(number));
  const transcripts: PageTranscripts = [];
  for (const [done, page] of pages.entries()) {
    progress({ phase: 'transcribe', completed: done, total: pages.length });
    try {
      transcripts.push({
        page: page.number,
        transcript: await transcribe(tools, subject, file, page, signal),
      });
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ObjectMissing) throw deleted();
      tools.log.warn(
        { err: error, page: page.number },
        'a page could not be read by a model; what OCR read stays',
      );
      // A provider that is down is so for the next page too.
      if (error instanceof TransientError) break;
    }
  }
  if (transcripts.length === 0) return reading;
  return tools.pool.retell({ text: reading.text, transcripts, ...wanted }, { signal });
}
