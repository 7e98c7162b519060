import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { highlightsOf } from './passage.ts';

const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 });

describe('highlights', () => {
  it('say where the marked words stand in the text without marks', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(word, fc.boolean()), { maxLength: 12 }), (words) => {
        const text = words.map(([each]) => each).join(' ');
        const marked = words.map(([each, hit]) => (hit ? `\uE000${each}\uE001` : each)).join(' ');
        const found = highlightsOf(marked).map(([start, end]) => text.slice(start, end));
        expect(found).to.deep.equal(words.filter(([, hit]) => hit).map(([each]) => each));
      }),
    );
  });
});
