/** Pictures in memory, and what is done to them. Every function returns a new picture or the same unchanged. */

/** Rows from the top, 8 bits a channel: gray, or red, green, blue. */
export interface Raster {
  width: number;
  height: number;
  channels: 1 | 3;
  data: Uint8Array;
}

/** Clockwise. */
export type Turn = 0 | 90 | 180 | 270;

/** Where a pixel of the picture as it was stands after the turn, and back. */
function turned(turn: Turn, width: number, height: number): (x: number, y: number) => number {
  if (turn === 90) return (x, y) => x * height + (height - 1 - y);
  if (turn === 180) return (x, y) => (height - 1 - y) * width + (width - 1 - x);
  return (x, y) => (width - 1 - x) * height + y;
}

/** The picture turned clockwise by quarter turns. */
export function turnRaster(raster: Raster, turn: Turn): Raster {
  if (turn === 0) return raster;
  const { width, height, channels, data } = raster;
  const place = turned(turn, width, height);
  const turnedData = new Uint8Array(data.length);
  let from = 0;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      let to = place(x, y) * channels;
      for (let channel = 0; channel < channels; channel += 1) turnedData[to++] = data[from++]!;
    }
  }
  const across = turn !== 180;
  return { width: across ? height : width, height: across ? width : height, channels, data: turnedData };
}

/** Luma (ITU-R BT.601). */
export function toGray(raster: Raster): Raster {
  if (raster.channels === 1) return raster;
  const { width, height, data } = raster;
  const gray = new Uint8Array(width * height);
  for (let at = 0, from = 0; at < gray.length; at += 1, from += 3) {
    gray[at] = (data[from]! * 299 + data[from + 1]! * 587 + data[from + 2]! * 114 + 500) / 1000;
  }
  return { width, height, channels: 1, data: gray };
}

/** Which pixels of a row or column make up one of the new ones, and with what weight. */
function kernels(from: number, to: number): { start: number; weights: Float32Array }[] {
  const ratio = from / to;
  return Array.from({ length: to }, (_, at) => {
    // Smaller: the mean over the area that a pixel covers; larger: between the two nearest.
    const reach = Math.max(ratio, 1);
    const centre = (at + 0.5) * ratio;
    const start = Math.max(0, Math.ceil(centre - reach - 0.5));
    const end = Math.min(from - 1, Math.floor(centre + reach - 0.5));
    const weights = new Float32Array(end - start + 1);
    let sum = 0;
    for (let index = 0; index < weights.length; index += 1) {
      const weight = Math.max(1e-6, 1 - Math.abs(start + index + 0.5 - centre) / reach);
      weights[index] = weight;
      sum += weight;
    }
    for (let index = 0; index < weights.length; index += 1) weights[index]! /= sum;
    return { start, weights };
  });
}

/** The picture in another size (triangle filter). */
export function resizeRaster(raster: Raster, width: number, height: number): Raster {
  if (width === raster.width && height === raster.height) return raster;
  const { channels, data } = raster;
  const across = kernels(raster.width, width);
  const narrow = new Float32Array(width * raster.height * channels);
  for (let y = 0; y < raster.height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const { start, weights } = across[x]!;
      for (let channel = 0; channel < channels; channel += 1) {
        let sum = 0;
        let from = (y * raster.width + start) * channels + channel;
        for (let index = 0; index < weights.length; index += 1, from += channels)
          sum += data[from]! * weights[index]!;
        narrow[(y * width + x) * channels + channel] = sum;
      }
    }
  }
  const resized = new Uint8Array(width * height * channels);
  const row = width * channels;
  const sums = new Float32Array(row);
  kernels(raster.height, height).forEach(({ start, weights }, y) => {
    sums.fill(0.5);
    weights.forEach((weight, index) => {
      const from = (start + index) * row;
      for (let at = 0; at < row; at += 1) sums[at]! += narrow[from + at]! * weight;
    });
    resized.set(sums, y * row);
  });
  return { width, height, channels, data: resized };
}

/** Pixels: x0, y0, x1, y1. */
type PixelBox = readonly [number, number, number, number];

const marker = [255, 236, 110] as const;

/** Colours boxes as a text marker does: what is dark stays dark. Boxes may reach over the edge. */
export function markRaster(raster: Raster, boxes: readonly PixelBox[]): Raster {
  if (boxes.length === 0) return raster;
  const { width, height, channels } = raster;
  const data = new Uint8Array(width * height * 3);
  if (channels === 3) data.set(raster.data);
  else for (let at = 0; at < raster.data.length; at += 1) data.fill(raster.data[at]!, at * 3, at * 3 + 3);
  const covered = new Uint8Array(width * height);
  for (const [x0, y0, x1, y1] of boxes) {
    const left = Math.max(0, Math.floor(x0));
    const right = Math.min(width, Math.ceil(x1));
    for (let y = Math.max(0, Math.floor(y0)); y < Math.min(height, Math.ceil(y1)); y += 1) {
      if (left < right) covered.fill(1, y * width + left, y * width + right);
    }
  }
  // Each pixel once: boxes that overlap are not darker where they do.
  for (let at = 0; at < covered.length; at += 1) {
    if (covered[at] === 0) continue;
    for (let channel = 0; channel < 3; channel += 1) {
      data[at * 3 + channel] = (data[at * 3 + channel]! * marker[channel]!) / 255;
    }
  }
  return { width, height, channels: 3, data };
}

/** Rows `from` to `to`. */
export function cropRows({ width, channels, data }: Raster, from: number, to: number): Raster {
  const row = width * channels;
  return { width, height: to - from, channels, data: data.slice(from * row, to * row) };
}

/** A gray picture rotated clockwise about its middle by a small angle, white where nothing was; as large as before. */
export function rotateGray({ width, height, data }: Raster, degrees: number): Raster {
  const angle = (degrees * Math.PI) / 180;
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
  const rotated = new Uint8Array(width * height).fill(255);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      // Where this pixel was before.
      const fromX = cosine * (x - middleX) + sine * (y - middleY) + middleX;
      const fromY = -sine * (x - middleX) + cosine * (y - middleY) + middleY;
      const left = Math.floor(fromX);
      const top = Math.floor(fromY);
      if (left < 0 || top < 0 || left + 1 >= width || top + 1 >= height) continue;
      const at = top * width + left;
      const [right, down] = [fromX - left, fromY - top];
      const upper = data[at]! * (1 - right) + data[at + 1]! * right;
      const lower = data[at + width]! * (1 - right) + data[at + width + 1]! * right;
      rotated[y * width + x] = upper * (1 - down) + lower * down + 0.5;
    }
  }
  return { width, height, channels: 1, data: rotated };
}

/** White around a picture, so that nothing of it is lost when it is rotated. */
export function padGray({ width, height, data }: Raster, margin: number): Raster {
  const wide = width + 2 * margin;
  const padded = new Uint8Array(wide * (height + 2 * margin)).fill(255);
  for (let y = 0; y < height; y += 1) {
    padded.set(data.subarray(y * width, (y + 1) * width), (y + margin) * wide + margin);
  }
  return { width: wide, height: height + 2 * margin, channels: 1, data: padded };
}

/** Left and right exchanged. */
export function flipRaster({ width, height, channels, data }: Raster): Raster {
  const flipped = new Uint8Array(data.length);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const from = (y * width + x) * channels;
      flipped.set(data.subarray(from, from + channels), (y * width + width - 1 - x) * channels);
    }
  }
  return { width, height, channels, data: flipped };
}
