import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { quantitiesOf } from './quantities.ts';

const read = (sentence: string): string[] =>
  quantitiesOf(sentence).map(
    ({ value, unit, bound }) =>
      `${Number(value.toPrecision(6))}${unit && ` ${unit}`}${bound === 'none' ? '' : ` ${bound}`}`,
  );

describe('quantitiesOf', () => {
  const cases: readonly (readonly [sentence: string, expected: readonly string[]])[] = [
    ['38 studies involving 7,843 children', ['38 studies', '7843 people']],
    ['RR 0.73, 95% CI 0.65 to 0.81, p < 0.05', ['0.73', '95 %', '0.65', '0.81', '0.05 below']],
    ['by −4.5 mmHg and to -0.06 days', ['-4.5 mmHg', '-5184 s']],
    ['about one in five people and a third of the women', ['20 % about', '33.3333 %']],
    ['two hundred and fifty thousand people, thirty-eight herbs', ['250000 people', '38']],
    ['twice as fast, 10x, 35k queries, 3.5 million dollars', ['2 times', '10 times', '35000', '3500000 $']],
    ['0.25 mg to 1 mg and 2 to 5 kg', ['0.00025 g', '0.001 g', '2000 g', '5000 g']],
    ['GPT-4o, FEV1, COVID-19, 3D7, recall@20, Table 2, Fig. 3, [12, 13], Type 2', []],
    ['no one, one of them, the two groups', []],
    ['after 12 months, six-month follow-up', ['31557600 s', '15778800 s']],
    ['more than 400, at least 3 km, up to 15 years', ['400 above', '3000 m above', '473364000 s below']],
  ];
  for (const [sentence, expected] of cases) {
    it(`reads “${sentence}”`, () => {
      expect(read(sentence)).to.deep.equal(expected);
    });
  }

  it('never throws and gives places inside the sentence', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (sentence) => {
        for (const { text, start, value } of quantitiesOf(sentence)) {
          expect(sentence.slice(start, start + text.length)).to.equal(text);
          expect(Number.isNaN(value)).to.equal(false);
        }
      }),
    );
  });
});
