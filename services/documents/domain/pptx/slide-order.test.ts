import type { Box } from '@scory/contracts/documents/text.ts';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { slideOrder } from './slide-order.ts';

const box = fc
  .tuple(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 90 }), fc.nat(60), fc.nat(60))
  .map(([x, y, width, height]): Box => [x, y, x + width, y + height]);

describe('reading order of a slide', () => {
  it('has every shape once, whatever lies over what, and does not hang on the order in the file', () => {
    fc.assert(
      fc.property(fc.array(box, { maxLength: 12 }), (boxes) => {
        const items = boxes.map((each) => ({ box: each }));
        const ordered = slideOrder(items);
        expect(new Set(ordered).size).to.equal(items.length);
        expect(slideOrder(items.toReversed()).map((item) => [item.box[1], item.box[0]])).to.deep.equal(
          ordered.map((item) => [item.box[1], item.box[0]]),
        );
      }),
      {
        examples: [
          [
            [
              [1, 0, 1, 0],
              [0, 0, 1, 0],
            ],
          ],
        ],
      },
    );
  });

  it('puts what stands wholly above and left of a shape before it', () => {
    fc.assert(
      fc.property(box, box, (one, other) => {
        fc.pre(one[2] < other[0] && one[3] < other[1]);
        expect(slideOrder([{ box: other }, { box: one }]).map((item) => item.box)).to.deep.equal([
          one,
          other,
        ]);
      }),
    );
  });
});
