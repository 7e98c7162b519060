/**
 * A warm pool of processes that read and draw documents. Files are handed over by path. A fresh process per file would cost
 * several times the work itself; a shared one would let a bad file take its neighbours along.
 */
import { availableParallelism } from 'node:os';
import { TransientError } from '@scory/chassis/errors.ts';
import { ExtractionChild, type Task } from './extraction-child.ts';
import { unpackedJson } from './packing.ts';
import { createPlaces } from './places.ts';
import type {
  AssembleRequest,
  ChildAnswer,
  ChildRequest,
  Extraction,
  ExtractRequest,
  LongFile,
  MediaType,
  PagePicture,
  Reading,
  ReadRangeRequest,
  ReadSettings,
  RenderRequest,
  RetellRequest,
} from './protocol.ts';

export interface PoolOptions extends ReadSettings {
  /** Files that are read at once. */
  size: number;
  /** Longest time that one file may take; a page that is read as a picture has as long again. */
  timeoutMs: number;
  heapMb: number;
  residentMb: number;
  /** A child that has read this many files, or has grown beyond `idleMb`, makes room for a fresh one. */
  filesPerChild: number;
  idleMb: number;
  /** Of a page that is drawn. */
  maxPixels: number;
}

export interface ExtractOptions {
  signal?: AbortSignal;
  /** After each page. */
  onProgress?: (completed: number, total: number) => void;
}

export type FileToRead = Pick<
  ExtractRequest,
  'path' | 'mediaType' | 'sha256' | 'passagesPerGroup' | 'wholePages'
>;

export interface RenderedPage {
  png: Buffer;
  /** Pixels; less than asked for where the page would have more than `maxPixels`. */
  width: number;
  height: number;
}

export interface ExtractionPool {
  /** Files that are read at once; more wait. */
  readonly size: number;
  /** Pages of one document that are read as pictures. */
  readonly ocrPages: number;
  /**
   * Reads a file. Rejects with a `PermanentError` (an `ExtractFailure`, EXTRACT_TIMEOUT or EXTRACT_CRASHED), a
   * `TransientError` where the fault is not the file's, or the signal's reason.
   */
  read(file: FileToRead, options?: ExtractOptions): Promise<Reading | LongFile>;
  /** Reads pages of a PDF; at most `pictures` of them as pictures. Gzipped, for `assemble`. Rejects as `read` does. */
  readRange(
    range: Pick<ReadRangeRequest, 'path' | 'range'> & { pictures: number },
    options?: ExtractOptions,
  ): Promise<Buffer>;
  /** Makes one document of files with all its ranges. Rejects as `read` does. */
  assemble(
    ranges: Pick<AssembleRequest, 'paths' | 'sha256' | 'passagesPerGroup'>,
    options?: ExtractOptions,
  ): Promise<Reading>;
  /** A document that was read, with pages that a model has read from their pictures. Rejects as `read` does. */
  retell(
    told: Pick<RetellRequest, 'text' | 'transcripts' | 'sha256' | 'passagesPerGroup'>,
    options?: ExtractOptions,
  ): Promise<Reading>;
  /** The text of a file, whole whatever its length. Rejects as `read` does. */
  extract(path: string, mediaType: MediaType, options?: ExtractOptions): Promise<Extraction>;
  /**
   * Draws a page, with places on it marked. Rejects as `extract` does, and with a `PermanentError`
   * PAGE_NOT_FOUND, PAGE_UNREADABLE or PAGE_WITHOUT_IMAGE.
   */
  render(
    path: string,
    mediaType: MediaType,
    picture: PagePicture,
    options?: { signal?: AbortSignal },
  ): Promise<RenderedPage>;
  /** Process ids of the living children. */
  pids(): number[];
  /** Kills all children, fails what runs and waits; resolves when no process is left. */
  close(): Promise<void>;
}

