import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { fuseRankings } from './fusion.ts';

const ranking = fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { maxLength: 20 });
const one = (keys: number[], weight = 1) => ({ keys, weight });
const keysOf = (rankings: { keys: number[]; weight: number }[]): number[] =>
  fuseRankings(rankings).map(({ key }) => key);

describe('fused rankings', () => {
  it('are the ranking itself where there is one', () => {
    fc.assert(
      fc.property(ranking, (keys) => {
        expect(keysOf([one(keys), one([])])).to.deep.equal(keys);
      }),
    );
  });

  it('hold what any of them holds, once, the best first', () => {
    fc.assert(
      fc.property(ranking, ranking, (a, b) => {
        const fused = fuseRankings([one(a), one(b)]);
        expect(fused.map(({ key }) => key)).to.have.members([...new Set([...a, ...b])]);
        const scores = fused.map(({ score }) => score);
        expect(scores).to.deep.equal(scores.toSorted((x, y) => y - x));
      }),
    );
  });

  it('put what all find before what one finds at the same places', () => {
    expect(keysOf([one([1, 2, 3]), one([4, 2, 5])])[0]).to.equal(2);
  });

  it('follow the ranking that weighs more', () => {
    expect(keysOf([one([1, 2], 1), one([2, 1], 2)])).to.deep.equal([2, 1]);
  });
});
