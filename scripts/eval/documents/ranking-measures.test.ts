import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { areaUnderCurve, meanReciprocalRank, recallAt } from './ranking-measures.ts';

describe('measures of rankings', () => {
  it('count what is found in time, and give less for later places', () => {
    const places = [1, 5, 6, null];
    expect(recallAt(5, places)).to.equal(0.5);
    expect(meanReciprocalRank(places)).to.be.closeTo((1 + 1 / 5 + 1 / 6) / 4, 1e-12);
    expect(recallAt(5, [])).to.equal(0);
  });

  it('area under the curve: 1 where all are higher, 0 where all are lower, one half where nothing tells them apart', () => {
    expect(areaUnderCurve([3, 4], [1, 2])).to.equal(1);
    expect(areaUnderCurve([1, 2], [3, 4])).to.equal(0);
    expect(areaUnderCurve([1, 1], [1, 1, 1])).to.equal(0.5);
  });

  it('area under the curve is turned round with its sides', () => {
    const scores = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(scores, scores, (a, b) => {
        expect(areaUnderCurve(a, b) + areaUnderCurve(b, a)).to.be.closeTo(1, 1e-9);
      }),
    );
  });
});
