import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { windowsOf } from './windows.ts';

const windowTokens = 16;
const words = fc.array(fc.array(fc.nat(8_000), { maxLength: 40 }), { maxLength: 60 });

describe('windows of a text', () => {
  it('hold every token once, in order, none too many and never none', () => {
    fc.assert(
      fc.property(words, (given) => {
        const windows = windowsOf(given, windowTokens);
        expect(windows.flat()).to.deep.equal(given.flat());
        for (const { length } of windows) expect(length).to.be.within(1, windowTokens);
      }),
    );
  });

  it('are one where the text fits', () => {
    expect(windowsOf([[1, 2], [3]], 3)).to.deep.equal([[1, 2, 3]]);
    expect(windowsOf([], 3)).to.deep.equal([]);
    expect(windowsOf([[], []], 3)).to.deep.equal([]);
  });

  it('are about as long as each other, and cut no word that fits into one', () => {
    const short = fc.array(fc.array(fc.nat(8_000), { minLength: 1, maxLength: 3 }), { minLength: 30 });
    fc.assert(
      fc.property(short, (given) => {
        const windows = windowsOf(given, windowTokens);
        const lengths = windows.map(({ length }) => length);
        expect(Math.max(...lengths) - Math.min(...lengths)).to.be.at.most(6);
        const ends = new Set<number>();
        given.reduce((sum, word) => ends.add(sum + word.length) && sum + word.length, 0);
        lengths.reduce((sum, length) => {
          expect(ends).to.include(sum + length);
          return sum + length;
        }, 0);
      }),
    );
  });
});
