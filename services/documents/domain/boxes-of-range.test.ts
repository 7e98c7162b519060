import type { Paragraph } from '@scory/contracts/documents/text.ts';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { boxesOfRange } from './boxes-of-range.ts';

const paragraph = (text: string, top: number): Paragraph => ({
  text,
  kind: 'text',
  boxes: [[0, top, 100, top + 10]],
  lines: [{ start: 0, end: text.length, box: [0, top, 100, top + 10] }],
});
const page = { paragraphs: [paragraph('0123456789', 0), paragraph('abcde', 20)] };

describe('a range of a page', () => {
  it('stands where its characters do, line by line', () => {
    expect(boxesOfRange(page, 2, 5)).to.deep.equal([[20, 0, 50, 10]]);
    expect(boxesOfRange(page, 8, 13)).to.deep.equal([
      [80, 0, 100, 10],
      [0, 20, 40, 30],
    ]);
    expect(boxesOfRange(page, 0, 16)).to.deep.equal([
      [0, 0, 100, 10],
      [0, 20, 100, 30],
    ]);
    expect(boxesOfRange(page, 10, 11), 'the line feed between').to.deep.equal([]);
  });

  it('is none where the page ends before it does', () => {
    expect(boxesOfRange(page, 0, 17)).to.equal(undefined);
    expect(boxesOfRange(page, 20, 21)).to.equal(undefined);
    expect(boxesOfRange({ paragraphs: [] }, 0, 1)).to.equal(undefined);
  });

  it('has boxes within those of the page, whatever the range', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(20), (from, length) => {
        const boxes = boxesOfRange(page, from, from + length + 1);
        expect(boxes === undefined).to.equal(from + length + 1 > 16);
        for (const [x0, , x1] of boxes ?? []) expect(0 <= x0 && x0 < x1 && x1 <= 100).to.equal(true);
      }),
    );
  });
});
