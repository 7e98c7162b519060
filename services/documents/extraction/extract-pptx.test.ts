import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Box, documentText, type Paragraph } from '@scory/contracts/documents/text.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import {
  makePptx,
  type PptxParts,
  pptxParts,
  slideParagraphs,
  slideShape,
  transform,
} from '../test/office-files.ts';
import { zipOf } from '../test/zip-writer.ts';
import { extractPptx } from './extract-pptx.ts';
import type { Extraction } from './protocol.ts';

const limits = { maxPages: 100, maxCharacters: 100_000, maxInflatedBytes: 10_000_000 };
const at = transform;

describe('presentations', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scory-pptx-'));
  });
  after(() => rm(folder, { recursive: true }));

  async function extract(parts: PptxParts, given: Partial<typeof limits> = {}): Promise<Extraction> {
    const path = join(folder, 'a.pptx');
    await writeFile(path, makePptx(parts));
    const { characters, ...text } = await extractPptx(path, { ...limits, ...given }, () => undefined);
    documentText.parse({ ...text, sha256: '0'.repeat(64) });
    return { ...text, characters };
  }
  const first = async (shapes: string, more: Partial<PptxParts> = {}): Promise<Paragraph[]> =>
    (await extract({ slides: [{ shapes }], ...more })).pages[0]!.paragraphs;
  const texts = (paragraphs: Paragraph[]): string[] => paragraphs.map(({ text }) => text);
  const boxOf = async (shapes: string, more?: Partial<PptxParts>): Promise<Box | undefined> =>
    (await first(shapes, more))[0]!.boxes[0];

  it('have a page a slide, of its size in points, with the title first and running text left out', async () => {
    const shapes =
      slideShape(['17'], at(900, 500, 50, 20), 'type="sldNum" idx="12"') +
      slideShape(['Lower'], at(50, 300, 400, 50)) +
      slideShape(['Upper'], at(50, 20, 400, 50)) +
      slideShape(['A title', 'of two lines'], at(50, 100, 800, 60), 'type="title"');
    const read = await extract({ slides: [{ shapes }, { shapes: '' }] });
    expect(read.pages.map(({ number, width, height }) => [number, width, height])).to.deep.equal([
      [1, 960, 540],
      [2, 960, 540],
    ]);
    expect(read.pages[0]!.paragraphs).to.deep.equal([
      { text: 'A title of two lines', kind: 'heading', level: 1, boxes: [[50, 100, 850, 160]] },
      { text: 'Upper', kind: 'text', boxes: [[50, 20, 450, 70]] },
      { text: 'Lower', kind: 'text', boxes: [[50, 300, 450, 350]] },
    ]);
    expect(read.title).to.equal('A title of two lines');
    expect(read.warnings).to.deep.include({
      code: 'PAGE_WITHOUT_TEXT',
      message: 'Slides have no text',
      pages: [2],
    });
  });

  it('have one title, the uppermost, whatever a template calls so', async () => {
    const title = (text: string, y: number): string => slideShape([text], at(50, y, 400, 50), 'type="title"');
    const read = await first(title('Large print', 300) + title('The title', 40));
    expect(read.map(({ kind, text }) => `${kind}: ${text}`)).to.deep.equal([
      'heading: The title',
      'text: Large print',
    ]);
  });

  it('give no box where the numbers of a file are beyond all measure', async () => {
    const far = `<a:xfrm><a:off x="1e308" y="0"/><a:ext cx="1e308" cy="1"/></a:xfrm>`;
    expect(await boxOf(slideShape(['x'], far))).to.equal(undefined);
  });

  it('are read down columns that stand apart, and along rows of a grid', async () => {
    const column = (x: number, name: string): string =>
      slideShape([`${name} head`], at(x, 100, 380, 30)) + slideShape([`${name} body`], at(x, 132, 380, 300));
    expect(texts(await first(column(520, 'right') + column(40, 'left')))).to.deep.equal([
      'left head',
      'left body',
      'right head',
      'right body',
    ]);
    const card = (row: number, line: number): string =>
      slideShape([`${line}${row}`], at(40 + row * 300, 40 + line * 150, 280, 130));
    expect(texts(await first(card(1, 1) + card(0, 1) + card(1, 0) + card(0, 0)))).to.deep.equal([
      '00',
      '01',
      '10',
      '11',
    ]);
  });

  it('place shapes within scaled and turned groups', async () => {
    const group = (attributes: string, inner: string): string =>
      `<p:grpSp><p:grpSpPr><a:xfrm${attributes}><a:off x="1270000" y="1270000"/><a:ext cx="2540000" cy="1270000"/>` +
      `<a:chOff x="0" y="0"/><a:chExt cx="1270000" cy="1270000"/></a:xfrm></p:grpSpPr>${inner}</p:grpSp>`;
    const shape = slideShape(['x'], at(10, 20, 30, 40));
    expect(await boxOf(group('', shape))).to.deep.equal([120, 120, 180, 160]);
    // A quarter turn about the middle of the group, (200, 150).
    expect(await boxOf(group(' rot="5400000"', shape))).to.deep.equal([190, 70, 230, 130]);
    expect(await boxOf(slideShape(['x'], at(100, 100, 40, 20, 'a:xfrm', ' rot="5400000"')))).to.deep.equal([
      110, 90, 130, 130,
    ]);
  });

  it('take the place of a placeholder from its layout, or from the master of that', async () => {
    const layout =
      slideShape([], at(10, 10, 100, 50), 'type="body" idx="4"') + slideShape([], '', 'type="title"');
    const master =
      slideShape([], at(5, 5, 200, 30), 'type="title"') + slideShape([], at(5, 50, 200, 200), 'type="body"');
    const parts = { layout, master };
    expect(await boxOf(slideShape(['x'], '', 'idx="4"'), parts)).to.deep.equal([10, 10, 110, 60]);
    expect(await boxOf(slideShape(['x'], '', 'type="ctrTitle"'), parts)).to.deep.equal([5, 5, 205, 35]);
    expect(await boxOf(slideShape(['x'], '', 'type="subTitle" idx="9"'), parts)).to.deep.equal([
      5, 50, 205, 250,
    ]);
    expect(await boxOf(slideShape(['x']), parts)).to.equal(undefined);
  });

  it('have tables as rows, diagrams by their nodes, numbered items with their numbers', async () => {
    const cell = (text: string, attributes = ''): string =>
      `<a:tc${attributes}><a:txBody>${slideParagraphs(text)}</a:txBody></a:tc>`;
    const frame = (inner: string): string =>
      `<p:graphicFrame>${at(50, 200, 300, 100, 'p:xfrm')}<a:graphic><a:graphicData>${inner}</a:graphicData></a:graphic></p:graphicFrame>`;
    const table = `<a:tbl><a:tr>${cell('wide', ' gridSpan="2"')}${cell('', ' hMerge="1"')}</a:tr><a:tr>${cell('a')}${cell('b')}</a:tr></a:tbl>`;
    expect(await first(frame(table))).to.deep.equal([
      { text: 'wide\t\na\tb', kind: 'table', boxes: [[50, 200, 350, 300]] },
    ]);
    const point = (type: string, text: string): string =>
      `<dgm:pt type="${type}"><dgm:t>${slideParagraphs(text)}</dgm:t></dgm:pt>`;
    const diagram = `<dgm:ptLst>${point('doc', 'no')}${point('node', 'Step one')}${point('pres', 'no')}${point('node', 'Step two')}</dgm:ptLst>`;
    expect(texts(await first(frame('<dgm:relIds r:dm="rId3"/>'), { diagram }))).to.deep.equal([
      'Step one',
      'Step two',
    ]);
    const item = (text: string, level: number, type: string): string =>
      `<a:p><a:pPr lvl="${level}"><a:buAutoNum type="${type}"/></a:pPr><a:r><a:t>${text}</a:t></a:r></a:p>`;
    const list = slideShape([], at(0, 0, 9, 9)).replace(
      '</p:txBody>',
      `${item('x', 0, 'arabicPeriod')}${item('y', 1, 'alphaLcParenR')}${item('z', 0, 'arabicPeriod')}</p:txBody>`,
    );
    expect(texts(await first(list))).to.deep.equal(['1. x', 'a) y', '2. z']);
  });

  it('keep notes apart, and leave out hidden slides and shapes without counting anew', async () => {
    const read = await extract({
      slides: [
        {
          shapes:
            slideShape(['Shown'], at(0, 0, 90, 9)) +
            slideShape(['Secret'], at(0, 20, 90, 9), undefined, ' hidden="1"'),
          notes:
            slideShape(['Say this.'], '', 'type="body" idx="1"') +
            slideShape(['3'], '', 'type="sldNum" idx="2"'),
        },
        {
          shapes: slideShape(['Backup'], at(0, 0, 90, 9)),
          hidden: true,
          notes: slideShape(['No.'], '', 'type="body"'),
        },
        { shapes: slideShape(['Third'], at(0, 0, 90, 9)) + slideShape(['Beside it'], at(970, 0, 90, 9)) },
      ],
    });
    expect(
      read.pages.map((page) => page.paragraphs.map(({ kind, text }) => `${kind}: ${text}`)),
    ).to.deep.equal([['text: Shown', 'note: Say this.'], [], ['text: Third']]);
    expect(read.warnings.map(({ code, pages }) => [code, pages])).to.deep.equal([
      ['HIDDEN_LEFT_OUT', [1, 2, 3]],
    ]);
  });

  it('are refused without text, with a slide missing, or with more slides than allowed', async () => {
    const codeOf = (parts: PptxParts, given = {}): Promise<string> =>
      extract(parts, given).then(
        () => 'read',
        (error: { code: string }) => error.code,
      );
    expect(await codeOf({ slides: [{ shapes: '' }] })).to.equal('FILE_NO_TEXT');
    const two = { slides: [{ shapes: slideShape(['x']) }, { shapes: '' }] };
    expect(await codeOf(two, { maxPages: 1 })).to.equal('TOO_LARGE');
    const { 'ppt/slides/slide2.xml': _, ...without } = pptxParts(two);
    await writeFile(join(folder, 'b.pptx'), zipOf(without));
    const failed = await extractPptx(join(folder, 'b.pptx'), limits, () => undefined).catch((error) => error);
    expect(failed).to.include({ code: 'FILE_MALFORMED' });
  });
});
