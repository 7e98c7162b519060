import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@scory/chassis/testing/harness.ts';
import { type DocumentPage, documentText } from '@scory/contracts/documents/text.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Raster } from '../domain/raster.ts';
import { drawnPage, scanPdf, spoil } from '../test/scanned-pages.ts';
import { createExtractionPool, type ExtractionPool } from './pool.ts';
import type { Extraction } from './protocol.ts';

const sentence = 'A scanner took a picture of this sentence, and of the one that comes after it.';
const textOf = (page: DocumentPage | undefined): string =>
  page?.paragraphs.map((paragraph) => paragraph.text).join('\n') ?? '';

describe('pages that are pictures', function () {
  this.timeout(120_000);
  let folder: string;
  let pool: ExtractionPool;
  let page: Raster;
  const read = async (
    pdf: Buffer,
    onProgress?: (completed: number, total: number) => void,
  ): Promise<Extraction> => {
    const path = join(folder, 'scan.pdf');
    await writeFile(path, pdf);
    return pool.extract(path, 'application/pdf', onProgress ? { onProgress } : {});
  };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scory-scans-'));
    pool = createExtractionPool({ size: 1 });
    page = await drawnPage((pdf) => pdf.fontSize(12).text(sentence, 60, 150, { width: 475 }));
  });
  after(async () => {
    await pool.close();
    await rm(folder, { recursive: true });
  });

  it('are read only where the file has no text, and progress counts pages', async () => {
    const seen: string[] = [];
    const own = 'This page has its own text and needs nobody to read it from a picture.';
    const other = 'So has this one, which says something else.';
    const { characters, ...text } = await read(await scanPdf([own, page, other]), (...of) =>
      seen.push(of.join('/')),
    );
    documentText.parse({ ...text, sha256: '0'.repeat(64) });
    expect(text.pages.map(textOf)).to.deep.equal([own, sentence, other]);
    expect(text.pages.map(({ ocr }) => ocr?.engine)).to.deep.equal([undefined, 'tesseract', undefined]);
    expect(text.pages[1]!.ocr!.confidence).to.be.above(0.85);
    expect(text.pages[1]!.paragraphs[0]!.kind).to.equal('text');
    expect(seen).to.deep.equal(['1/3', '2/3', '3/3']);
    expect(text.warnings).to.deep.equal([]);
  });

  it('say where each word stands, on the page as it lies', async () => {
    const level = (await read(await scanPdf([page]))).pages[0]!;
    const skewed = (await read(await scanPdf([spoil(page, { skew: 3 })]))).pages[0]!;
    const boxOf = ({ ocr }: DocumentPage, word: string) => ocr!.words.find(({ text }) => text === word)!.box;
    const [x0, y0, x1, y1] = boxOf(level, 'scanner');
    expect(x0).to.be.closeTo(71, 2);
    expect([y0, y1].every((y) => y > 148 && y < 166)).to.equal(true);
    const angle = (3 * Math.PI) / 180;
    const middle = [(x0 + x1) / 2 - 297.6, (y0 + y1) / 2 - 420.9] as const;
    const there = boxOf(skewed, 'scanner');
    expect((there[0] + there[2]) / 2 - 297.6).to.be.closeTo(
      middle[0] * Math.cos(angle) - middle[1] * Math.sin(angle),
      2,
    );
    expect((there[1] + there[3]) / 2 - 420.9).to.be.closeTo(
      middle[0] * Math.sin(angle) + middle[1] * Math.cos(angle),
      2,
    );
  });

  it('are read whichever way up they lie', async () => {
    const pages = ([90, 180, 270] as const).map((turn) => spoil(page, { turn }));
    const { pages: got } = await read(await scanPdf(pages));
    expect(got.map(textOf)).to.deep.equal([sentence, sentence, sentence]);
    expect(got.map(({ rotation }) => rotation)).to.deep.equal([270, 180, 90]);
  });

  it('stay blank where they are blank, with a warning', async () => {
    const blank = spoil(await drawnPage(''), { noise: 10 });
    const { pages, warnings } = await read(await scanPdf([page, blank]));
    expect(textOf(pages[1])).to.equal('');
    expect(warnings.map(({ code, pages: of }) => [code, of])).to.deep.equal([['PAGE_WITHOUT_TEXT', [2]]]);
  });

  it('of noise alone have no text to give', async () => {
    const noise = { ...page, data: spoil({ ...page, data: page.data.map(() => 128) }, { noise: 127 }).data };
    const error = await read(await scanPdf([noise])).catch((thrown: unknown) => thrown);
    expect(error).to.include({ code: 'PDF_NO_TEXT' });
  });

  it('under text that nobody sees are read instead of it: what is hidden is not what the page says', async () => {
    const hidden = (pdf: PDFKit.PDFDocument): void => {
      pdf.addContent('3 Tr');
      pdf.fontSize(12).text('Hidden words which say something else than the picture does.', 60, 150);
    };
    const { pages } = await read(await scanPdf([page], hidden));
    expect(textOf(pages[0])).to.equal(sentence);
  });

  it('with little confidence are kept, and said to be uncertain', async () => {
    const coarse = await drawnPage(
      (pdf) => pdf.fontSize(12).text(sentence.repeat(3), 60, 150, { width: 475 }),
      60,
    );
    const poor = spoil(coarse, { noise: 60 });
    const { pages, warnings } = await read(await scanPdf([page, poor]));
    expect(textOf(pages[1])).not.to.equal('');
    expect(pages[1]!.ocr!.confidence).to.be.below(0.75);
    expect(warnings.map(({ code, pages: of }) => [code, of])).to.deep.equal([['PAGE_OCR_UNCERTAIN', [2]]]);
  });

  it('beyond the number that may be read stay as they are', async () => {
    await pool.close();
    pool = createExtractionPool({ size: 1, ocr: { languages: ['eng'], maxPages: 1 } });
    const { pages, warnings } = await read(await scanPdf([page, page]));
    expect(pages.map(textOf)).to.deep.equal([sentence, '']);
    expect(warnings.map(({ code, pages: of }) => [code, of])).to.deep.equal([['PAGE_WITHOUT_TEXT', [2]]]);
  });

  it('have as long as a file each, and no longer', async () => {
    await pool.close();
    pool = createExtractionPool({ size: 1, timeoutMs: 4_000 });
    const small = await scanPdf(['A child that has started is measured, not its start.']);
    await until('a child is there', () => read(small).then(Boolean, () => false), 60_000);
    const many = await drawnPage((pdf) => pdf.fontSize(7).text(sentence.repeat(120), 30, 30, { width: 540 }));
    const error = await read(await scanPdf([many])).catch((thrown: unknown) => thrown);
    expect(error).to.include({ code: 'EXTRACT_TIMEOUT' });
  });
});
