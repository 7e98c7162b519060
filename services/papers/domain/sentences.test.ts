import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { splitSentences } from './sentences.ts';

describe('splitSentences', () => {
  const cases: readonly (readonly [name: string, text: string, expected: readonly string[]])[] = [
    [
      'decimals and p-values',
      'The mean was 3.5 mg (p = 0.03). It fell later.',
      ['The mean was 3.5 mg (p = 0.03).', 'It fell later.'],
    ],
    [
      'et al.',
      'As Smith et al. Journal showed, it works. We agree.',
      ['As Smith et al. Journal showed, it works.', 'We agree.'],
    ],
    [
      'et al. at the end',
      'This was shown by Smith et al. The result holds.',
      ['This was shown by Smith et al.', 'The result holds.'],
    ],
    [
      'figures and tables',
      'See Fig. 3 and Eq. 4 for details. The rest is in Sec. 2.',
      ['See Fig. 3 and Eq. 4 for details.', 'The rest is in Sec. 2.'],
    ],
    [
      'initials',
      'J. R. Smith found it. So did U.S. Data teams.',
      ['J. R. Smith found it.', 'So did U.S. Data teams.'],
    ],
    [
      'a letter that ends',
      'They took vitamin D. The others did not.',
      ['They took vitamin D.', 'The others did not.'],
    ],
    [
      'e.g. and i.e.',
      'Use metals, e.g. Iron or Zinc. That is, i.e. Hard ones.',
      ['Use metals, e.g. Iron or Zinc.', 'That is, i.e. Hard ones.'],
    ],
    [
      'citations behind the stop',
      'Cells grow.[4] They divide.12,13 They die.',
      ['Cells grow.[4]', 'They divide.12,13', 'They die.'],
    ],
    [
      'quotes and brackets',
      'He said “no.” (It was late.) Then he left.',
      ['He said “no.”', '(It was late.)', 'Then he left.'],
    ],
    [
      'No. before a number only',
      'The answer was no. Patient No. 5 agreed.',
      ['The answer was no.', 'Patient No. 5 agreed.'],
    ],
    ['Chinese full stops', '今天很好。明天也好。', ['今天很好。', '明天也好。']],
    ['no full stop at all', 'Results of the second trial', ['Results of the second trial']],
  ];
  for (const [name, text, expected] of cases) {
    it(`handles ${name}`, () => {
      expect(splitSentences(text)).to.deep.equal(expected);
    });
  }

  it('loses no character but white space, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
        expect(splitSentences(text).join('').replace(/\s+/g, '')).to.equal(text.replace(/\s+/g, ''));
      }),
    );
  });

  it('cuts text without full stops into bounded pieces, in linear time', () => {
    const started = performance.now();
    const sentences = splitSentences('word '.repeat(200_000));
    expect(Math.max(...sentences.map(({ length }) => length))).to.be.at.most(4_000);
    expect(performance.now() - started).to.be.below(2_000);
  });
});
