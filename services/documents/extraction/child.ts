/**
 * Entry of an extraction child: reads or draws one file after another on behalf of its parent, and may be killed at any
 * moment. It writes nothing and holds no secrets.
 */
import { Worker } from 'node:worker_threads';
import { mediaTypes } from '../domain/media-types.ts';
import { isImage } from './decode-image.ts';
import { extractDocx } from './extract-docx.ts';
import { extractEpub } from './extract-epub.ts';
import { extractImage } from './extract-image.ts';
import { extractPdf } from './extract-pdf.ts';
import { extractPptx } from './extract-pptx.ts';
import { extractText } from './extract-text.ts';
import {
  type ChildMessage,
  type ChildRequest,
  ExtractError,
  type Extraction,
  type ExtractRequest,
} from './protocol.ts';
import { renderPage } from './render-page.ts';

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

function extract(request: ExtractRequest): Promise<Extraction> {
  const { id, path, mediaType } = request;
  const onPage = (completed: number, total: number, pictures = 0): void =>
    say({ type: 'progress', id, completed, total, pictures });
  switch (mediaType) {
    case mediaTypes.pdf:
      return extractPdf(path, request, onPage);
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

async function serve(request: ChildRequest): Promise<void> {
  const { id } = request;
  try {
    const answer = await (request.kind === 'extract' ? extract(request) : renderPage(request));
    say({ type: 'done', id, answer });
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
