import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { sentenceRanges } from './sentences.ts';

const sentences = (text: string): string[] =>
  sentenceRanges(text).map(({ start, end }) => text.slice(start, end).trimEnd());

describe('sentences', () => {
  const cases: [string, string[]][] = [
    [
      'abbreviations',
      ['See Fig. 3 and Eq. (2), cf. Sec. 4, e.g. Table 2 vs. Dr. Who et al. [12] for it.', 'Next.'],
    ],
    [
      'et al.',
      ['Trees were proposed by Gal et al. (11) in another context.', 'It was Gal et al.', 'The rest is new.'],
    ],
    ['decimals', ['It grew by 3.5 % (p < .05) in v. 2.1 of it.', 'Then it fell.']],
    ['initials', ['J. R. R. Tolkien and C. S. Lewis met U.S. data.', 'They took vitamin D.', 'The end.']],
    ['numbers of things', ['It was No. 5 of them.', 'The answer was no.', 'Five more followed.']],
    ['citations behind the stop', ['This holds in cells.12,13', 'The next.[4]', 'Another one.']],
    ['numbered sentences', ['1. First we do this.', '2. Then we do that.']],
    ['quotations', ['He said “no.”', 'She said (yes!).', 'Done?', 'Yes.']],
    ['German', ['Das gilt z.B. für Wasser, vgl. Abb. 3.', 'Es kocht.']],
    ['Chinese', ['这是第一句。', '这是第二句！', '还有吗？']],
    ['Arabic', ['هذه جملة.', 'هل هذه جملة؟', 'نعم.']],
  ];
  for (const [what, expected] of cases) {
    const glue = what === 'Chinese' ? '' : ' ';
    it(`${what}: ${expected.length}`, () => expect(sentences(expected.join(glue))).to.deep.equal(expected));
  }

  it('cover all of any text, each with something in it', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(
          fc.constantFrom('a', 'B', '.', '. ', ' ', '\n', '[1]', '12', '!', '。', '(', ')', 'et al.', '漢'),
        )
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (value) => {
        const ranges = sentenceRanges(value);
        expect(ranges.map(({ start, end }) => value.slice(start, end)).join('')).to.equal(value);
        expect(ranges.every(({ start, end }) => end > start)).to.equal(true);
      }),
    );
  });

  it('are found in time that grows with the text, whatever it is made of', () => {
    const startedAt = performance.now();
    for (const part of ['a', '. ', 'A. ', 'x.1 ', '.[1', '1.2,3', '\n', 'et al. ', '('])
      sentenceRanges(part.repeat(100_000));
    expect(performance.now() - startedAt).to.be.below(5_000);
  });
});
