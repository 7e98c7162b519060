import { expect } from 'chai';
import { describe, it } from 'mocha';
import { mediaTypes } from '../domain/media-types.ts';
import { makeArchive, makeEpub } from '../test/epub-files.ts';
import {
  contentTypes,
  docxParts,
  makeDocx,
  makePptx,
  slideShape,
  wordParagraph,
  wordTypes,
} from '../test/office-files.ts';
import { makeZip, zipOf } from '../test/zip-writer.ts';
import { sniff, sniffedBytes } from './media-type.ts';

const verdictOn = (content: string | Buffer, declared = '', name?: string) =>
  sniff(Buffer.from(content).subarray(0, sniffedBytes), declared, name);
const type = async (content: string | Buffer, declared = '', name?: string) => {
  const verdict = await verdictOn(content, declared, name);
  return 'mediaType' in verdict ? verdict.mediaType : 'refused';
};
const reason = async (content: string | Buffer, declared = '', name?: string) => {
  const verdict = await verdictOn(content, declared, name);
  return 'refused' in verdict ? verdict.refused : verdict.mediaType;
};

const docx = makeDocx({ body: wordParagraph('Words.') });
const pptx = makePptx({ slides: [{ shapes: slideShape(['Words.']) }] });
const epub = makeEpub({ chapters: { 'a.xhtml': '<p>Words.</p>' } });
const oldOffice = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]);

describe('media type', () => {
  it('is told from the content', async () => {
    expect(await type('%PDF-1.7 ...')).to.equal('application/pdf');
    expect(await type('\u0000\u0000 junk %PDF-1.7', 'application/pdf')).to.equal('application/pdf');
    expect(await type('just words')).to.equal('text/plain');
    expect(await type('  <!DOCTYPE html><p>')).to.equal('text/html');
    expect(await type(Buffer.from('\uFEFFwords', 'utf16le'), 'text/plain')).to.equal('text/plain');
    expect(await type(docx)).to.equal(mediaTypes.docx);
    expect(await type(pptx)).to.equal(mediaTypes.pptx);
    expect(await type(epub)).to.equal(mediaTypes.epub);
  });
  it('is the declared text type where the content is text', async () => {
    expect(await type('# head', 'text/markdown; charset=utf-8')).to.equal('text/markdown');
    expect(await type('# head', 'application/octet-stream', 'notes.md')).to.equal('text/markdown');
  });
  it('is refused where the content is something else than declared', async () => {
    expect(await type('words', 'application/pdf')).to.equal('refused');
    expect(await type('words', '', 'a.pdf')).to.equal('refused');
    expect(await type('%PDF-1.7', 'text/plain')).to.equal('refused');
    expect(await type('words', 'application/msword')).to.equal('refused');
    expect(await type('words', '__proto__')).to.equal('refused');
    expect(await type('words', mediaTypes.docx)).to.equal('refused');
    expect(await type(docx, mediaTypes.pptx)).to.equal('refused');
    expect(await type(docx, 'application/pdf')).to.equal('refused');
    expect(await type(epub, '', 'a.docx')).to.equal('refused');
    expect(await type('%PDF-1.7', 'application/zip')).to.equal('refused');
  });
  it('is that of a picture, whatever else it was declared as is refused', async () => {
    const jpeg = Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex');
    expect(await type(jpeg, 'image/jpeg')).to.equal('image/jpeg');
    expect(await type(jpeg, '', 'photo.jpg')).to.equal('image/jpeg');
    expect(await type(jpeg, 'image/png')).to.equal('refused');
    expect(await type(jpeg, 'application/pdf')).to.equal('refused');
    expect(await type('words', 'image/png')).to.equal('refused');
    expect(await type('GIF89a'.padEnd(40), 'image/gif')).to.equal('refused');
  });
  it('is refused for archives and other binary files', async () => {
    expect(await type(Buffer.from('504b0304140000000800', 'hex'))).to.equal('refused');
    expect(await type(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0]), 'text/plain')).to.equal('refused');
    expect(await reason(makeArchive(), '', 'a.docx')).to.match(/archive/);
    const nested = makeZip([{ name: 'inner.docx', content: docx, stored: true }]);
    expect(await reason(nested, '', 'a.docx')).to.match(/archive/);
  });

  it('of an archive is that of its main part, however it is packed and whatever the client calls it', async () => {
    expect(await type(docx, 'application/zip', 'a.docx')).to.equal(mediaTypes.docx);
    expect(await type(docx, 'application/x-zip-compressed')).to.equal(mediaTypes.docx);
    const template = {
      ...docxParts({ body: '' }),
      '[Content_Types].xml': contentTypes('word/document.xml', `${wordTypes}.template.main+xml`),
    };
    expect(await type(zipOf(template), '', 'a.dotx')).to.equal(mediaTypes.docx);
    // The list of types behind the head, and the part's folder within it.
    const { '[Content_Types].xml': types, ...rest } = docxParts({ body: '' });
    expect(await type(zipOf({ ...rest, '[Content_Types].xml': types! }))).to.equal(mediaTypes.docx);
    // Nothing of either in the head: the client is believed, and the extractor looks.
    const entries = [
      { name: '_rels/.rels', content: '<x/>' },
      { name: 'docProps/thumbnail.jpeg', content: Buffer.alloc(6_000, 7), stored: true },
      { name: '[Content_Types].xml', content: types! },
    ];
    expect(await type(makeZip(entries), mediaTypes.docx)).to.equal(mediaTypes.docx);
    expect(await type(makeZip(entries))).to.equal('refused');
    expect(await type(makeZip(entries), mediaTypes.epub)).to.equal('refused');
  });

  it('is refused with the reason for macros, tables, other books and Office before 2007', async () => {
    const macros = contentTypes(
      'word/document.xml',
      'application/vnd.ms-word.document.macroEnabled.main+xml',
    );
    expect(await reason(zipOf({ '[Content_Types].xml': macros }))).to.match(/macros/);
    const sheet = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml';
    expect(await reason(zipOf({ '[Content_Types].xml': contentTypes('xl/workbook.xml', sheet) }))).to.match(
      /documents and pres/,
    );
    const odt = { name: 'mimetype', content: 'application/vnd.oasis.opendocument.text', stored: true };
    expect(await reason(makeZip([odt]))).to.match(/opendocument\.text, which is not read/);
    expect(await reason(oldOffice, '', 'a.doc')).to.match(/before 2007/);
    expect(await reason(oldOffice, 'application/msword')).to.match(/not read/);
    // Whether it has a password stands anywhere in the file.
    expect(await type(oldOffice, '', 'a.docx')).to.equal(mediaTypes.docx);
  });
});
