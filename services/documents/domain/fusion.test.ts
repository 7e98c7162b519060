import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { type Candidate, fuseScores } from './fusion.ts';

const candidates = (words = fc.double({ min: 0, max: 30, noNaN: true })) =>
  fc.uniqueArray(
    fc.record({
      key: fc.integer({ min: 0, max: 500 }),
      nearness: fc.option(fc.double({ min: -1, max: 1, noNaN: true }), { freq: 10 }),
      words,
    }),
    { maxLength: 120, selector: ({ key }) => key },
  );
const keysOf = (given: Candidate<number>[]): number[] => fuseScores(given, 30).map(({ key }) => key);
/** As near as any, one step after the other. */
const row = (count: number, words: (at: number) => number): Candidate<number>[] =>
  Array.from({ length: count }, (_, key) => ({ key, nearness: 0.5 - key / 1_000, words: words(key) }));

describe('fused scores', () => {
  it('hold every candidate once, the best first', () => {
    fc.assert(
      fc.property(candidates(), (given) => {
        const fused = fuseScores(given, 30);
        expect(fused.map(({ key }) => key)).to.have.members(given.map(({ key }) => key));
        const scores = fused.map(({ score }) => score);
        expect(scores.every(Number.isFinite)).to.equal(true);
        expect(scores).to.deep.equal(scores.toSorted((x, y) => y - x));
      }),
    );
  });

  it('are the order of nearness where no word is found', () => {
    fc.assert(
      fc.property(candidates(fc.constant(0)), (given) => {
        const known = given.filter(({ nearness }) => nearness !== null);
        const near = new Map(known.map(({ key, nearness }) => [key, nearness as number]));
        const order = keysOf(known).map((key) => near.get(key) as number);
        // Rounding may make equals of what differs in the last digit.
        for (const [at, nearness] of order.slice(1).entries())
          expect(nearness).to.be.at.most((order[at] as number) + 1e-9);
      }),
    );
  });

  it('are the order of words where nearness tells nothing', () => {
    const given = [3, 9, 1].map((words, key) => ({ key, nearness: null, words }));
    expect(keysOf(given)).to.deep.equal([1, 0, 2]);
    expect(keysOf(given.map((one) => ({ ...one, nearness: 0.3 })))).to.deep.equal([1, 0, 2]);
  });

  it('put a name that few passages hold first, however near others are', () => {
    expect(keysOf(row(60, (at) => (at === 59 ? 18 : 0)))[0]).to.equal(59);
  });

  it('give nothing for words that twenty passages hold as well', () => {
    const plain = row(60, () => 0);
    expect(keysOf(row(60, (at) => (at >= 30 ? 5 : 0)))).to.deep.equal(keysOf(plain));
  });

  it('let the one word that is asked for decide, however many passages hold it', () => {
    const given = row(60, (at) => (at >= 30 ? 5 : 0));
    const [first] = fuseScores(given, 6);
    expect(first?.key).to.equal(30);
  });

  it('depend on no unit of nearness: another model spreads its cosines otherwise', () => {
    const given = row(40, (at) => (at % 7) * 2);
    const wider = given.map((one) => ({ ...one, nearness: (one.nearness as number) * 3 - 0.7 }));
    expect(keysOf(wider)).to.deep.equal(keysOf(given));
  });

  it('take a passage without a vector for one that is barely near', () => {
    const given = [...row(5, () => 0), { key: 9, nearness: null, words: 0 }];
    expect(keysOf(given).at(-1)).to.equal(9);
  });
});
