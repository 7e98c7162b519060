/** Reads pictures with the engine of this process. Runs only inside an extraction child. */
import type { Box, DocumentPage } from '@scory/contracts/documents/text.ts';
import { leaning } from '../domain/ocr-words.ts';
import type { Raster } from '../domain/raster.ts';
import type { OcrSettings } from './protocol.ts';
import { type PictureReading, readPicture } from './read-picture.ts';
import { createTesseractEngine } from './tesseract-engine.ts';

/** What engines are trained on. */
export const readingDpi = 300;
/** Of a picture that is read; a page of A3 at 300 dpi. */
export const readingPixels = 18_000_000;
/** Below this text is marked as uncertain: of spoiled pages, nearly all of those had more than one wrong character in twenty. */
export const certainConfidence = 0.75;

/** Starts with the first picture. */
const engine = createTesseractEngine();

/** Undefined where there is nothing to read, or nothing that can be. */
export function readWithEngine(
  gray: Raster,
  dpi: number,
  { languages }: OcrSettings,
): Promise<PictureReading | undefined> {
  return readPicture(engine, gray, { languages, dpi });
}

const hundredths = (share: number): number => Math.round(share * 100) / 100;

/** The page with its boxes where they are on the page as it lies, and with what the engine said. */
export function readPage(
  page: DocumentPage,
  reading: PictureReading,
  { languages }: OcrSettings,
): DocumentPage {
  const place = (box: Box): Box => leaning(box, reading.skew, reading.page);
  return {
    ...page,
    paragraphs: page.paragraphs.map(({ lines, ...paragraph }) => ({
      ...paragraph,
      boxes: paragraph.boxes.map(place),
      ...(lines && { lines: lines.map((line) => ({ ...line, box: place(line.box) })) }),
    })),
    ocr: {
      engine: engine.name,
      version: engine.version,
      languages: [...languages],
      confidence: hundredths(reading.confidence),
      words: reading.words.map(({ text, box, confidence }) => ({
        text,
        box: place(box),
        confidence: hundredths(confidence),
      })),
    },
  };
}
