/** Takes the shadow off a photographed sheet: engines choose one tone for a whole page that parts ink from paper. */
import { type Raster, resizeRaster } from './raster.ts';

/** Side of the squares in which the tone of the paper is looked for, as a part of the longer side. */
const squares = 48;
/** Part of a square's pixels that are darker than what is taken for its paper. */
const paperRank = 0.85;
/** Paper that varies by less than this needs no help. */
const leastVariation = 40;
/** What is darker than this part of the lightest paper is a picture, and no paper in shadow. */
const deepestShadow = 0.3;

/** The tone at a rank among the pixels of a square. */
function toneAt({ width, height, data }: Raster, column: number, row: number, side: number): number {
  const counts = new Uint32Array(256);
  let total = 0;
  for (let y = row * side; y < Math.min(height, (row + 1) * side); y += 1) {
    for (let x = column * side; x < Math.min(width, (column + 1) * side); x += 1) {
      counts[data[y * width + x]!]! += 1;
      total += 1;
    }
  }
  let left = total * paperRank;
  for (let tone = 0; tone < 256; tone += 1) {
    left -= counts[tone]!;
    if (left <= 0) return tone;
  }
  return 255;
}

/** The gray picture with paper of one tone; the same where it has that already. */
export function evenLight(gray: Raster): Raster {
  const side = Math.max(8, Math.ceil(Math.max(gray.width, gray.height) / squares));
  const columns = Math.ceil(gray.width / side);
  const rows = Math.ceil(gray.height / side);
  const paper = Uint8Array.from({ length: columns * rows }, (_, at) =>
    toneAt(gray, at % columns, Math.floor(at / columns), side),
  );
  const ordered = paper.toSorted();
  const lightest = ordered[Math.floor(ordered.length * 0.95)]!;
  const darkest = ordered[Math.floor(ordered.length * 0.05)]!;
  if (lightest - darkest < leastVariation || darkest < deepestShadow * lightest) return gray;
  const least = deepestShadow * lightest;
  const map: Raster = {
    width: columns,
    height: rows,
    channels: 1,
    data: paper.map((tone) => Math.max(tone, least)),
  };
  const { data: light } = resizeRaster(map, gray.width, gray.height);
  const data = gray.data.map((tone, at) => Math.min(255, (tone * 255) / Math.max(1, light[at]!)));
  return { ...gray, data };
}
