/** Reads the pages of a PDF that are pictures of text. Runs inside an extraction child. */
import { isReadScan } from '../domain/hidden-text.ts';
import { itemsOf } from '../domain/ocr-words.ts';
import { agreementOf, isGarbled } from '../domain/reader-agreement.ts';
import type { ReadPage } from '../domain/upright.ts';
import { replacesText, wantsOcr } from '../domain/wants-ocr.ts';
import type { PageReading, PdfReaders } from './pdf-readers.ts';
import type { Size } from './pdfium-file.ts';
import { certainConfidence, readingDpi, readingPixels, readWithEngine } from './picture-reader.ts';
import type { OcrSettings } from './protocol.ts';
import type { PictureReading } from './read-picture.ts';

export const visibleGlyphs = (page: ReadPage): number =>
  page.items.reduce((sum, item) => sum + item.text.replace(/\s/g, '').length, 0) - page.unmapped;

function fitReading({ width, height }: Size): Size {
  const scale = Math.min(readingDpi / 72, Math.sqrt(readingPixels / (width * height)));
  return {
    width: Math.max(1, Math.min(readingPixels, Math.round(width * scale))),
    height: Math.max(1, Math.min(readingPixels, Math.round(height * scale))),
  };
}

export interface PdfScans {
  /** The page with the text of its picture where that is what it wants, else as it is. */
  read(reading: PageReading): Promise<ReadPage>;
  /** What was read, by page number. */
  readonly readings: ReadonlyMap<number, PictureReading>;
  /** Pages that were looked at as pictures. */
  readonly looked: number;
}

export function readScans(readers: PdfReaders, settings: OcrSettings): PdfScans {
  const readings = new Map<number, PictureReading>();
  let looked = 0;

  async function look(number: number): Promise<PictureReading | undefined> {
    looked += 1;
    const { raster, page } = await readers.draw(number, fitReading, 1);
    return readWithEngine(raster, (raster.width * 72) / page.width, settings);
  }

  async function read({ page, drawings, suspicious }: PageReading): Promise<ReadPage> {
    const glyphs = visibleGlyphs(page);
    const ownText = (): string => page.items.map(({ text }) => text).join(' ');
    const garbled = suspicious && isGarbled(ownText());
    const why = wantsOcr({ glyphs, unmapped: page.unmapped, unseen: isReadScan(page), garbled });
    if (!why || looked >= settings.maxPages) return page;
    if (why === 'few glyphs' && drawings === false) return page;
    // What cannot be drawn or read as a picture keeps the text it has.
    const reading = await look(page.number).catch(() => undefined);
    if (!reading) return page;
    const letters = reading.words.reduce((sum, { text }) => sum + text.length, 0);
    const certain = reading.confidence >= certainConfidence;
    const agreement = agreementOf(ownText(), reading.words.map(({ text }) => text).join(' '));
    if (!replacesText(why, { glyphs }, { letters, certain, agreement })) return page;
    readings.set(page.number, reading);
    return asRead(page.number, reading);
  }

  return {
    readings,
    get looked() {
      return looked;
    },
    read,
  };
}

function asRead(number: number, reading: PictureReading): ReadPage {
  const { rotation, page } = reading;
  return { number, ...page, ...(rotation !== 0 && { rotation }), items: itemsOf(reading), unmapped: 0 };
}
