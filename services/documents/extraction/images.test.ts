import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';
import encodeJpeg, { init as initJpeg } from '@jsquash/jpeg/encode.js';
import encodeWebp, { init as initWebp } from '@jsquash/webp/encode.js';
import { expect } from 'chai';
import { decode, encode } from 'fast-png';
import { after, before, describe, it } from 'mocha';
import type { Raster, Turn } from '../domain/raster.ts';
import { drawnPage, pngOf, spoil } from '../test/scanned-pages.ts';
import { createExtractionPool, type ExtractionPool } from './pool.ts';
import type { Extraction, MediaType } from './protocol.ts';

const sentence = 'Somebody took a photograph of this sheet.';

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

function rgba({ width, height, data }: Raster) {
  const pixels = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let at = 0; at < data.length; at += 1) pixels.fill(data[at]!, at * 4, at * 4 + 3);
  return { width, height, data: pixels, colorSpace: 'srgb' as const };
}

/** An Exif segment with nothing in it but the orientation, put after the start of a JPEG. */
function oriented(jpeg: Buffer, orientation: number): Buffer {
  const tiff = Buffer.from('4d4d002a00000008000101120003000000010000000000000000', 'hex');
  tiff.writeUInt16BE(orientation, 18);
  const body = Buffer.concat([Buffer.from('Exif\0\0'), tiff]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(2)]);
}

