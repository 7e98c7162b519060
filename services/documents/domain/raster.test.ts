import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { markRaster, type Raster, resizeRaster, toGray, turnRaster } from './raster.ts';

const raster = fc
  .record({
    width: fc.integer({ min: 1, max: 12 }),
    height: fc.integer({ min: 1, max: 12 }),
    channels: fc.constantFrom(1 as const, 3 as const),
  })
  .chain(({ width, height, channels }) =>
    fc
      .uint8Array({ minLength: width * height * channels, maxLength: width * height * channels })
      .map((data): Raster => ({ width, height, channels, data })),
  );

describe('raster', () => {
  it('is the same again after a whole turn, made of any quarter turns', () => {
    fc.assert(
      fc.property(raster, (picture) => {
        expect(turnRaster(turnRaster(picture, 90), 270)).to.deep.equal(picture);
        expect(turnRaster(turnRaster(picture, 180), 180)).to.deep.equal(picture);
        expect(turnRaster(turnRaster(picture, 90), 90)).to.deep.equal(turnRaster(picture, 180));
      }),
    );
  });

  it('has its top left corner at the top right after a clockwise quarter turn', () => {
    const picture: Raster = { width: 3, height: 2, channels: 1, data: Uint8Array.of(9, 0, 0, 0, 0, 0) };
    const turned = turnRaster(picture, 90);
    expect([turned.width, turned.height, ...turned.data]).to.deep.equal([2, 3, 0, 9, 0, 0, 0, 0]);
  });

  it('keeps a plain colour, and stays within its range, in any size', () => {
    const side = fc.integer({ min: 1, max: 30 });
    fc.assert(
      fc.property(raster, side, side, fc.nat(255), (picture, width, height, tone) => {
        const resized = resizeRaster(picture, width, height);
        expect(resized.data).to.have.length(width * height * picture.channels);
        expect(Math.max(...resized.data)).to.be.at.most(Math.max(...picture.data));
        expect(Math.min(...resized.data)).to.be.at.least(Math.min(...picture.data));
        const plain = { ...picture, data: new Uint8Array(picture.data.length).fill(tone) };
        expect(new Set(resizeRaster(plain, width, height).data)).to.deep.equal(new Set([tone]));
      }),
    );
  });

  it('is marked within the boxes and nowhere else, once where they overlap', () => {
    const white = (channels: 1 | 3): Raster => ({
      width: 4,
      height: 4,
      channels,
      data: new Uint8Array(16 * channels).fill(255),
    });
    for (const channels of [1, 3] as const) {
      const marked = markRaster(white(channels), [
        [1, 1, 3, 3],
        [2, 2, 99, 3],
        [-5, -5, 0, 0],
      ]);
      const coloured = Array.from({ length: 16 }, (_, at) => marked.data[at * 3 + 2]! < 255);
      expect(coloured.flatMap((is, at) => (is ? [at] : []))).to.deep.equal([5, 6, 9, 10, 11]);
      expect(new Set(marked.data.filter((_, at) => at % 3 === 2)).size).to.equal(2);
    }
  });

  it('takes any marks', () => {
    const value = fc.double();
    fc.assert(
      fc.property(raster, fc.array(fc.tuple(value, value, value, value)), (picture, marks) => {
        expect(toGray(markRaster(picture, marks)).data).to.have.length(picture.width * picture.height);
      }),
    );
  });
});
