import { expect } from 'chai';
import { describe, it } from 'mocha';
import { ordinal } from './ordinals.ts';

describe('ordinals', () => {
  it('are written as lists write them, and as numbers where letters would not end', () => {
    expect([1, 26, 27, 53].map((number) => ordinal(number, 'letter'))).to.deep.equal(['a', 'z', 'aa', 'aaa']);
    expect([4, 9, 14, 1994].map((number) => ordinal(number, 'roman'))).to.deep.equal([
      'iv',
      'ix',
      'xiv',
      'mcmxciv',
    ]);
    expect(ordinal(3, 'ROMAN') + ordinal(3, 'LETTER')).to.equal('IIIC');
    expect([0, -3, 1e9].map((number) => ordinal(number, 'roman'))).to.deep.equal(['0', '-3', '1000000000']);
    expect(ordinal(1e9, 'letter')).to.equal('1000000000');
  });
});
