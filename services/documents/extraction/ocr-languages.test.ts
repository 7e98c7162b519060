import { expect } from 'chai';
import { describe, it } from 'mocha';
import { assertLanguages, languageFile } from './ocr-languages.ts';

describe('languages of scanned pages', () => {
  it('are those whose package is installed, and the start says which is not', () => {
    expect(() => assertLanguages(['eng'])).not.to.throw();
    expect(() => assertLanguages(['eng', 'xho'])).to.throw('@tesseract.js-data/xho');
    expect(languageFile('../../etc/passwd')).to.equal(undefined);
  });
});
