import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DocumentText } from '@scory/contracts/documents/text.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { rangesOf } from '../ingest/parts.ts';
import { bookPdf } from '../test/book-pdf.ts';
import { material } from '../test/material.ts';
import { drawnPage, scanPdf } from '../test/scanned-pages.ts';
import { unpackedJson } from './packing.ts';
import { createExtractionPool, type ExtractionPool } from './pool.ts';
import { isLong, type Reading } from './protocol.ts';

const sha256 = '0'.repeat(64);
const mediaType = 'application/pdf';

describe('ranges of pages', function () {
  this.timeout(60_000);
  let folder: string;
  let book: string;
  let pool: ExtractionPool;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scory-ranges-'));
    book = join(folder, 'book.pdf');
    await writeFile(book, await bookPdf(30));
    pool = createExtractionPool({ size: 2 });
  });
  after(async () => {
    await pool?.close();
    await rm(folder, { recursive: true });
  });

  const textOf = async (reading: Reading): Promise<DocumentText> =>
    JSON.parse((await unpackedJson(reading.text)).toString('utf8'));

  async function inRanges(path: string, pages: number, size: number): Promise<DocumentText> {
    const paths: string[] = [];
    for (let from = 1; from <= pages; from += size) {
      const range = { from, to: Math.min(pages, from + size - 1) };
      paths.push(join(folder, `range-${from}`));
      await writeFile(paths.at(-1)!, await pool.readRange({ path, range, pictures: 0 }));
    }
    return textOf(await pool.assemble({ paths, sha256 }));
  }
  const whole = async (path: string) => textOf((await pool.read({ path, mediaType, sha256 })) as Reading);

  it('make the same document as reading it whole: running lines, levels, references and all', async () => {
    const together = await whole(book);
    expect(await inRanges(book, 30, 7)).to.deep.equal(together);
    const headings = together.pages.flatMap(({ paragraphs }) => paragraphs.filter(({ level }) => level));
    expect(headings.map(({ level }) => level)).to.include.members([1, 2]);
  });

  for (const [name, pages] of [
    ['0807.3577', 15],
    ['tracemonkey', 14],
    ['pqa_pasa', 15],
  ] as const)
    it(`of ${name} make nearly all of its paragraphs what they are in the whole`, async function () {
      const path = material(`papers/${name}.pdf`);
      if (!path) return this.skip();
      const described = ({ pages: all }: DocumentText): string[] =>
        all.flatMap(({ number, paragraphs }) =>
          paragraphs.map(({ kind, text, level }) => `${number} ${kind} ${level ?? ''} ${text}`),
        );
      const expected = described(await whole(path));
      const got = new Set(described(await inRanges(path, pages, 5)));
      const same = expected.filter((paragraph) => got.has(paragraph)).length;
      expect(same / expected.length).to.be.above(0.99);
    });

  it('are what a file with more pages than are read in one go is told to be read in', async () => {
    const answer = await pool.read({ path: book, mediaType, sha256, wholePages: 29 });
    expect(isLong(answer) && answer).to.deep.equal({ pages: 30, pictures: false });
    expect(isLong(await pool.read({ path: book, mediaType, sha256, wholePages: 30 }))).to.equal(false);
  });

  it('are small, and are told of early, where many pages are pictures', async () => {
    const sheet = await drawnPage((pdf) => pdf.fontSize(14).text('Some words on paper.', 60, 150), 100);
    const path = join(folder, 'scan.pdf');
    await writeFile(path, await scanPdf(Array.from({ length: 7 }, () => sheet)));
    expect(await pool.read({ path, mediaType, sha256, wholePages: 50 })).to.deep.equal({
      pages: 7,
      pictures: true,
    });
    const ranges = rangesOf({ pages: 7, pictures: true }, 300);
    expect(ranges).to.deep.equal([
      { from: 1, to: 4, pictures: 4 },
      { from: 5, to: 7, pictures: 3 },
    ]);
    expect(rangesOf({ pages: 1_000, pictures: true }, 300)[0]).to.include({ pictures: 2 });
  });

  it('come with their chunks in groups, which are those of the artefact', async () => {
    const reading = (await pool.read({ path: book, mediaType, sha256, passagesPerGroup: 5 })) as Reading;
    const groups = await Promise.all(
      reading.passages.map(async (group) => JSON.parse((await unpackedJson(group)).toString('utf8'))),
    );
    expect(groups.map(({ length }) => length)).to.deep.equal(reading.facts.passages);
    expect(groups.flat().map(({ index }) => index)).to.deep.equal([...groups.flat().keys()]);
    expect(groups[0]).to.have.length(5);
  });
});
