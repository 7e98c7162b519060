/** A PDF's text: opens it, reads page by page, lays the whole out. Runs inside an extraction child. */
import { fewestGlyphs } from '../domain/wants-ocr.ts';
import { assemblePdf } from './assemble-pdf.ts';
import { type PdfFile, withPdf } from './pdf-file.ts';
import { type OnPage, type RangeReading, readRange } from './pdf-range.ts';
import { visibleGlyphs } from './pdf-scans.ts';
import type { Extraction, LongFile, PageRange, ReadSettings } from './protocol.ts';

type Limits = Pick<ReadSettings, 'maxPages' | 'maxCharacters' | 'ocr'>;

/** Pictures of pages, and pages that are left after them, from which on a file is long that has few pages. */
const longPictures = 2;
const longRest = 4;

/** Whether a page from the middle of the document, where no title page is, has its text in a picture. */
async function looksScanned({ readers }: PdfFile): Promise<boolean> {
  try {
    const { page } = await readers.read(Math.ceil(readers.pages / 2));
    return visibleGlyphs(page) < fewestGlyphs;
  } catch {
    return false;
  }
}

/** Throws an `ExtractError` for every file that has no text to give. */
export async function extractPdf(path: string, limits: Limits, onPage: OnPage): Promise<Extraction> {
  return withPdf(path, limits, async (file) => {
    const whole = { from: 1, to: file.readers.pages };
    return assemblePdf([(await readRange(path, file, whole, limits, onPage))!], limits);
  });
}

/** The same for a file of up to `wholePages`; a longer one, or one of which many pages are pictures, is only told of. */
export async function extractShortPdf(
  path: string,
  limits: Limits,
  wholePages: number,
  onPage: OnPage,
): Promise<Extraction | LongFile> {
  return withPdf(path, limits, async (file) => {
    const { pages } = file.readers;
    if (pages > wholePages) return { pages, pictures: await looksScanned(file) };
    const goOn = (left: number): boolean => file.scans.looked < longPictures || left < longRest;
    const reading = await readRange(path, file, { from: 1, to: pages }, limits, onPage, goOn);
    return reading ? assemblePdf([reading], limits) : { pages, pictures: true };
  });
}

/** Pages of a file, for `assemblePdf`. Throws an `ExtractError`; a page that cannot be read is no reason. */
export function readPdfRange(
  path: string,
  range: PageRange,
  limits: Limits,
  onPage: OnPage,
): Promise<RangeReading> {
  return withPdf(path, limits, async (file) => (await readRange(path, file, range, limits, onPage))!);
}
