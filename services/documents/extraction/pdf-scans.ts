/** Reads the pages of a PDF that are pictures of text. Runs inside an extraction child. */
import { itemsOf } from '../domain/ocr-words.ts';
import { replacesText, type WantsOcr, wantsOcr } from '../domain/wants-ocr.ts';
import { hasOnlyUnseenText, type PdfDocument, type ReadPage } from './pdf-pages.ts';
import { openPictures, type PdfPictures, type Size } from './pdf-pictures.ts';
import { certainConfidence, readingDpi, readingPixels, readWithEngine } from './picture-reader.ts';
import type { OcrSettings } from './protocol.ts';
import type { PictureReading } from './read-picture.ts';

export const visibleGlyphs = (page: ReadPage): number =>
  page.items.reduce((sum, item) => sum + item.text.replace(/\s/g, '').length, 0) - page.unmapped;

/** Where a text layer may lie over its picture: a picture has a dictionary in the open, and is wide as a page. */
export function mayHaveScans(data: Uint8Array): boolean {
  const text = Buffer.from(data.buffer, data.byteOffset, data.length).toString('latin1');
  for (const { index } of text.matchAll(/\/Subtype\s*\/Image\b/g)) {
    const around = text.slice(Math.max(0, index - 400), index + 400);
    if ([...around.matchAll(/\/Width\s+(\d{3,6})/g)].some(([, width]) => Number(width) >= 700)) return true;
  }
  return false;
}

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

/** @param scanned what `mayHaveScans` says of the file. */
export function readScans(
  path: string,
  scanned: boolean,
  document: PdfDocument,
  settings: OcrSettings,
): PdfScans {
  const readings = new Map<number, PictureReading>();
  let pictures: Promise<PdfPictures> | undefined;
  let looked = 0;

  async function look(number: number, why: WantsOcr): Promise<PictureReading | undefined> {
    pictures ??= openPictures(path);
    const opened = await pictures;
    if (why === 'few glyphs' && !(await opened.hasDrawings(number))) return undefined;
    looked += 1;
    const { raster, page } = await opened.draw(number, fitReading, 1);
    return readWithEngine(raster, (raster.width * 72) / page.width, settings);
  }

  return {
    readings,
    get looked() {
      return looked;
    },
    async read(page) {
      const glyphs = visibleGlyphs(page);
      const unseen = scanned && (await hasOnlyUnseenText(document, page.number));
      const why = wantsOcr({ glyphs, unmapped: page.unmapped, unseen });
      if (!why || looked >= settings.maxPages) return page;
      // What cannot be drawn or read as a picture keeps the text it has.
      const reading = await look(page.number, why).catch(() => undefined);
      if (!reading) return page;
      const letters = reading.words.reduce((sum, { text }) => sum + text.length, 0);
      const certain = reading.confidence >= certainConfidence;
      if (!replacesText(why, { glyphs }, { letters, certain })) return page;
      readings.set(page.number, reading);
      return asRead(page.number, reading);
    },
    close: () => void pictures?.then((opened) => opened.close()).catch(() => undefined),
  };
}

function asRead(number: number, reading: PictureReading): ReadPage {
  const { rotation, page } = reading;
  return { number, ...page, ...(rotation !== 0 && { rotation }), items: itemsOf(reading), unmapped: 0 };
}
