/** A PDF that is open for reading, by whichever reader can. Runs only inside an extraction child. */
import { open } from 'node:fs/promises';
import { openReaders, type PdfReaders } from './pdf-readers.ts';
import { type PdfScans, readScans } from './pdf-scans.ts';
import { ExtractError, type ReadSettings } from './protocol.ts';

export interface PdfFile {
  readers: PdfReaders;
  scans: PdfScans;
}

export async function endsProperly(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const length = Math.min(size, 2048);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.includes('%%EOF');
  } finally {
    await file.close();
  }
}

/** Throws an `ExtractError` for what is no PDF, has no pages or more than are read. */
export async function withPdf<T>(
  path: string,
  { maxPages, ocr }: Pick<ReadSettings, 'maxPages' | 'ocr'>,
  work: (file: PdfFile) => Promise<T>,
): Promise<T> {
  const readers = await openReaders(path);
  try {
    if (readers.pages === 0) throw new ExtractError('PDF_EMPTY', 'The PDF has no pages');
    if (readers.pages > maxPages) {
      throw new ExtractError('TOO_LARGE', `The PDF has ${readers.pages} pages, more than ${maxPages}`);
    }
    return await work({ readers, scans: readScans(readers, ocr) });
  } finally {
    await readers.close();
  }
}
