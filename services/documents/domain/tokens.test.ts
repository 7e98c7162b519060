import { expect } from 'chai';
import fc from 'fast-check';
import { countTokens as exact } from 'gpt-tokenizer/encoding/cl100k_base';
import { describe, it } from 'mocha';
import { countTokens } from './tokens.ts';

describe('tokens', () => {
  it('are those of cl100k_base', () => {
    expect(countTokens('The quick brown fox jumps over the lazy dog.')).to.equal(10);
    expect(countTokens('')).to.equal(0);
  });

  it('are exact where words are of human length, and hardly more elsewhere', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ maxLength: 12 }), fc.constant('x'.repeat(150)))), (words) => {
        const text = words.join(' ');
        const counted = countTokens(text);
        const real = exact(text, { disallowedSpecial: new Set() });
        expect(counted).to.be.within(real, real + 4 * (text.length / 128));
      }),
    );
  });

  it('are counted of words without end in bounded time, and of what looks like a control token', () => {
    const startedAt = performance.now();
    for (const run of ['a', '漢字', '!', ' ', '\n', '😀', 'ab1'])
      expect(countTokens(run.repeat(50_000))).to.be.above(100);
    expect(performance.now() - startedAt).to.be.below(5_000);
    expect(countTokens('<|endoftext|>')).to.be.above(1);
  });
});
