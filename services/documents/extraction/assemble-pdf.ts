/** From the pages of a PDF to its text: what repeats, how words are spelt and what heads what shows only over all of them. */
import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { documentTextFormat, type ExtractionWarning } from '@scory/contracts/documents/text.ts';
import { hidesText } from '../domain/hidden-text.ts';
import { languageOf } from '../domain/language.ts';
import { layoutDocument } from '../domain/layout.ts';
import { inTypeOfDocument } from '../domain/ocr-words.ts';
import { paperMetadata } from '../domain/paper-metadata.ts';
import { chooseTitle } from '../domain/title.ts';
import type { ReadPage } from '../domain/upright.ts';
import { fewestGlyphs } from '../domain/wants-ocr.ts';
import type { RangeReading } from './pdf-range.ts';
import { visibleGlyphs } from './pdf-scans.ts';
import { certainConfidence, readPage } from './picture-reader.ts';
import { ExtractError, type Extraction, type ReadSettings } from './protocol.ts';
import type { PictureReading } from './read-picture.ts';

const { version } = JSON.parse(readFileSync(findPackageJSON('@hyzyla/pdfium', import.meta.url)!, 'utf8')) as {
  version: string;
};

type Readings = ReadonlyMap<number, PictureReading>;

function warningsOf({ pages, unreadable, truncated }: RangeReading, readings: Readings): ExtractionWarning[] {
  const warnings: ExtractionWarning[] = [];
  const numbers = (matching: ReadPage[]): number[] => matching.map((page) => page.number);
  if (truncated) {
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
  const doubtful = pages.filter((page) => page.readers);
  if (doubtful.length > 0) {
    const message = 'Two readers of the file disagree about the text of pages: one of them was kept';
    warnings.push({ code: 'READERS_DISAGREE', message, pages: numbers(doubtful) });
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

/** One reading of the whole document. */
function joined(ranges: readonly RangeReading[]): RangeReading {
  return {
    pages: ranges.flatMap(({ pages }) => pages),
    unreadable: ranges.flatMap(({ unreadable }) => unreadable),
    readings: ranges.flatMap(({ readings }) => readings),
    title: ranges[0]?.title ?? null,
    truncated: ranges.some(({ truncated }) => truncated),
  };
}

/** @param ranges all of the document, in the order of its pages. Throws PDF_MALFORMED, PDF_NO_TEXT or TOO_LARGE. */
export function assemblePdf(
  ranges: readonly RangeReading[],
  { maxCharacters, ocr }: Pick<ReadSettings, 'maxCharacters' | 'ocr'>,
): Extraction {
  const whole = joined(ranges);
  const readings: Readings = new Map(whole.readings);
  if (whole.unreadable.length === whole.pages.length) {
    throw new ExtractError('PDF_MALFORMED', 'No page of the PDF can be read');
  }
  const doubts = new Map(whole.pages.map(({ number, readers }) => [number, readers]));
  const layout = layoutDocument(inTypeOfDocument(whole.pages));
  const pages = layout.pages.map((page) => {
    const reading = readings.get(page.number);
    if (reading) return readPage(page, reading, ocr);
    const readers = doubts.get(page.number);
    return readers ? { ...page, readers } : page;
  });
  const texts = pages.flatMap((page) => page.paragraphs.map((paragraph) => paragraph.text));
  if (!texts.some((text) => /[\p{L}\p{N}]/u.test(text))) {
    throw new ExtractError('PDF_NO_TEXT', 'The PDF has no text, and none can be read from its pictures');
  }
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  if (characters > maxCharacters)
    throw new ExtractError('TOO_LARGE', `The PDF has more than ${maxCharacters} characters of text`);
  const [first] = layout.pages;
  return {
    format: documentTextFormat,
    version: 1,
    media_type: 'application/pdf',
    title: chooseTitle(whole.title ?? undefined, layout.title),
    language: languageOf(texts),
    ...paperMetadata({ title: layout.title, paragraphs: first?.paragraphs ?? [] }, layout.margins),
    pages,
    extractor: { name: 'pdfium', version },
    warnings: warningsOf(whole, readings),
    characters,
  };
}