describe('pictures as documents', function () {
  this.timeout(120_000);
  let folder: string;
  let pool: ExtractionPool;
  let page: Raster;
  let jpegOf: (raster: Raster) => Promise<Buffer>;
  let webpOf: (raster: Raster) => Promise<Buffer>;
  const file = async (content: Uint8Array): Promise<string> => {
    await writeFile(join(folder, 'picture'), content);
    return join(folder, 'picture');
  };
  const read = async (content: Uint8Array, mediaType: MediaType): Promise<Extraction> =>
    pool.extract(await file(content), mediaType);
  const textOf = ({ pages }: Extraction): string =>
    pages.flatMap((each) => each.paragraphs.map((paragraph) => paragraph.text)).join('\n');

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scory-images-'));
    pool = createExtractionPool({ size: 1 });
    const sheet = await drawnPage((pdf) => pdf.fontSize(20).text(sentence, 60, 100, { width: 475 }), 150);
    page = { ...sheet, height: 500, data: sheet.data.slice(0, 500 * sheet.width) };
    const wasmOf = async (specifier: string) => ({
      wasmBinary: await readFile(fileURLToPath(import.meta.resolve(specifier))),
    });
    await initJpeg(await wasmOf('@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm'));
    await initWebp(await wasmOf('@jsquash/webp/codec/enc/webp_enc.wasm'));
    jpegOf = async (raster) => Buffer.from(await encodeJpeg(rgba(raster)));
    webpOf = async (raster) => Buffer.from(await encodeWebp(rgba(raster)));
  });
  after(async () => {
    await pool.close();
    await rm(folder, { recursive: true });
  });

  it('are read and have one page, as PNG, JPEG and WebP', async () => {
    for (const [content, mediaType] of [
      [pngOf(page), 'image/png'],
      [await jpegOf(page), 'image/jpeg'],
      [await webpOf(page), 'image/webp'],
    ] as const) {
      const extraction = await read(content, mediaType);
      expect(textOf(extraction), mediaType).to.equal(sentence);
      expect(extraction).to.include({ media_type: mediaType, characters: sentence.length });
      expect(extraction.pages.map(({ number, width, height }) => [number, width > height])).to.deep.equal([
        [1, true],
      ]);
    }
  });

  it('are turned as their camera says before anything else', async () => {
    const jpeg = await jpegOf(spoil(page, { turn: 270 }));
    const { pages, ...rest } = await read(oriented(jpeg, 6), 'image/jpeg');
    expect(textOf({ pages, ...rest })).to.equal(sentence);
    expect(pages[0]!.rotation, 'nothing is left to turn').to.equal(undefined);
    const space = { width: pages[0]!.width, height: pages[0]!.height };
    const drawn = await pool.render(await file(oriented(jpeg, 6)), 'image/jpeg', {
      page: 1,
      width: 620,
      rotation: 0 as Turn,
      marks: pages[0]!.paragraphs[0]!.boxes,
      space,
    });
    const { width, height, data, channels } = decode(drawn.png);
    expect(width).to.equal(620);
    expect(width).to.be.above(height);
    const [x0, y0] = pages[0]!.paragraphs[0]!.boxes[0]!.map((points) =>
      Math.round((points * width) / space.width),
    );
    const blueAt = (x: number, y: number): number => data[(y * width + x) * channels + 2]!;
    expect(blueAt(x0! + 1, y0! + 1), 'marked').to.be.below(160);
    expect(blueAt(x0! - 4, y0! - 4), 'not marked').to.be.above(200);
  });

  it('of every kind that PNG has look the same', async () => {
    const small = { width: 9, height: 5 };
    const tone = (at: number): number => (at % 2 === 0 ? 0 : 255);
    const count = small.width * small.height;
    const tones = Array.from({ length: count }, (_, at) => tone(at));
    const kinds: Uint8Array[] = [
      encode({ ...small, channels: 1, depth: 8, data: Uint8Array.from(tones) }),
      encode({ ...small, channels: 1, depth: 16, data: Uint16Array.from(tones, (value) => value * 257) }),
      encode({
        ...small,
        channels: 2,
        depth: 8,
        data: Uint8Array.from(tones.flatMap((value) => [0, 255 - value])),
      }),
      encode({
        ...small,
        channels: 3,
        depth: 8,
        data: Uint8Array.from(tones.flatMap((value) => [value, value, value])),
      }),
      encode({
        ...small,
        channels: 4,
        depth: 8,
        data: Uint8Array.from(tones.flatMap((value) => [9, 9, 9, 255 - value])),
      }),
    ];
    for (const [index, png] of kinds.entries()) {
      const drawn = await pool.render(await file(png), 'image/png', {
        page: 1,
        width: small.width,
        rotation: 0,
        marks: [],
        space: small,
      });
      const { data, channels } = decode(drawn.png);
      const seen = Array.from({ length: count }, (_, at) => data[at * channels]! > 127);
      expect(seen, `kind ${index}`).to.deep.equal(tones.map((value) => value > 127));
    }
  });

  it('without text have none to give', async () => {
    const empty = { ...page, data: new Uint8Array(page.data.length).fill(240) };
    expect(await failure(read(pngOf(empty), 'image/png'))).to.include({ code: 'PDF_NO_TEXT' });
  });

  it('that would take more memory than there is are refused unread', async () => {
    const bomb = pngOf({ width: 1, height: 1, channels: 1, data: Uint8Array.of(0) });
    bomb.writeUInt32BE(50_000, 16);
    bomb.writeUInt32BE(50_000, 20);
    const startedAt = performance.now();
    expect(await failure(read(bomb, 'image/png'))).to.include({ code: 'TOO_LARGE' });
    expect(performance.now() - startedAt).to.be.below(5_000);
  });

  it('that say they are small and inflate to a gigabyte are ended', async () => {
    const good = pngOf({ width: 4, height: 4, channels: 1, data: new Uint8Array(16) });
    const from = good.indexOf('IDAT') - 4;
    const length = good.readUInt32BE(from);
    const inflated = deflateSync(Buffer.alloc(1_000_000_000));
    const chunk = Buffer.alloc(8);
    chunk.writeUInt32BE(inflated.length, 0);
    chunk.write('IDAT', 4);
    const bomb = Buffer.concat([
      good.subarray(0, from),
      chunk,
      inflated,
      Buffer.alloc(4),
      good.subarray(from + 12 + length),
    ]);
    expect(await failure(read(bomb, 'image/png'))).to.include({ code: 'IMAGE_MALFORMED' });
    expect(textOf(await read(pngOf(page), 'image/png'))).to.equal(sentence);
  });

  it('that are damaged say so', async () => {
    const png = pngOf(page);
    const jpeg = await jpegOf(page);
    for (const [content, mediaType] of [
      [png.subarray(0, png.length / 2), 'image/png'],
      [png.subarray(0, 40), 'image/png'],
      [jpeg.subarray(0, 30), 'image/jpeg'],
      [Buffer.from('no picture at all'), 'image/webp'],
    ] as const) {
      expect(await failure(read(content, mediaType)), mediaType).to.include({ code: 'IMAGE_MALFORMED' });
    }
    expect(await failure(read(Buffer.alloc(0), 'image/png'))).to.include({ code: 'PDF_EMPTY' });
  });
});