const defaults: PoolOptions = {
  size: Math.min(4, availableParallelism()),
  timeoutMs: 120_000,
  heapMb: 512,
  residentMb: 1_024,
  maxPages: 2_000,
  maxCharacters: 10_000_000,
  maxInflatedBytes: 256 * 1024 * 1024,
  filesPerChild: 500,
  idleMb: 400,
  maxPixels: 8_000_000,
  ocr: { languages: ['eng'], maxPages: 300 },
};

export function createExtractionPool(given: Partial<PoolOptions> = {}): ExtractionPool {
  const options = { ...defaults, ...given };
  const children = new Set<ExtractionChild>();
  const places = createPlaces(options.size);
  let nextId = 1;
  let closing: unknown;

  const idleChild = (): ExtractionChild => {
    for (const child of children) if (child.dead) children.delete(child);
    for (const child of children) if (child.usable) return child;
    const child = new ExtractionChild(options);
    children.add(child);
    return child;
  };

  const retireIfWorn = async (child: ExtractionChild): Promise<void> => {
    if (child.dead) {
      children.delete(child);
      // The next file finds a warm child, not a starting one.
      if (closing === undefined && children.size < options.size) children.add(new ExtractionChild(options));
      return;
    }
    const worn =
      child.served >= options.filesPerChild || (await child.residentBytes()) > options.idleMb * 1024 * 1024;
    if (worn && child.usable) {
      children.delete(child);
      await child.kill(new Error('retired'));
    }
  };

  const run = async <R extends ChildRequest>(task: Task<R>): Promise<ChildAnswer<R>> => {
    const { signal } = task;
    signal?.throwIfAborted();
    if (closing !== undefined) throw closing;
    await places.enter(signal);
    try {
      signal?.throwIfAborted();
      if (closing !== undefined) throw closing;
      const child = idleChild();
      try {
        return await child.run(task);
      } finally {
        await retireIfWorn(child);
      }
    } finally {
      places.exit();
    }
  };

  const { maxPages, maxCharacters, maxInflatedBytes, ocr, maxPixels } = options;
  const limits: ReadSettings = { maxPages, maxCharacters, maxInflatedBytes, ocr };
  const read = (file: FileToRead, more: ExtractOptions = {}): Promise<Reading | LongFile> =>
    run<ExtractRequest>({ request: { kind: 'extract', id: nextId++, ...limits, ...file }, ...more });

  return {
    size: options.size,
    ocrPages: ocr.maxPages,
    read,
    async readRange({ pictures, ...range }, more = {}) {
      const fewer = { ...limits, ocr: { ...ocr, maxPages: pictures } };
      const request: ReadRangeRequest = { kind: 'read-range', id: nextId++, ...fewer, ...range };
      return Buffer.from((await run({ request, ...more })).range, 'base64');
    },
    assemble: (ranges, more = {}) =>
      run<AssembleRequest>({ request: { kind: 'assemble', id: nextId++, ...limits, ...ranges }, ...more }),
    retell: (told, more = {}) =>
      run<RetellRequest>({ request: { kind: 'retell', id: nextId++, ...told }, ...more }),
    async extract(path, mediaType, more) {
      const reading = (await read({ path, mediaType, sha256: '' }, more)) as Reading;
      const { sha256: _none, ...text } = JSON.parse((await unpackedJson(reading.text)).toString('utf8'));
      return { ...text, characters: reading.facts.characters };
    },
    async render(path, mediaType, picture, { signal } = {}) {
      const request: RenderRequest = { kind: 'render', id: nextId++, path, mediaType, maxPixels, ...picture };
      const { png, width, height } = await run({ request, signal });
      return { png: Buffer.from(png, 'base64'), width, height };
    },
    pids: () => [...children].flatMap((child) => (child.dead || child.pid === undefined ? [] : [child.pid])),
    async close() {
      closing ??= new TransientError('SHUTTING_DOWN', 'Text extraction is shutting down');
      places.turnAway(closing);
      const all = [...children];
      children.clear();
      await Promise.all(all.map((child) => child.kill(closing)));
    },
  };
}
