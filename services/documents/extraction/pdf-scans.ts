/** Reads the pages of a PDF that are pictures of text. Runs inside an extraction child. */
import type { Box } from '@scory/contracts/documents/text.ts';
import { isReadScan } from '../domain/hidden-text.ts';
import { itemsOf } from '../domain/ocr-words.ts';
import { markUnseen } from '../domain/unseen-text.ts';
import { replacesText, wantsOcr } from '../domain/wants-ocr.ts';
import type { Inspection } from './hidden-text.ts';
import { type ReadPage, uprightBox } from './pdf-pages.ts';
import { openPictures, type PdfPictures, type Size } from './pdf-pictures.ts';
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
  read(page: ReadPage): Promise<ReadPage>;
  /** What was read, by page number. */
  readonly readings: ReadonlyMap<number, PictureReading>;
  /** Pages that were looked at as pictures. */
  readonly looked: number;
  close(): void;
}

/** The page with those of its items marked that do not show. */
function withUnseen(page: ReadPage, { unseen, width }: Inspection): ReadPage {
  if (unseen.length === 0) return page;
  const across = page.rotation === 90 || page.rotation === 270;
  // One of the libraries counts in units of the page where it has its own, the other in points.
  const scale = (across ? page.height : page.width) / width;
  const placed = unseen.map((text) => {
    const box = text.box.map((edge) => edge * scale) as Box;
    return { ...text, box: uprightBox(box, page) };
  });
  return { ...page, items: markUnseen(page.items, placed) };
}

export function readScans(path: string, settings: OcrSettings): PdfScans {
  const readings = new Map<number, PictureReading>();
  let pictures: Promise<PdfPictures> | undefined;
  let looked = 0;

  function opened(): Promise<PdfPictures> {
    pictures ??= openPictures(path);
    return pictures;
  }

  /** Undefined where PDFium cannot read what pdf.js can. */
  const inspect = async (number: number): Promise<Inspection | undefined> =>
    (await opened()).inspect(number).catch(() => undefined);

  async function look(number: number): Promise<PictureReading | undefined> {
    looked += 1;
    const { raster, page } = await (await opened()).draw(number, fitReading, 1);
    return readWithEngine(raster, (raster.width * 72) / page.width, settings);
  }

  return {
    readings,
    get looked() {
      return looked;
    },
    async read(given) {
      const inspection = await inspect(given.number).catch(() => undefined);
      const page = inspection ? withUnseen(given, inspection) : given;
      const glyphs = visibleGlyphs(page);
      const why = wantsOcr({ glyphs, unmapped: page.unmapped, unseen: isReadScan(page) });
      if (!why || looked >= settings.maxPages) return page;
      if (why === 'few glyphs' && inspection?.drawings === false) return page;
      // What cannot be drawn or read as a picture keeps the text it has.
      const reading = await look(page.number).catch(() => undefined);
      if (!reading) return page;
      const letters = reading.words.reduce((sum, { text }) => sum + text.length, 0);
      const certain = reading.confidence >= certainConfidence;
      if (!replacesText(why, { glyphs }, { letters, certain })) return page;
      readings.set(page.number, reading);
      return asRead(page.number, reading);
    },
    close: () => void pictures?.then((open) => open.close()).catch(() => undefined),
  };
}

function asRead(number: number, reading: PictureReading): ReadPage {
  const { rotation, page } = reading;
  return { number, ...page, ...(rotation !== 0 && { rotation }), items: itemsOf(reading), unmapped: 0 };
}
