import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { documentText } from '@scory/contracts/documents/text.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { type EpubParts, epubParts, makeEpub } from '../test/epub-files.ts';
import { zipOf } from '../test/zip-writer.ts';
import { extractEpub } from './extract-epub.ts';
import type { Extraction } from './protocol.ts';

const limits = { maxPages: 100, maxCharacters: 100_000, maxInflatedBytes: 10_000_000 };

describe('books', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scory-epub-'));
  });
  after(() => rm(folder, { recursive: true }));

  async function read(data: Buffer): Promise<Extraction> {
    const path = join(folder, 'a.epub');
    await writeFile(path, data);
    const { characters, ...text } = await extractEpub(path, limits, () => undefined);
    documentText.parse({ ...text, sha256: '0'.repeat(64) });
    return { ...text, characters };
  }
  const extract = (parts: EpubParts): Promise<Extraction> => read(makeEpub(parts));
  const codeOf = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'read',
      (error: { code: string }) => error.code,
    );

  it('are read along their spine, an item a page, without cover and contents', async () => {
    const book = await extract({
      metadata:
        '<dc:title>The book</dc:title><dc:creator opf:role="aut">Ann</dc:creator>' +
        '<dc:creator opf:role="ill">Bob</dc:creator><dc:language>de-AT</dc:language>',
      chapters: {
        'cover.xhtml': '<p>Cover</p>',
        'nav.xhtml': '<nav><ol><li>One</li></ol></nav><p>Contents</p>',
        'second%20one.xhtml': '<h1 id="x"/><h1>Two</h1><p>Zwei&nbsp;Worte<br/>hier.</p>',
        'first.xhtml': '<h2>One</h2><p>Eins.</p>',
      },
      nav: 'nav.xhtml',
      cover: 'cover.xhtml',
    });
    expect(
      book.pages.map((page) =>
        page.paragraphs.map(({ kind, level, text }) => `${kind}${level ?? ''}: ${text}`),
      ),
    ).to.deep.equal([
      [],
      [],
      ['heading1: Two', 'text: Zwei Worte', 'text: hier.'],
      ['heading2: One', 'text: Eins.'],
    ]);
    expect([book.title, book.authors, book.language]).to.deep.equal(['The book', ['Ann'], 'de']);
    expect(book.warnings).to.deep.equal([]);
  });

  it('are refused where they are bound to a reading program; mangled fonts bind nothing', async () => {
    const encryption = (algorithm: string): string =>
      '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><EncryptedData xmlns="http://www.w3.org/2001/04/xmlenc#">' +
      `<EncryptionMethod Algorithm="${algorithm}"/></EncryptedData></encryption>`;
    const chapters = { 'a.xhtml': '<p>Words.</p>' };
    const withEncryption = (algorithm: string): Promise<string> =>
      codeOf(read(zipOf({ ...epubParts({ chapters }), 'META-INF/encryption.xml': encryption(algorithm) })));
    expect(await withEncryption('http://www.w3.org/2001/04/xmlenc#aes128-cbc')).to.equal('FILE_PROTECTED');
    expect(await withEncryption('http://www.idpf.org/2008/embedding')).to.equal('read');
  });

  it('are refused where parts are missing, lead outside, declare entities or say nothing', async () => {
    const chapters = { 'a.xhtml': '<p>Words.</p>' };
    const { 'META-INF/container.xml': container, ...without } = epubParts({ chapters });
    expect(await codeOf(read(zipOf(without)))).to.equal('UNSUPPORTED_TYPE');
    const elsewhere = container!.replace('OEBPS/content.opf', '../../etc/passwd');
    expect(await codeOf(read(zipOf({ ...without, 'META-INF/container.xml': elsewhere })))).to.equal(
      'FILE_MALFORMED',
    );
    const { 'OEBPS/a.xhtml': _, ...chapterless } = epubParts({ chapters });
    expect(await codeOf(read(zipOf(chapterless)))).to.equal('FILE_MALFORMED');
    const bomb = '<!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/passwd">]><html><p>&a;</p></html>';
    expect(await codeOf(read(zipOf({ ...epubParts({ chapters }), 'OEBPS/a.xhtml': bomb })))).to.equal(
      'FILE_MALFORMED',
    );
    expect(await codeOf(extract({ chapters: { 'a.xhtml': '<img src="x"/>' } }))).to.equal('FILE_NO_TEXT');
  });
});
