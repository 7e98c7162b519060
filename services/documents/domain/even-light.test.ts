import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { evenLight } from './even-light.ts';
import type { Raster } from './raster.ts';

/** Stripes of ink on paper that is lit from the left, down to a part of the light at the right. */
function striped(shade: number): Raster {
  const [width, height] = [480, 320];
  const data = Uint8Array.from({ length: width * height }, (_, at) => {
    const lit = 1 - ((1 - shade) * (at % width)) / width;
    return (Math.floor(at / width) % 20 < 2 ? 60 : 240) * lit;
  });
  return { width, height, channels: 1, data };
}

describe('even light', () => {
  it('makes paper in shadow as light as paper in light, and ink stay dark', () => {
    const { data, width } = evenLight(striped(0.4));
    for (const x of [20, 240, 460]) {
      expect(data[10 * width + x], `paper at ${x}`).to.be.above(225);
      expect(data[1 + x], `ink at ${x}`).to.be.below(110);
    }
  });

  it('leaves a page alone that is lit evenly', () => {
    const page = striped(0.95);
    expect(evenLight(page)).to.equal(page);
  });

  it('takes pictures of any size and content', () => {
    const side = fc.integer({ min: 1, max: 40 });
    const picture = fc
      .tuple(side, side)
      .chain(([width, height]) =>
        fc
          .uint8Array({ minLength: width * height, maxLength: width * height })
          .map((data): Raster => ({ width, height, channels: 1, data })),
      );
    fc.assert(
      fc.property(picture, (raster) => {
        expect(evenLight(raster).data).to.have.length(raster.data.length);
      }),
    );
  });
});
