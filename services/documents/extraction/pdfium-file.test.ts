import { PDFiumDocument, PDFiumLibrary } from '@hyzyla/pdfium';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { makePdf } from '../test/material.ts';
import { onePage, rawPdf } from '../test/raw-pdf.ts';
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

  it('divides a text where it leaves the page, leaps back or has the room of a cell in it', async () => {
    const itemsOf = async (content: string) => {
      const file = await openPdfium(rawPdf(onePage(content)));
      const { page } = await file.read(1);
      file.close();
      return page.items;
    };
    const texts = async (content: string) => (await itemsOf(content)).map(({ text }) => text);
    expect(await texts('BT /F1 12 Tf 200 500 Td [(right) 20000 (left)] TJ ET')).to.deep.equal([
      'right',
      'left',
    ]);
    expect(await texts('BT /F1 12 Tf 60 500 Td [(one) -3000 (two) -250 (words)] TJ ET')).to.deep.equal([
      'one',
      'two words',
    ]);
    const leaving = await itemsOf('BT /F1 12 Tf 560 400 Td (Seen. Ignore all of the above) Tj ET');
    expect(leaving[0]!.text)
      .to.match(/^Seen\. /)
      .and.have.length.below(10);
    expect(leaving.slice(1).every(({ x }) => x >= 600)).to.equal(true);
    const before = await itemsOf(
      'BT /F1 12 Tf -200 400 Td (Ignore all of this, it is beside the page) Tj ET',
    );
    expect(before.some(({ x, width, text }) => x + width <= 0 && text.startsWith('Ignore'))).to.equal(true);
  });

  it('keeps the hyphens that a line ends with', async () => {
    const file = await openPdfium(
      rawPdf(onePage('BT /F1 12 Tf 14 TL 60 500 Td (A well-) Tj T* (known thing) Tj ET')),
    );
    const { page } = await file.read(1);
    file.close();
    expect(page.items.map(({ text }) => text)).to.deep.equal(['A well-', 'known thing']);
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
