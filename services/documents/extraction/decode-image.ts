/**
 * PNG, JPEG and WebP as pixels, by decoders in JavaScript and WebAssembly. Runs only inside an extraction child.
 * What a file would take is read from its header before anything is decoded.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { constants, inflateSync } from 'node:zlib';
import decodeJpeg, { init as initJpeg } from '@jsquash/jpeg/decode.js';
import decodeWebp, { init as initWebp } from '@jsquash/webp/decode.js';
import { convertIndexedToRgb, decode as decodePng } from 'fast-png';
import { imageSize } from 'image-size';
import { flipRaster, type Raster, type Turn, turnRaster } from '../domain/raster.ts';
import { ExtractError, type MediaType } from './protocol.ts';

export type ImageType = Extract<MediaType, `image/${string}`>;

export const isImage = (mediaType: MediaType): mediaType is ImageType => mediaType.startsWith('image/');

/** Of a picture as it comes: a large camera's. */
const mostPixels = 60_000_000;

const malformed = (): ExtractError =>
  new ExtractError('IMAGE_MALFORMED', 'The picture is damaged beyond what can be read');

/** Samples of 8 bits with `channels` a pixel, 2 and 4 with opacity last, laid on white. */
function onWhite(data: ArrayLike<number>, width: number, height: number, channels: number): Raster {
  const colours = channels < 3 ? 1 : 3;
  const opaque = channels === 1 || channels === 3;
  const laid = new Uint8Array(width * height * colours);
  for (let from = 0, to = 0; to < laid.length; from += channels) {
    const opacity = opaque ? 255 : data[from + channels - 1]!;
    for (let colour = 0; colour < colours; colour += 1) {
      laid[to++] = (data[from + colour]! * opacity + 255 * (255 - opacity)) / 255;
    }
  }
  return { width, height, channels: colours, data: laid };
}

/** Gray of 1, 2 or 4 bits a pixel, each row from a new byte. */
function unpackGray(packed: ArrayLike<number>, width: number, height: number, depth: number): Uint8Array {
  const row = Math.ceil((width * depth) / 8);
  const most = 2 ** depth - 1;
  return Uint8Array.from({ length: width * height }, (_, at) => {
    const bit = (at % width) * depth;
    const byte = packed[Math.floor(at / width) * row + (bit >> 3)]!;
    return (((byte >> (8 - depth - (bit & 7))) & most) * 255) / most;
  });
}

/** Throws where the data of a PNG inflates to more than its pixels can take, before any of it is kept. */
function assertInflates(png: Uint8Array, { width, height }: { width: number; height: number }): void {
  const view = new DataView(png.buffer, png.byteOffset, png.length);
  const parts: Uint8Array[] = [];
  for (let at = 8; at + 12 <= png.length; at += view.getUint32(at) + 12) {
    const isData = view.getUint32(at + 4) === 0x49444154;
    if (isData) parts.push(png.subarray(at + 8, at + 8 + view.getUint32(at)));
  }
  // Eight bytes a pixel at most; passes of an interlaced picture have rows of their own.
  const most = 8 * width * height + 16 * (width + height) + 1_024;
  inflateSync(Buffer.concat(parts), { maxOutputLength: most, finishFlush: constants.Z_SYNC_FLUSH });
}

function fromPng(data: Uint8Array, header: { width: number; height: number }): Raster {
  assertInflates(data, header);
  const png = decodePng(data);
  const { width, height, depth, channels, palette } = png;
  if (palette) return onWhite(convertIndexedToRgb(png), width, height, palette[0]!.length);
  if (depth === 16)
    return onWhite(
      Uint8Array.from(png.data, (value) => value >> 8),
      width,
      height,
      channels,
    );
  if (depth < 8) return onWhite(unpackGray(png.data, width, height, depth), width, height, 1);
  return onWhite(png.data, width, height, channels);
}

interface Rgba {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}
/** The decoders answer with what browsers have for this. */
class PixelData implements Rgba {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
  constructor(data: Uint8ClampedArray, width: number, height: number) {
    this.data = data;
    this.width = width;
    this.height = height;
  }
}
if (!('ImageData' in globalThis)) Object.assign(globalThis, { ImageData: PixelData });

/** A decoder whose code is at `specifier`; compiled once. */
function decoder(
  specifier: string,
  init: (options: { wasmBinary: Buffer }) => Promise<unknown>,
  decode: (data: ArrayBuffer) => Promise<Rgba>,
): (data: ArrayBuffer) => Promise<Rgba> {
  let ready: Promise<unknown> | undefined;
  return async (data) => {
    ready ??= readFile(fileURLToPath(import.meta.resolve(specifier))).then((wasmBinary) =>
      init({ wasmBinary }),
    );
    await ready;
    return decode(data);
  };
}

const jpeg = decoder('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm', initJpeg, decodeJpeg);
const webp = decoder('@jsquash/webp/codec/dec/webp_dec.wasm', initWebp, decodeWebp);

/** What a camera's orientation (Exif 2.32, 4.6.4) asks of who shows the picture. */
const orientations: Record<number, { turn: Turn; flip: boolean }> = {
  2: { turn: 0, flip: true },
  3: { turn: 180, flip: false },
  4: { turn: 180, flip: true },
  5: { turn: 90, flip: true },
  6: { turn: 90, flip: false },
  7: { turn: 270, flip: true },
  8: { turn: 270, flip: false },
};

function headerOf(data: Uint8Array): { width: number; height: number; orientation: number } {
  try {
    const { width, height, orientation = 1 } = imageSize(data);
    if (width > 0 && height > 0) return { width, height, orientation };
  } catch {
    // Said below.
  }
  throw malformed();
}

/**
 * The picture as it is meant to be seen. Throws an `ExtractError`: IMAGE_MALFORMED, PDF_EMPTY, or TOO_LARGE for
 * more pixels than are read.
 */
export async function decodeImage(path: string, mediaType: ImageType): Promise<Raster> {
  const data = new Uint8Array(await readFile(path));
  if (data.length === 0) throw new ExtractError('PDF_EMPTY', 'The file is empty');
  const header = headerOf(data);
  if (header.width * header.height > mostPixels) {
    const millions = mostPixels / 1_000_000;
    throw new ExtractError('TOO_LARGE', `The picture has more than ${millions} million pixels`);
  }
  try {
    const raster = await decoded(data, mediaType, header);
    const { turn, flip } = orientations[header.orientation] ?? { turn: 0, flip: false };
    return turnRaster(flip ? flipRaster(raster) : raster, turn);
  } catch {
    throw malformed();
  }
}

async function decoded(
  data: Uint8Array<ArrayBuffer>,
  mediaType: ImageType,
  header: { width: number; height: number },
): Promise<Raster> {
  if (mediaType === 'image/png') return fromPng(data, header);
  const { width, height, data: rgba } = await (mediaType === 'image/jpeg' ? jpeg : webp)(data.buffer);
  return onWhite(rgba, width, height, 4);
}
