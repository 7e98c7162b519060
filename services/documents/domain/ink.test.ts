import { expect } from 'chai';
import fc from 'fast-check';
import { before, describe, it } from 'mocha';
import { drawnPage, spoil } from '../test/scanned-pages.ts';
import { densestBand, inkOf, lieOf, otsu } from './ink.ts';
import type { Raster } from './raster.ts';

const prose =
  'The quick brown fox jumps over the lazy dog while the committee considers seventeen amended proposals. ';

describe('ink', function () {
  this.timeout(60_000);
  let page: Raster;
  before(async () => {
    page = await drawnPage((pdf) => {
      pdf.fontSize(11).text(prose.repeat(18), { width: 475 });
      pdf.moveTo(60, 600).lineTo(535, 600).stroke();
      pdf.rect(80, 620, 200, 120).fill('black');
    }, 110);
  });

  it('tells by how much a page leans, within 0.3 degrees, whichever side is up', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -6, max: 6, noNaN: true }),
        fc.constantFrom(0 as const, 90 as const, 180 as const, 270 as const),
        (skew, turn) => {
          const ink = inkOf(spoil(page, { skew, turn }));
          const lie = lieOf(ink!);
          expect(lie.sideways).to.equal(turn === 90 || turn === 270);
          expect(lie.skew).to.be.closeTo(skew, 0.3);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('is not misled by noise and uneven light', () => {
    for (const skew of [-4, -1, 0, 2.5]) {
      const { sideways, skew: found } = lieOf(inkOf(spoil(page, { skew, noise: 40, shade: 0.6 }))!);
      expect([sideways, Math.abs(found - skew) < 0.3], `${skew} is ${found}`).to.deep.equal([false, true]);
    }
  });

  it('is none on an empty sheet, in any tone and with the grain of paper', () => {
    fc.assert(
      fc.property(fc.nat(255), (tone) => {
        const sheet: Raster = { width: 60, height: 80, channels: 1, data: new Uint8Array(4_800).fill(tone) };
        expect(inkOf(sheet)).to.equal(undefined);
      }),
    );
    const grain = Uint8Array.from({ length: 40_000 }, (_, at) => 235 + ((at * 7_919) % 17));
    expect(inkOf({ width: 200, height: 200, channels: 1, data: grain })).to.equal(undefined);
  });

  it('is found in white on black as in black on white', () => {
    const negative = { ...page, data: page.data.map((tone) => 255 - tone) };
    const skew = lieOf(inkOf(spoil(negative, {}))!).skew;
    expect(skew).to.be.closeTo(0, 0.3);
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
        const { threshold } = otsu(raster.data);
        expect(threshold).to.be.within(0, 255);
        const ink = inkOf(raster);
        if (!ink) return;
        expect(Math.abs(lieOf(ink).skew)).to.be.at.most(10.5);
        const { from, to } = densestBand(ink, 0.2);
        expect(from).to.be.within(0, to);
        expect(to).to.be.at.most(1);
      }),
      { numRuns: 60 },
    );
  });
});
