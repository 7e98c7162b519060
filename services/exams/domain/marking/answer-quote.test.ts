import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { quotesIn, repeats } from './answer-quote.ts';

const quoteIn = (text: string, quote: string) => quotesIn(text)(quote);
const answer = 'The “light” is\n absorbed by Chlorophyll — mostly red and blue.';

describe('a quote', () => {
  it('is found as it stands, whatever its case, white space and quotes', () => {
    expect(quoteIn(answer, 'the "light" is absorbed')).to.equal('The “light” is\n absorbed');
    expect(quoteIn(answer, '“chlorophyll - mostly red”')).to.equal('Chlorophyll — mostly red');
  });

  it('is not found where a letter differs, or where it is empty', () => {
    for (const quote of ['absorbed by chloroplasts', 'light was absorbed', '', '  ', '"', '…'])
      expect(quoteIn(answer, quote), quote).to.equal(undefined);
  });

  it('that is found is a piece of the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.string({ unit: 'grapheme', maxLength: 5 }),
        (text, quote) => {
          const found = quoteIn(text, quote);
          if (found !== undefined) expect(text).to.include(found);
        },
      ),
    );
  });

  it('taken from the text is found', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 3, maxLength: 20 }),
        fc.nat(),
        (words, at) => {
          const from = at % (words.length - 1);
          expect(quoteIn(words.join(' '), words.slice(from, from + 2).join('\n'))).to.equal(
            words.slice(from, from + 2).join(' '),
          );
        },
      ),
    );
  });

  it('that only repeats the question shows nothing', () => {
    expect(repeats('Why are leaves green?', 'leaves are green')).to.equal(true);
    expect(repeats('Why are leaves green?', 'green light is reflected')).to.equal(false);
    expect(repeats('Why are leaves green?', 'chlorophyll')).to.equal(false);
  });
});
