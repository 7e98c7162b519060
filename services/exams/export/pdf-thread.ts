/** PDFs are written in a thread: a long exam takes up to a second, in which the process would answer nobody. */
import { Worker } from 'node:worker_threads';
import { Problem } from '@scory/chassis/errors.ts';
import type { KeyOption } from './exam-file.ts';
import type { ExamToExport } from './exam-to-export.ts';
import type { PdfAnswer, PdfRequest } from './pdf-worker.ts';

export interface PdfWriter {
  /** Throws `Problem` 422 `LETTERS_UNSUPPORTED` or `EXAM_TOO_LARGE`, and 503 `EXPORTS_BUSY`. */
  write(exam: ExamToExport, option: KeyOption): Promise<Buffer>;
}

interface Limits {
  timeoutMs: number;
  heapMb: number;
  waitingMax: number;
}

/** Of the items as JSON: some 500 pages, of which a thread has enough for half a minute. */
const charactersMax = 1_500_000;

const tooLarge = (cause?: unknown): Problem =>
  new Problem(422, 'EXAM_TOO_LARGE', 'The exam is too large for a PDF. Export it in another format', {
    cause,
  });

/** One thread at a time, so that printing takes one core at most. */
export function createPdfWriter({
  timeoutMs = 60_000,
  heapMb = 512,
  waitingMax = 20,
}: Partial<Limits> = {}): PdfWriter {
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  return {
    async write(exam, { withKey }) {
      if (waiting >= waitingMax)
        throw new Problem(503, 'EXPORTS_BUSY', 'Many PDFs are being written', { retryAfterSeconds: 5 });
      if (JSON.stringify(exam.items).length > charactersMax) throw tooLarge();
      waiting += 1;
      const turn = last.then(() => inThread({ exam, withKey }, { timeoutMs, heapMb }));
      last = turn.catch(() => undefined);
      try {
        return bytesOf(await turn);
      } finally {
        waiting -= 1;
      }
    },
  };
}

function bytesOf(answer: PdfAnswer): Buffer {
  if ('bytes' in answer) return Buffer.from(answer.bytes.buffer);
  const letters = answer.unprintable.slice(0, 10).join(' ');
  throw new Problem(
    422,
    'LETTERS_UNSUPPORTED',
    `The PDF cannot show letters of this exam: ${letters}. Export it in another format`,
  );
}

async function inThread(
  request: PdfRequest,
  { timeoutMs, heapMb }: Omit<Limits, 'waitingMax'>,
): Promise<PdfAnswer> {
  const worker = new Worker(new URL('./pdf-worker.ts', import.meta.url), {
    env: {},
    execArgv: [],
    workerData: request,
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
  });
  const { promise, resolve, reject } = Promise.withResolvers<PdfAnswer>();
  worker.once('message', resolve);
  worker.once('error', (error: NodeJS.ErrnoException) =>
    reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooLarge(error) : error),
  );
  worker.once('exit', (code) => reject(new Error(`the thread that writes a PDF ended with ${code}`)));
  const deadline = setTimeout(() => reject(tooLarge()), timeoutMs);
  try {
    return await promise;
  } finally {
    clearTimeout(deadline);
    await worker.terminate();
  }
}
