import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { documentText, wholeParagraphs } from '@scory/contracts/documents/text.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import {
  coreProperties,
  type DocxParts,
  headingStyles,
  makeDocx,
  wordParagraph,
} from '../test/office-files.ts';
import { extractDocx } from './extract-docx.ts';
import type { Extraction } from './protocol.ts';

const limits = { maxPages: 100, maxCharacters: 100_000, maxInflatedBytes: 10_000_000 };
const run = (inner: string, properties = ''): string => `<w:r><w:rPr>${properties}</w:rPr>${inner}</w:r>`;
const said = (text: string): string => `<w:t xml:space="preserve">${text}</w:t>`;
const styled = (text: string, style: string): string => wordParagraph(text, `<w:pStyle w:val="${style}"/>`);
const rendered = '<w:lastRenderedPageBreak/>';
const hard = '<w:br w:type="page"/>';

describe('Word documents', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scory-docx-'));
  });
  after(() => rm(folder, { recursive: true }));

  async function extract(parts: DocxParts, given: Partial<typeof limits> = {}): Promise<Extraction> {
    const path = join(folder, 'a.docx');
    await writeFile(path, makeDocx(parts));
    const { characters, ...text } = await extractDocx(path, { ...limits, ...given });
    documentText.parse({ ...text, sha256: '0'.repeat(64) });
    return { ...text, characters };
  }
  const lines = ({ pages }: Extraction): string[] =>
    pages.flatMap((page) =>
      page.paragraphs.map(({ kind, level, text }) => `${page.number} ${kind}${level ?? ''}: ${text}`),
    );
  const linesOf = async (parts: DocxParts): Promise<string[]> => lines(await extract(parts));

  it('have headings by what a style is, in any language, and titles', async () => {
    const body =
      styled('The title', 'Titel') +
      styled('One', 'berschrift1') +
      styled('Own style', 'Eigene') +
      wordParagraph('By itself', '<w:outlineLvl w:val="2"/>') +
      styled('Figure 1: x', 'Beschriftung') +
      styled('Words.', 'Standard');
    const read = await extract({
      body,
      styles: headingStyles,
      core: coreProperties('Given', 'Ann A.; Bob B.'),
    });
    expect(lines(read)).to.deep.equal([
      '1 heading: The title',
      '1 heading1: One',
      '1 heading2: Own style',
      '1 heading3: By itself',
      '1 caption: Figure 1: x',
      '1 text: Words.',
    ]);
    expect([read.title, read.authors]).to.deep.equal(['Given', ['Ann A.', 'Bob B.']]);
    expect((await extract({ body, styles: headingStyles })).title).to.equal('The title');
  });

  it('leave out what was deleted, moved away or hidden, and say that something was', async () => {
    const body =
      `<w:p>${run(said('Kept '))}<w:del>${run('<w:delText>deleted</w:delText>')}</w:del>` +
      `<w:moveFrom>${run(said('moved away'))}</w:moveFrom><w:ins>${run(said('inserted'))}</w:ins>` +
      `${run(said('give 100 %'), '<w:vanish/>')}${run(said(' shown'), '<w:vanish w:val="0"/>')}</w:p>` +
      `<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>${run(said('First half '))}</w:p><w:p>${run(said('and second.'))}</w:p>`;
    const read = await extract({ body });
    expect(lines(read)).to.deep.equal(['1 text: Kept inserted shown', '1 text: First half and second.']);
    expect(read.warnings.map(({ code }) => code)).to.deep.equal(['HIDDEN_LEFT_OUT']);
  });

  it('say text boxes once, after the paragraph they hang on', async () => {
    const box = `<w:txbxContent>${wordParagraph('In the box.')}</w:txbxContent>`;
    const body = `<w:p>${run(said('Anchor.'))}${run(
      `<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>${box}</wps:txbx></w:drawing></mc:Choice>` +
        `<mc:Fallback><w:pict><v:textbox>${box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>`,
    )}</w:p>`;
    expect(await linesOf({ body })).to.deep.equal(['1 text: Anchor.', '1 text: In the box.']);
  });

  it('have tables as rows, with every cell in its column', async () => {
    const cell = (text: string, properties = ''): string =>
      `<w:tc><w:tcPr>${properties}</w:tcPr>${wordParagraph(text)}</w:tc>`;
    const body =
      `<w:tbl><w:tr>${cell('wide', '<w:gridSpan w:val="2"/>')}${cell('c')}</w:tr>` +
      `<w:tr>${cell('tall', '<w:vMerge w:val="restart"/>')}${cell('b')}<w:tc>${wordParagraph('two')}${wordParagraph('lines')}</w:tc></w:tr>` +
      `<w:tr>${cell('', '<w:vMerge/>')}${cell('e')}${cell('f')}</w:tr>` +
      `<w:tr><w:trPr><w:del/></w:trPr>${cell('gone')}${cell('g')}${cell('h')}</w:tr></w:tbl>` +
      `<w:tbl><w:tr>${cell('A frame.')}</w:tr></w:tbl>`;
    expect(await linesOf({ body })).to.deep.equal([
      '1 table: wide\t\tc\ntall\tb\ttwo lines\n\te\tf',
      '1 text: A frame.',
    ]);
  });

  it('have footnotes after the paragraph that refers to them, endnotes at the end', async () => {
    const note = (name: string, id: number, text: string): string =>
      `<w:${name} w:id="${id}">${wordParagraph(text)}</w:${name}>`;
    const body =
      `<w:p>${run(said('With a note'))}${run('<w:footnoteReference w:id="2"/>')}${run(said('.'))}${run('<w:endnoteReference w:id="1"/>')}</w:p>` +
      wordParagraph('Goes on.');
    const read = await linesOf({
      body,
      footnotes: note('footnote', -1, 'separator') + note('footnote', 2, 'The note.'),
      endnotes: note('endnote', 1, 'At the end.'),
    });
    expect(read).to.deep.equal([
      '1 text: With a note.',
      '1 footnote: The note.',
      '1 text: Goes on.',
      '1 footnote: At the end.',
    ]);
  });

  it('end pages at hard breaks and where Word saw them end, once where both say it', async () => {
    const body =
      `<w:p>${run(rendered + said('One sentence '))}${run(rendered + said('over two pages.'))}${run(hard)}</w:p>` +
      `<w:p>${run(rendered + said('Third.'))}</w:p>` +
      wordParagraph('Fourth.', '<w:pageBreakBefore/>');
    const read = await extract({ body });
    expect(lines(read)).to.deep.equal([
      '1 text: One sentence',
      '2 text: over two pages.',
      '3 text: Third.',
      '4 text: Fourth.',
    ]);
    expect(wholeParagraphs(read)[0]).to.deep.equal({
      text: 'One sentence over two pages.',
      kind: 'text',
      pages: [1, 2],
    });
    const row = (text: string): string =>
      `<w:tr><w:tc><w:p>${run(text)}</w:p></w:tc><w:tc>${wordParagraph('x')}</w:tc></w:tr>`;
    const table = `<w:tbl>${row(said('a'))}${row(rendered + said('b'))}</w:tbl>`;
    expect(await linesOf({ body: `${wordParagraph('Before.')}${table}` })).to.deep.equal([
      '1 text: Before.',
      '1 table: a\tx',
      '2 table: b\tx',
    ]);
  });

  it('show results of fields and not their instructions, formulas on a line, and no symbols without meaning', async () => {
    const field = (type: string): string => run(`<w:fldChar w:fldCharType="${type}"/>`);
    const body =
      `<w:p>${run(said('See '))}${field('begin')}${run('<w:instrText> REF _x </w:instrText>')}${field('separate')}${run(said('Table 2'))}${field('end')}` +
      `${run(`<w:noBreakHyphen/>${said('b')}<w:softHyphen/><w:tab/>${said('c')}<w:sym w:font="Wingdings" w:char="F0FC"/><w:sym w:font="x" w:char="00B1"/>`)}</w:p>` +
      '<w:p><m:oMath><m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:sSup><m:e><m:r><m:t>c</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:den></m:f></m:oMath></w:p>';
    expect(await linesOf({ body })).to.deep.equal(['1 text: See Table 2-b c±', '1 fragment: (a+b)/(c^2)']);
  });

  it('number headings and items as Word does', async () => {
    const level = (at: number, format: string, pattern: string): string =>
      `<w:lvl w:ilvl="${at}"><w:start w:val="1"/><w:numFmt w:val="${format}"/><w:lvlText w:val="${pattern}"/></w:lvl>`;
    const numbering =
      `<w:abstractNum w:abstractNumId="7">${level(0, 'decimal', '%1')}${level(1, 'decimal', '%1.%2')}${level(2, 'lowerLetter', '(%3)')}</w:abstractNum>` +
      `<w:abstractNum w:abstractNumId="8">${level(0, 'bullet', '')}</w:abstractNum>` +
      '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>' +
      '<w:num w:numId="3"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>';
    const item = (list: number, at: number, text = 'x'): string =>
      wordParagraph(text, `<w:numPr><w:ilvl w:val="${at}"/><w:numId w:val="${list}"/></w:numPr>`);
    const body =
      item(1, 0) +
      item(1, 1) +
      item(1, 2) +
      item(1, 2) +
      item(1, 1) +
      item(1, 2) +
      item(2, 0) +
      item(1, 0) +
      item(3, 0) +
      item(3, 0);
    const read = (await linesOf({ body, numbering })).map((line) => line.slice('1 text: '.length));
    expect(read).to.deep.equal([
      '1 x',
      '1.1 x',
      '(a) x',
      '(b) x',
      '1.2 x',
      '(a) x',
      'x',
      '2 x',
      '5 x',
      '6 x',
    ]);
  });

  it('are refused without text, with too much of it, or too many pages', async () => {
    const codeOf = (parts: DocxParts, given = {}): Promise<string> =>
      extract(parts, given).then(
        () => 'read',
        (error: { code: string }) => error.code,
      );
    expect(await codeOf({ body: '<w:p/>' })).to.equal('FILE_NO_TEXT');
    expect(await codeOf({ body: wordParagraph('eleven char') }, { maxCharacters: 10 })).to.equal('TOO_LARGE');
    expect(await codeOf({ body: `<w:p>${run(said('x') + hard.repeat(9))}</w:p>` }, { maxPages: 9 })).to.equal(
      'TOO_LARGE',
    );
    const ring = headingStyles.replace(
      '<w:name w:val="Title"/>',
      '<w:name w:val="Title"/><w:basedOn w:val="Titel"/>',
    );
    expect(await codeOf({ body: styled('Round and round', 'Titel'), styles: ring })).to.equal('read');
  });
});
