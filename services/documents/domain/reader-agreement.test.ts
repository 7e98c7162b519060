import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { agreementOf, compareReadings, isGarbled, oddityOf, wantsSecondReader } from './reader-agreement.ts';

const english =
  'The walking pupils remembered many more of the thirty words than those who had been sitting all day.';
const chinese = '学生们走了十分钟，然后学习三十个单词。他们记住了更多的单词，因为走路提高了心率。';
const code =
  'const total = rows.reduce((sum, row) => sum + row.count, 0); if (total > max_rows) return cache[key];';
/** A font whose codes stand 29 places off, as subset fonts without a table of meanings have them. */
const shifted = Array.from(english, (letter) => String.fromCodePoint(letter.codePointAt(0)! - 29)).join('');

describe('two readings of a page', () => {
  it('agree wholly with themselves, in any order of parts, and to the same share either way', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 200 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(agreementOf(a, a)).to.equal(1);
        expect(agreementOf(a, b)).to.equal(agreementOf(b, a)).and.to.be.within(0, 1);
      }),
    );
  });

  it('agree whatever they make of spaces, hyphens at line ends and ligatures', () => {
    expect(agreementOf('the e\uFB03cient infor-\nmation', 'the efficient information')).to.equal(1);
    expect(agreementOf(english, english.replaceAll(' ', ''))).to.equal(1);
    expect(agreementOf(english, shifted)).to.be.below(0.1);
  });

  it('are kept apart where they say different things, and the sounder or fuller one is kept', () => {
    expect(compareReadings(english, english.toUpperCase())).to.include({ disagree: false, keep: 'first' });
    expect(compareReadings(shifted, english)).to.include({ disagree: true, keep: 'second' });
    expect(compareReadings(english, shifted)).to.include({ disagree: true, keep: 'first' });
    expect(compareReadings('', english)).to.include({ agreement: 0, disagree: true, keep: 'second' });
    expect(compareReadings(english, '')).to.include({ agreement: 0, disagree: true, keep: 'first' });
  });

  it('are asked for where the first is suspicious, and not of sound text in any script', () => {
    for (const sound of [english, chinese, code, 'Überprüfung der Größen: öffentliche Straßen']) {
      expect(oddityOf(sound), sound).to.be.below(0.2);
      expect(wantsSecondReader({ text: sound, pieces: 1 }), sound).to.equal(false);
    }
    expect(wantsSecondReader({ text: `${english} \uFFFD`, pieces: 3 })).to.equal(false);
    expect(wantsSecondReader({ text: `${english} \uFFFD\uFFFD`, pieces: 3 })).to.equal(true);
    expect(wantsSecondReader({ text: english, pieces: 300 })).to.equal(true);
    expect(isGarbled(english.replace(/[aeiou]/g, 'x'))).to.equal(true);
    expect(isGarbled(code)).to.equal(false);
  });
});
