import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PermanentError } from '@scory/chassis/errors.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { mediaTypes } from '../domain/media-types.ts';
import { epubParts, makeEpub } from '../test/epub-files.ts';
import {
  contentTypes,
  docxParts,
  makeDocx,
  makePptx,
  slideShape,
  wordParagraph,
  wordTypes,
} from '../test/office-files.ts';
import { makeZip, type ZipEntry, zipOf } from '../test/zip-writer.ts';
import { createExtractionPool, type ExtractionPool } from './pool.ts';
import type { MediaType } from './protocol.ts';

const mb = 1024 * 1024;
const good = makeDocx({ body: wordParagraph('Words.') });
const parts = docxParts({ body: wordParagraph('Words.') });
const entries: ZipEntry[] = Object.entries(parts).map(([name, content]) => ({ name, content }));

/** The document with its main part, or another, replaced. */
const withPart = (content: string | Buffer, name = 'word/document.xml'): Buffer =>
  zipOf({ ...parts, [name]: content });

const claiming = (claimedSize: number): ZipEntry[] =>
  entries.map((entry) => (entry.name === 'word/document.xml' ? { ...entry, claimedSize } : entry));

function officeWithPassword(): Buffer {
  const data = Buffer.alloc(20_000);
  data.write('d0cf11e0a1b11ae1', 0, 'hex');
  data.write('EncryptedPackage', 16_384, 'utf16le');
  return data;
}

const nested = parts['word/document.xml']!.replace(
  '<w:p>',
  `${'<w:sdt><w:sdtContent>'.repeat(100_000)}<w:p>`,
);

const cases: [what: string, code: string, data: () => Buffer, mediaType?: MediaType][] = [
  ['a main part of 1 GB', 'TOO_LARGE', () => makeZip(claiming(1024 * mb))],
  ['a main part of 257 MB that is there', 'TOO_LARGE', () => withPart(Buffer.alloc(257 * mb, ' '))],
  ['a main part that claims to be small', 'FILE_MALFORMED', () => makeZip(claiming(99))],
  ['a main part that nests without end', 'FILE_MALFORMED', () => withPart(nested)],
  [
    'one attribute of 50 MB',
    'FILE_MALFORMED',
    () => withPart(Buffer.concat([Buffer.from('<a b="'), Buffer.alloc(50 * mb, 'a')])),
  ],
  [
    '1,500,000 elements in one paragraph',
    'TOO_LARGE',
    () => withPart(parts['word/document.xml']!.replace('</w:p>', `${'<w:r/>'.repeat(1_500_000)}</w:p>`)),
  ],
  ['65,535 entries', 'TOO_LARGE', () => makeZip(entries, { entryCount: 65_535 })],
  ['a main part given twice', 'FILE_MALFORMED', () => makeZip([...entries, entries[2]!])],
  [
    'a part outside of the archive',
    'FILE_MALFORMED',
    () => makeZip([...entries, { name: '../../x', content: '' }]),
  ],
  [
    'an encrypted part',
    'FILE_PASSWORD',
    () => makeZip(entries.map((entry) => ({ ...entry, encrypted: entry.name === 'word/document.xml' }))),
  ],
  ['a password', 'FILE_PASSWORD', officeWithPassword],
  ['no directory', 'FILE_MALFORMED', () => good.subarray(0, good.length - 22)],
  [
    'entities that multiply',
    'FILE_MALFORMED',
    () => withPart(`<!DOCTYPE d [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>${parts['word/document.xml']}`),
  ],
  [
    'an entity from outside',
    'FILE_MALFORMED',
    () => withPart(`<!DOCTYPE d SYSTEM "file:///etc/passwd">${parts['word/document.xml']}`),
  ],
  ['an archive in it and no document', 'UNSUPPORTED_TYPE', () => zipOf({ 'inner.docx': good })],
  [
    'macros',
    'UNSUPPORTED_TYPE',
    () =>
      withPart(
        contentTypes('word/document.xml', 'application/vnd.ms-word.document.macroEnabled.main+xml'),
        '[Content_Types].xml',
      ),
  ],
  ['the type of another', 'UNSUPPORTED_TYPE', () => good, mediaTypes.pptx],
  ['no main part', 'FILE_MALFORMED', () => zipOf({ '[Content_Types].xml': contentTypes('x', wordTypes) })],
  ['no text', 'FILE_NO_TEXT', () => makePptx({ slides: [{ shapes: slideShape([]) }] }), mediaTypes.pptx],
  [
    'a chapter that nests without end',
    'FILE_MALFORMED',
    () => makeEpub({ chapters: { 'a.xhtml': '<div>'.repeat(1_000_000) } }),
    mediaTypes.epub,
  ],
  [
    'chapters that inflate without end',
    'TOO_LARGE',
    () =>
      zipOf({ ...epubParts({ chapters: { 'a.xhtml': '' } }), 'OEBPS/a.xhtml': Buffer.alloc(260 * mb, ' ') }),
    mediaTypes.epub,
  ],
  ['no bytes', 'FILE_EMPTY', () => Buffer.alloc(0), mediaTypes.epub],
];

describe('hostile files', function () {
  this.timeout(60_000);
  let folder: string;
  let pool: ExtractionPool;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scory-hostile-'));
    pool = createExtractionPool({ size: 1 });
  });
  after(async () => {
    await pool.close();
    await rm(folder, { recursive: true });
  });

  for (const [what, code, data, mediaType = mediaTypes.docx] of cases) {
    it(`with ${what} fail for good with ${code}, and the next file is read`, async () => {
      const path = join(folder, 'hostile');
      await writeFile(path, data());
      const error = await pool.extract(path, mediaType).catch((failure: unknown) => failure);
      expect(error).to.be.instanceOf(PermanentError);
      expect(error).to.include({ code });
      await writeFile(path, good);
      expect((await pool.extract(path, mediaTypes.docx)).pages[0]!.paragraphs[0]!.text).to.equal('Words.');
    });
  }
});
