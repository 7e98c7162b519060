import { isStorableText } from '@scory/contracts/http.ts';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { cleanText, composeAccents, countUnmapped } from './clean-text.ts';

describe('clean text', () => {
  it('holds nothing that a database or a message refuses, whatever came in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (noise, words) => {
        const clean = cleanText(`${noise}\u0000\uD800${words}`);
        return isStorableText(clean) && !/[\u0000-\u0008\u000B-\u001F\u202E\uFEFF\uFFFE]/.test(clean);
      }),
    );
  });

  it('spells out ligatures and keeps line feeds, tabs and soft hyphens', () => {
    expect(cleanText('e\uFB03cient \uFB01x\u00A0it\n\tso\u00ADft')).to.equal(
      'efficient fix it\n\tso\u00ADft',
    );
  });

  it('composes accents that old fonts draw apart, and leaves apostrophes', () => {
    expect(composeAccents('M\u00A8uhlenberg na\u00A8\u0131ve Lema\u02C6\u0131tre it\u00B4s')).to.equal(
      'Mühlenberg naïve Lemaître it\u00B4s',
    );
  });

  it('counts glyphs that mean nothing outside their font', () => {
    expect(countUnmapped('a\uE001b\u001Cc')).to.equal(2);
    expect(countUnmapped('plain')).to.equal(0);
  });
});
