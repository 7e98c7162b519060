/** Where the writing on a picture of a page is, how it is turned and how much it leans. */
import { type Raster, resizeRaster } from './raster.ts';

/** Angles are looked for on a picture of this many pixels along its longer side: fine enough for a tenth of a degree. */
const analysedSide = 1_200;
/** Runs of ink longer than this are rules, frames and pictures, not letters. */
const longestRun = 60;
/** Darkest and lightest parts differ by less than this: an empty sheet and its grain. */
const leastContrast = 24;
const mostPoints = 60_000;

/** Pixels that belong to writing, on the analysed picture. */
export interface Ink {
  width: number;
  height: number;
  x: Float32Array;
  y: Float32Array;
}

/** The tone that best parts dark from light (Otsu 1979), and how far the means of the two lie apart. */
export function otsu(data: Uint8Array): { threshold: number; contrast: number } {
  const histogram = new Float64Array(256);
  for (const tone of data) histogram[tone]! += 1;
  const total = data.length;
  let sumAll = 0;
  for (let tone = 0; tone < 256; tone += 1) sumAll += tone * histogram[tone]!;
  let best = { threshold: 0, contrast: 0 };
  let bestVariance = -1;
  let weight = 0;
  let sum = 0;
  for (let tone = 0; tone < 255; tone += 1) {
    weight += histogram[tone]!;
    sum += tone * histogram[tone]!;
    if (weight === 0 || weight === total) continue;
    const contrast = (sumAll - sum) / (total - weight) - sum / weight;
    const variance = weight * (total - weight) * contrast * contrast;
    if (variance > bestVariance) {
      bestVariance = variance;
      best = { threshold: tone + 1, contrast };
    }
  }
  return best;
}

/** Clears runs of ink that are too long for letters, along rows (step 1) or columns. */
function clearLongRuns(ink: Uint8Array, lines: number, length: number, line: number, step: number): void {
  for (let at = 0; at < lines; at += 1) {
    let run = 0;
    for (let index = 0; index <= length; index += 1) {
      const here = at * line + index * step;
      if (index < length && ink[here] !== 0) {
        run += 1;
        continue;
      }
      // 2: seen, and still ink for the runs across.
      if (run > longestRun) for (let back = 1; back <= run; back += 1) ink[here - back * step] = 2;
      run = 0;
    }
  }
}

/** The writing on a gray picture; undefined where there is none. */
export function inkOf(gray: Raster): Ink | undefined {
  const scale = Math.min(1, analysedSide / Math.max(gray.width, gray.height));
  const width = Math.max(1, Math.round(gray.width * scale));
  const height = Math.max(1, Math.round(gray.height * scale));
  const { data } = resizeRaster(gray, width, height);
  const { threshold, contrast } = otsu(data);
  if (contrast < leastContrast) return undefined;
  let dark = 0;
  for (const tone of data) if (tone < threshold) dark += 1;
  const lightOnDark = dark > data.length / 2;
  const ink = Uint8Array.from(data, (tone) => (tone < threshold !== lightOnDark ? 1 : 0));
  clearLongRuns(ink, height, width, width, 1);
  clearLongRuns(ink, width, height, 1, width);
  const places: number[] = [];
  ink.forEach((value, at) => {
    if (value === 1) places.push(at);
  });
  if (places.length === 0) return undefined;
  const every = Math.ceil(places.length / mostPoints);
  const kept = every === 1 ? places : places.filter((_, index) => index % every === 0);
  return {
    width,
    height,
    x: Float32Array.from(kept, (at) => at % width),
    y: Float32Array.from(kept, (at) => Math.floor(at / width)),
  };
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** How sharply rows of ink and gaps alternate along lines that lean by `degrees` (Postl's criterion). */
function sharpness(along: Float32Array, across: Float32Array, degrees: number, length: number): number {
  const tangent = Math.tan(radians(degrees));
  const offset = Math.ceil(Math.abs(tangent) * length) + 1;
  const profile = new Float32Array(2 * offset + 2 * length + 4);
  for (let at = 0; at < along.length; at += 1) {
    profile[Math.round(across[at]! - along[at]! * tangent) + offset]! += 1;
  }
  let score = 0;
  for (let at = 1; at < profile.length; at += 1) score += (profile[at]! - profile[at - 1]!) ** 2;
  return score;
}

const widestDegrees = 10;

function bestAngle(
  along: Float32Array,
  across: Float32Array,
  length: number,
): { degrees: number; score: number } {
  let best = { degrees: 0, score: sharpness(along, across, 0, length) };
  const level = best.score;
  const search = (from: number, to: number, step: number): void => {
    for (let degrees = from; degrees <= to + 1e-9; degrees += step) {
      const score = sharpness(along, across, degrees, length);
      if (score > best.score) best = { degrees, score };
    }
  };
  search(-widestDegrees, widestDegrees, 0.5);
  search(best.degrees - 0.5, best.degrees + 0.5, 0.05);
  // Hardly better than not at all: what is no text has no angle.
  return best.score > level * 1.02 ? best : { degrees: 0, score: level };
}

export interface Lie {
  /** Lines run from top to bottom or from bottom to top. */
  sideways: boolean;
  /** By how much lines lean clockwise, in degrees, once the picture is turned so that they run across. */
  skew: number;
}

/** How the lines of text lie on the picture. Upside down looks the same as upright. */
export function lieOf(ink: Ink): Lie {
  const length = Math.max(ink.width, ink.height);
  const rows = bestAngle(ink.x, ink.y, length);
  const columns = bestAngle(ink.y, ink.x, length);
  // A column leans the other way once it has become a row.
  return columns.score > rows.score * 1.15
    ? { sideways: true, skew: -columns.degrees }
    : { sideways: false, skew: rows.degrees };
}

/** The rows of the picture with the most writing, a part `share` of its height: from and to, in parts of the height. */
export function densestBand({ y, height }: Ink, share: number): { from: number; to: number } {
  const counts = new Uint32Array(height + 1);
  for (const row of y) counts[Math.min(height, row + 1)]! += 1;
  for (let row = 1; row <= height; row += 1) counts[row]! += counts[row - 1]!;
  const tall = Math.max(1, Math.round(height * share));
  let from = 0;
  for (let top = 0; top + tall <= height; top += 1) {
    if (counts[top + tall]! - counts[top]! > counts[from + tall]! - counts[from]!) from = top;
  }
  return { from: from / height, to: Math.min(1, (from + tall) / height) };
}
