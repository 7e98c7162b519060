import { PDFiumDocument, PDFiumLibrary } from '@hyzyla/pdfium';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { makePdf } from '../test/material.ts';
import { openPdfium } from './pdfium-file.ts';

describe('PDFium', () => {
  it('is loaded anew for the next file after a fault that may leave it in any state, and only then', async () => {
    const { init } = PDFiumLibrary;
    const { getPage } = PDFiumDocument.prototype;
    let loaded = 0;
    PDFiumLibrary.init = (options) => {
      loaded += 1;
      return init.call(PDFiumLibrary, options);
    };
    const pdf = await makePdf(['Words that everybody may read.']);
    const readOnce = async (): Promise<string[]> => {
      const file = await openPdfium(pdf);
      try {
        return (await file.read(1)).page.items.map(({ text }) => text);
      } finally {
        file.close();
      }
    };
    try {
      await readOnce();
      const before = loaded;
      PDFiumDocument.prototype.getPage = () => {
        throw Object.assign(new Error('memory access out of bounds'), { name: 'RuntimeError' });
      };
      expect(await readOnce().catch((error: unknown) => error)).to.include({ name: 'RuntimeError' });
      PDFiumDocument.prototype.getPage = getPage;
      for (let turn = 0; turn < 2; turn += 1)
        expect(await readOnce()).to.deep.equal(['Words that everybody may read.']);
      expect(loaded).to.equal(before + 1);
    } finally {
      Object.assign(PDFiumLibrary, { init });
      PDFiumDocument.prototype.getPage = getPage;
    }
  });

  it('tells the title, pages and fonts of a file', async () => {
    const pdf = await makePdf(['One.', 'Two.'], { info: { Title: 'Über Größen' } });
    const file = await openPdfium(pdf);
    expect(file).to.include({ pages: 2, title: 'Über Größen' });
    const { page } = await file.read(2);
    expect(page.items.map(({ text, font, size }) => [text, font, size])).to.deep.equal([
      ['Two.', 'Times-Roman', 11],
    ]);
    for (const number of [0, 3])
      expect(await file.read(number).catch((error: unknown) => error)).to.include({ code: 'PAGE_NOT_FOUND' });
    file.close();
  });
});
