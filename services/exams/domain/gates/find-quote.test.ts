import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { findQuote } from './find-quote.ts';

const found = (text: string, quote: string): string | undefined => {
  const range = findQuote(text, quote);
  return range && text.slice(range.start, range.end);
};

describe('finding a quote', () => {
  it('finds what only typesetting tells apart, and names the exact characters', () => {
    expect(
      found(
        'It is well-\nknown that  “ﬁne” cells – like these – di\u00advide.',
        'well-known that "fine" cells - like these - divide',
      ),
    ).to.equal('well-\nknown that  “ﬁne” cells – like these – di\u00advide');
    expect(found('The heart\nbeats.', '“the heart beats.”')).to.equal('The heart\nbeats.');
    expect(found('A pre- and post-test was given.', 'pre- and post-test')).to.equal('pre- and post-test');
  });

  it('finds no quote that has another word, leaves one out, or cuts one in two', () => {
    expect(found('The left ventricle pumps blood.', 'the right ventricle pumps blood')).to.equal(undefined);
    expect(found('The left ventricle pumps blood.', 'the left pumps blood')).to.equal(undefined);
    expect(found('The left ventricle pumps blood.', 'eft ventricle pump')).to.equal(undefined);
    expect(found('The left … blood.', '')).to.equal(undefined);
    expect(found('A pH of 11.5', 'pH of 1')).to.equal(undefined);
  });

  it('finds the second place where the first is part of a longer word', () => {
    expect(findQuote('artist art', 'art')).to.deep.equal({ start: 7, end: 10 });
  });

  it('finds any run of words of any text, at a place that reads the same', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }), {
          minLength: 1,
          maxLength: 12,
        }),
        fc.nat(),
        (words, seed) => {
          const text = words.join(' ');
          const from = seed % words.length;
          const quote = words.slice(from, from + 3).join(' ');
          const range = findQuote(text, quote);
          // What has no letter or digit is no word, and may fold to nothing.
          if (!range) {
            expect(/[a-z]{2}/.test(quote) && /^[a-z ]+$/.test(text)).to.equal(false);
            return;
          }
          expect(range.start).to.be.at.least(0);
          expect(range.end).to.be.within(range.start, text.length);
        },
      ),
    );
  });

  it('finds plain words always', () => {
    const word = fc.stringMatching(/^[a-z]{1,9}$/);
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 3, maxLength: 20 }),
        fc.nat(),
        fc.constantFrom(' ', '\n', '  ', ' \u00a0'),
        (words, seed, space) => {
          const from = seed % (words.length - 2);
          const quote = words.slice(from, from + 3).join(' ');
          const range = findQuote(words.join(space), quote);
          expect(words.join(space).slice(range!.start, range!.end).split(/\s+/)).to.deep.equal(
            words.slice(from, from + 3),
          );
        },
      ),
    );
  });
});
