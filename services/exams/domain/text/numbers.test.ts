import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { numbersIn, sameNumber } from './numbers.ts';

const values = (text: string, language = 'en'): number[] =>
  numbersIn(text, language).map(({ value }) => value);

describe('numbers in text', () => {
  it('reads what people write, in their language', () => {
    expect(values('33,551 pairs, 34.05 % and −4 °C')).to.deep.equal([33_551, 34.05, -4]);
    expect(values('1.2e-3 or 6 × 10^23')).to.deep.equal([1.2e-3, 6e23]);
    expect(values('twelve of 2 million people, a tenfold rise')).to.deep.equal([12, 2_000_000, 10]);
    expect(values('3,5 kg und 1.200.000 Stück', 'de')).to.deep.equal([3.5, 1_200_000]);
    expect(values('zwölf Monate', 'de')).to.deep.equal([12]);
  });

  it('reads no numbers out of names', () => {
    expect(values('CO2, GPT-4o, T45 and B12')).to.deep.equal([]);
  });

  it('says where each stands, and never anything that is no number', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom('en', 'de', 'zz'), (text, language) => {
        for (const { value, text: written, start, end } of numbersIn(text, language)) {
          expect(Number.isFinite(value)).to.equal(true);
          expect(text.slice(start, end).startsWith(written)).to.equal(true);
        }
      }),
    );
  });

  it('forgives floating point and nothing else', () => {
    expect(sameNumber(0.1 + 0.2, 0.3)).to.equal(true);
    expect(sameNumber(0.3, 0.3001)).to.equal(false);
  });
});
