/** A PDF that is open for reading, and what it says of itself beside its pages. Runs only inside an extraction child. */
import { open, readFile } from 'node:fs/promises';
import { openPdf, type PdfDocument } from './pdf-pages.ts';
import { type PdfScans, readScans } from './pdf-scans.ts';
import { ExtractError, type ReadSettings } from './protocol.ts';

export interface PdfFile {
  document: PdfDocument;
  scans: PdfScans;
}

/** pdf-parse's exception, by name: it re-creates the classes of the library inside. */
function typed(error: unknown): ExtractError {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (name === 'PasswordException')
    return new ExtractError('PDF_PASSWORD', 'The PDF opens only with a password');
  if (/zero bytes/.test(message)) return new ExtractError('PDF_EMPTY', 'The file is empty');
  return new ExtractError('PDF_MALFORMED', 'The PDF is damaged beyond what can be read');
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

export async function metadataTitle(document: PdfDocument): Promise<string | null> {
  try {
    const { info } = await document.getMetadata();
    return typeof info.Title === 'string' ? info.Title : null;
  } catch {
    // Broken metadata says nothing about the text.
    return null;
  }
}

/** Throws an `ExtractError` for what is no PDF, has no pages or more than are read. */
export async function withPdf<T>(
  path: string,
  { maxPages, ocr }: Pick<ReadSettings, 'maxPages' | 'ocr'>,
  work: (file: PdfFile) => Promise<T>,
): Promise<T> {
  const data = await readFile(path);
  if (data.length === 0) throw new ExtractError('PDF_EMPTY', 'The file is empty');
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.length);
  const { document, close } = await openPdf(bytes).catch((error: unknown) => {
    throw typed(error);
  });
  const scans = readScans(path, ocr);
  try {
    if (document.numPages === 0) throw new ExtractError('PDF_EMPTY', 'The PDF has no pages');
    if (document.numPages > maxPages) {
      throw new ExtractError('TOO_LARGE', `The PDF has ${document.numPages} pages, more than ${maxPages}`);
    }
    return await work({ document, scans });
  } finally {
    scans.close();
    await close();
  }
}
