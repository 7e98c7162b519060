/**
 * Entry of an extraction child: reads, chunks or draws one file after another on behalf of its parent, and may be killed at any
 * moment. It writes nothing and holds no secrets.
 */
import { Worker } from 'node:worker_threads';
import { mediaTypes } from '../domain/media-types.ts';
import { assemblePdf } from './assemble-pdf.ts';
import { isImage } from './decode-image.ts';
import { extractDocx } from './extract-docx.ts';
import { extractEpub } from './extract-epub.ts';
import { extractImage } from './extract-image.ts';
import { extractPdf, extractShortPdf, readPdfRange } from './extract-pdf.ts';
import { extractPptx } from './extract-pptx.ts';
import { extractText } from './extract-text.ts';
import { pack, unpackFile } from './packing.ts';
import type { OnPage, RangeReading } from './pdf-range.ts';
import {
  type ChildAnswer,
  type ChildMessage,
  type ChildRequest,
  ExtractError,
  type Extraction,
  type ExtractRequest,
  type LongFile,
} from './protocol.ts';
import { readingOf } from './reading-of.ts';
import { renderPage } from './render-page.ts';
import { retell } from './retell.ts';

/**
 * Ends this process with its parent. The channel's `disconnect` is not enough: a file that keeps the main thread
 * busy keeps it from hearing that.
 */
const watchdog = `
  const { workerData: parent } = require('node:worker_threads');
  setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL'); }, 500);
`;

function say(message: ChildMessage): void {
  process.send?.(message);
}

function extract(request: ExtractRequest, onPage: OnPage): Promise<Extraction | LongFile> {
  const { path, mediaType, wholePages } = request;
  switch (mediaType) {
    case mediaTypes.pdf:
      return wholePages === undefined
        ? extractPdf(path, request, onPage)
        : extractShortPdf(path, request, wholePages, onPage);
    case mediaTypes.docx:
      return extractDocx(path, request);
    case mediaTypes.pptx:
      return extractPptx(path, request, onPage);
    case mediaTypes.epub:
      return extractEpub(path, request, onPage);
    default:
      return isImage(mediaType)
        ? extractImage(path, mediaType, request)
        : extractText(path, mediaType, request);
  }
}

/** A page takes a few milliseconds to read, and telling of it nearly one for all who hear it. */
const progressEveryMs = 100;

function progressOf(id: number): OnPage {
  let saidAt = 0;
  let saidPictures = 0;
  return (completed, total, pictures = 0) => {
    const now = performance.now();
    if (pictures === saidPictures && completed < total && now - saidAt < progressEveryMs) return;
    saidAt = now;
    saidPictures = pictures;
    say({ type: 'progress', id, completed, total, pictures });
  };
}

async function answerTo(request: ChildRequest): Promise<ChildAnswer<ChildRequest>> {
  const { id } = request;
  const onPage = progressOf(id);
  switch (request.kind) {
    case 'render':
      return renderPage(request);
    case 'read-range':
      return { range: await pack(await readPdfRange(request.path, request.range, request, onPage)) };
    case 'retell':
      return retell(request);
    case 'assemble': {
      const ranges: RangeReading[] = [];
      for (const path of request.paths) ranges.push(await unpackFile<RangeReading>(path));
      return readingOf(assemblePdf(ranges, request), request);
    }
    default: {
      const extraction = await extract(request, onPage);
      return 'format' in extraction ? readingOf(extraction, request) : extraction;
    }
  }
}

async function serve(request: ChildRequest): Promise<void> {
  const { id } = request;
  try {
    say({ type: 'done', id, answer: await answerTo(request) });
  } catch (error) {
    if (error instanceof ExtractError) say({ type: 'failed', id, code: error.code, message: error.message });
    else say({ type: 'broken', id, message: error instanceof Error ? error.message : String(error) });
  }
}

process.on('disconnect', () => process.exit(0));
process.on('message', (request: ChildRequest) => void serve(request));
// pdf.js keeps promises of pages that nobody asks for any more; their rejection must not end the child.
process.on('unhandledRejection', () => undefined);
new Worker(watchdog, { eval: true, workerData: process.ppid }).unref();
say({ type: 'ready' });
