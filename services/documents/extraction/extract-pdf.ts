/** A PDF's text: opens it, reads page by page, lays the whole out. Runs inside an extraction child. */
import { readFileSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { documentTextFormat, type ExtractionWarning } from '@scory/contracts/documents/text.ts';
import { hidesText } from '../domain/hidden-text.ts';
import { languageOf } from '../domain/language.ts';
import { layoutDocument } from '../domain/layout.ts';
import { inTypeOfDocument } from '../domain/ocr-words.ts';
import { paperMetadata } from '../domain/paper-metadata.ts';
import { chooseTitle } from '../domain/title.ts';
import { fewestGlyphs } from '../domain/wants-ocr.ts';
import { openPdf, type PdfDocument, type ReadPage, readPage } from './pdf-pages.ts';
import { type PdfScans, readScans, visibleGlyphs } from './pdf-scans.ts';
import { certainConfidence, readPage as readPicturePage } from './picture-reader.ts';
import { ExtractError, type Extraction, type ExtractRequest } from './protocol.ts';

const { version } = JSON.parse(readFileSync(findPackageJSON('pdf-parse', import.meta.url)!, 'utf8')) as {
  version: string;
};

/** pdf-parse's exception, by name: it re-creates the classes of the library inside. */
function typed(error: unknown): ExtractError {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (name === 'PasswordException')
    return new ExtractError('PDF_PASSWORD', 'The PDF opens only with a password');
  if (/zero bytes/.test(message)) return new ExtractError('PDF_EMPTY', 'The file is empty');
  return new ExtractError('PDF_MALFORMED', 'The PDF is damaged beyond what can be read');
}

async function endsProperly(path: string): Promise<boolean> {
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

async function metadataTitle(document: PdfDocument): Promise<string | undefined> {
  try {
    const { info } = await document.getMetadata();
    return typeof info.Title === 'string' ? info.Title : undefined;
  } catch {
    // Broken metadata says nothing about the text.
    return undefined;
  }
}

type Limits = Pick<ExtractRequest, 'maxPages' | 'maxCharacters' | 'ocr'>;
/** `pictures`: how many of the pages were read as pictures. */
type OnPage = (completed: number, total: number, pictures: number) => void;

interface Readings {
  pages: ReadPage[];
  unreadable: number[];
}

async function readPages(
  document: PdfDocument,
  scans: PdfScans,
  { maxCharacters }: Limits,
  onPage: OnPage,
): Promise<Readings> {
  const pages: ReadPage[] = [];
  const unreadable: number[] = [];
  let characters = 0;
  for (let number = 1; number <= document.numPages; number += 1) {
    try {
      const page = await scans.read(await readPage(document, number));
      for (const item of page.items) characters += item.text.length;
      pages.push(page);
    } catch {
      unreadable.push(number);
      pages.push({ number, width: 0, height: 0, items: [], unmapped: 0 });
    }
    if (characters > maxCharacters) {
      throw new ExtractError('TOO_LARGE', `The PDF has more than ${maxCharacters} characters of text`);
    }
    onPage(number, document.numPages, scans.looked);
  }
  return { pages, unreadable };
}

async function warningsOf(
  path: string,
  { pages, unreadable }: Readings,
  { readings }: PdfScans,
): Promise<ExtractionWarning[]> {
  const warnings: ExtractionWarning[] = [];
  const numbers = (matching: ReadPage[]): number[] => matching.map((page) => page.number);
  if (!(await endsProperly(path))) {
    warnings.push({ code: 'FILE_TRUNCATED', message: 'The PDF has no end mark: pages may be missing' });
  }
  if (unreadable.length > 0) {
    warnings.push({ code: 'PAGE_UNREADABLE', message: 'Pages could not be read', pages: unreadable });
  }
  const blank = pages.filter(
    (page) => visibleGlyphs(page) < fewestGlyphs && !unreadable.includes(page.number),
  );
  if (blank.length > 0 && pages.length > 1) {
    warnings.push({
      code: 'PAGE_WITHOUT_TEXT',
      message: 'Pages have hardly any text',
      pages: numbers(blank),
    });
  }
  const unmapped = pages.filter((page) => page.unmapped > 0);
  if (unmapped.length > 0) {
    const message = 'Characters of fonts that do not say what they mean were left out';
    warnings.push({ code: 'UNMAPPED_GLYPHS', message, pages: numbers(unmapped) });
  }
  const hiding = pages.filter(hidesText);
  if (hiding.length > 0) {
    const message = 'Text that a reader of the page does not see was kept apart and marked as hidden';
    warnings.push({ code: 'TEXT_HIDDEN', message, pages: numbers(hiding) });
  }
  const uncertain = pages.filter(({ number }) => (readings.get(number)?.confidence ?? 1) < certainConfidence);
  if (uncertain.length > 0) {
    const message = 'Text was read with little confidence from pictures of pages';
    warnings.push({ code: 'PAGE_OCR_UNCERTAIN', message, pages: numbers(uncertain) });
  }
  return warnings;
}

/** Throws an `ExtractError` for every file that has no text to give. */
export async function extractPdf(path: string, limits: Limits, onPage: OnPage): Promise<Extraction> {
  const data = await readFile(path);
  if (data.length === 0) throw new ExtractError('PDF_EMPTY', 'The file is empty');
  const { document, close } = await openPdf(new Uint8Array(data.buffer, data.byteOffset, data.length)).catch(
    (error: unknown) => {
      throw typed(error);
    },
  );
  const scans = readScans(path, limits.ocr);
  try {
    if (document.numPages === 0) throw new ExtractError('PDF_EMPTY', 'The PDF has no pages');
    if (document.numPages > limits.maxPages) {
      throw new ExtractError(
        'TOO_LARGE',
        `The PDF has ${document.numPages} pages, more than ${limits.maxPages}`,
      );
    }
    const readings = await readPages(document, scans, limits, onPage);
    if (readings.unreadable.length === readings.pages.length) {
      throw new ExtractError('PDF_MALFORMED', 'No page of the PDF can be read');
    }
    const layout = layoutDocument(inTypeOfDocument(readings.pages));
    const pages = layout.pages.map((page) => {
      const reading = scans.readings.get(page.number);
      return reading ? readPicturePage(page, reading, limits.ocr) : page;
    });
    const texts = pages.flatMap((page) => page.paragraphs.map((paragraph) => paragraph.text));
    if (!texts.some((text) => /[\p{L}\p{N}]/u.test(text))) {
      throw new ExtractError('PDF_NO_TEXT', 'The PDF has no text, and none can be read from its pictures');
    }
    const [first] = layout.pages;
    return {
      format: documentTextFormat,
      version: 1,
      media_type: 'application/pdf',
      title: chooseTitle(await metadataTitle(document), layout.title),
      language: languageOf(texts),
      ...paperMetadata({ title: layout.title, paragraphs: first?.paragraphs ?? [] }, layout.margins),
      pages,
      extractor: { name: 'pdf-parse', version },
      warnings: await warningsOf(path, readings, scans),
      characters: texts.reduce((sum, text) => sum + text.length, 0),
    };
  } finally {
    scans.close();
    await close();
  }
}
