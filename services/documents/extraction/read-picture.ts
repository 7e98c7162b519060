/**
 * Reads the text of a page that is a picture: finds out how it lies, makes it upright and straight, has an engine
 * read it, and says where on the page each word stands.
 */
import { evenLight } from '../domain/even-light.ts';
import { densestBand, inkOf, lieOf } from '../domain/ink.ts';
import { confidenceOf, type PageSize, type StraightReading, withoutNoise } from '../domain/ocr-words.ts';
import { cropRows, padGray, type Raster, rotateGray, type Turn, turnRaster } from '../domain/raster.ts';
import type { OcrEngine } from './ocr-engine.ts';

export interface PictureReading extends StraightReading {
  /** Clockwise turn after which the text stands upright. */
  rotation: Turn;
  /** Degrees by which lines then still lean, clockwise. */
  skew: number;
  /** The turned page, in points. */
  page: PageSize;
  confidence: number;
}

export interface ReadOptions {
  languages: readonly string[];
  /** Of the picture, pixels per inch of the page. */
  dpi: number;
  signal?: AbortSignal;
}

/** Below this a page may lie upside down, or be no text at all. */
const doubtful = 0.7;
/** Part of a page that tells which way up it is. */
const sample = 0.2;
/** Leaning less than this is within what engines correct by themselves. */
const leastSkew = 0.15;

interface Straight {
  raster: Raster;
  margin: number;
}

/** Level lines; what the rotation would push over the edge is kept by a margin. */
function straighten(gray: Raster, skew: number): Straight {
  if (Math.abs(skew) < leastSkew) return { raster: gray, margin: 0 };
  const reach = Math.sin((Math.abs(skew) * Math.PI) / 180) * Math.max(gray.width, gray.height);
  const margin = Math.ceil(reach / 2) + 1;
  return { raster: rotateGray(padGray(gray, margin), -skew), margin };
}

async function readStraight(
  engine: OcrEngine,
  { raster, margin }: Straight,
  { languages, dpi, signal }: ReadOptions,
): Promise<StraightReading> {
  const { width, height, data: pixels } = raster;
  const reading = await engine.read({ width, height, dpi, pixels }, { languages, ...(signal && { signal }) });
  const points = (pixel: number): number => ((pixel - margin) * 72) / dpi;
  return withoutNoise({
    words: reading.words.map(({ text, confidence, box: [x0, y0, x1, y1], line }) => ({
      text,
      confidence,
      box: [points(x0), points(y0), points(x1), points(y1)],
      line,
    })),
    lines: reading.lines.map(({ baseline, height: size }) => ({
      baseline: points(baseline),
      size: (size * 72) / dpi,
    })),
  });
}

/** How much of a reading one would stand by. */
const worth = (reading: StraightReading): number =>
  confidenceOf(reading.words) ** 2 * reading.words.reduce((sum, { text }) => sum + text.length, 0);

/** Of two ways up, the one in which a strip of the page reads better. */
async function wayUp(
  engine: OcrEngine,
  gray: Raster,
  skew: number,
  turns: readonly [Turn, Turn],
  options: ReadOptions,
): Promise<Turn> {
  const worths: number[] = [];
  for (const turn of turns) {
    const { raster } = straighten(turnRaster(gray, turn), skew);
    const ink = inkOf(raster);
    if (!ink) return turns[0];
    const { from, to } = densestBand(ink, sample);
    const strip = cropRows(raster, Math.floor(from * raster.height), Math.ceil(to * raster.height));
    worths.push(worth(await readStraight(engine, { raster: strip, margin: 0 }, options)));
  }
  return worths[1]! > worths[0]! ? turns[1] : turns[0];
}

/** Undefined where there is nothing on the picture, or nothing that can be read. */
export async function readPicture(
  engine: OcrEngine,
  picture: Raster,
  options: ReadOptions,
): Promise<PictureReading | undefined> {
  const gray = evenLight(picture);
  const ink = inkOf(gray);
  if (!ink) return undefined;
  const { sideways, skew } = lieOf(ink);
  const read = async (turn: Turn): Promise<PictureReading> => {
    const turned = turnRaster(gray, turn);
    const straight = straighten(turned, skew);
    const reading = await readStraight(engine, straight, options);
    return {
      ...reading,
      rotation: turn,
      skew: straight.margin === 0 ? 0 : skew,
      page: { width: (turned.width * 72) / options.dpi, height: (turned.height * 72) / options.dpi },
      confidence: confidenceOf(reading.words),
    };
  };
  let reading = await read(sideways ? await wayUp(engine, gray, skew, [90, 270], options) : 0);
  if (!sideways && reading.confidence < doubtful) {
    const turn = await wayUp(engine, gray, skew, [0, 180], options);
    if (turn !== 0) reading = await read(turn);
  }
  return reading.words.length === 0 ? undefined : reading;
}
