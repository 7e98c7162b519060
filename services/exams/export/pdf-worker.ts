/** A thread that writes one PDF and ends: see `pdf-thread.ts` for its other end. */
import { parentPort, workerData } from 'node:worker_threads';
import type { ExamToExport } from './exam-to-export.ts';
import { pdfFile } from './pdf.ts';
import { unprintableLetters } from './unprintable-letters.ts';

export interface PdfRequest {
  exam: ExamToExport;
  withKey: boolean;
}

export type PdfAnswer = { bytes: Uint8Array<ArrayBuffer> } | { unprintable: string[] };

const port = parentPort;
if (!port) throw new Error('this runs as a worker thread');
const { exam, withKey } = workerData as PdfRequest;

const unprintable = unprintableLetters(exam);
if (unprintable.length > 0) {
  port.postMessage({ unprintable } satisfies PdfAnswer);
} else {
  const bytes = new Uint8Array(await pdfFile(exam, { withKey }));
  port.postMessage({ bytes } satisfies PdfAnswer, [bytes.buffer]);
}
