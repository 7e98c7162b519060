import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { characterErrorRate } from './ocr.ts';

describe('character error rate', () => {
  it('counts what is missing, added or wrong, and no white space', () => {
    expect(characterErrorRate('abc', 'abc')).to.equal(0);
    expect(characterErrorRate(' a\n b ', 'a b')).to.equal(0);
    expect(characterErrorRate('kitten', 'sitting')).to.be.closeTo(3 / 7, 1e-9);
    expect(characterErrorRate('', 'word')).to.equal(1);
    expect(characterErrorRate('x', '')).to.equal(1);
  });
  it('is one edit for one character changed', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{2,30}$/), fc.nat(29), (text, at) => {
        const changed = `${text.slice(0, at % text.length)}#${text.slice((at % text.length) + 1)}`;
        expect(characterErrorRate(changed, text)).to.be.closeTo(1 / text.length, 1e-9);
      }),
    );
  });
});
