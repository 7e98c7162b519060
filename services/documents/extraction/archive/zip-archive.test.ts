import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { makeZip, type ZipEntry } from '../../test/zip-writer.ts';
import { withZipArchive } from './zip-archive.ts';

describe('archives', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scory-zip-'));
  });
  after(() => rm(folder, { recursive: true }));

  /** The content of all entries, or the code of the failure. */
  async function readAll(data: Buffer, maxInflatedBytes = 1_000_000): Promise<string[] | string> {
    const path = join(folder, 'a.zip');
    await writeFile(path, data);
    try {
      return await withZipArchive(path, { maxInflatedBytes }, async (archive) => {
        const texts: string[] = [];
        for (const name of archive.names()) texts.push(String(await archive.read(name)));
        return texts;
      });
    } catch (error) {
      return (error as { code: string }).code;
    }
  }
  const entry = (more: Partial<ZipEntry> = {}): ZipEntry => ({ name: 'a.xml', content: 'content', ...more });

  it('give the content of their entries, packed or stored, by names in any case', async () => {
    const data = makeZip([entry(), entry({ name: 'Folder/B.xml', content: 'more', stored: true })]);
    expect(await readAll(data)).to.deep.equal(['content', 'more']);
    await writeFile(join(folder, 'b.zip'), data);
    await withZipArchive(join(folder, 'b.zip'), { maxInflatedBytes: 100 }, async (archive) => {
      expect(String(await archive.read('folder/b.XML'))).to.equal('more');
      expect(archive.has('c.xml')).to.equal(false);
    });
  });

  it('are refused once more than is allowed was inflated, over all entries together', async () => {
    const half = 'x'.repeat(60);
    expect(await readAll(makeZip([entry({ content: half })]), 100)).to.have.length(1);
    const both = makeZip([entry({ content: half }), entry({ name: 'b.xml', content: half })]);
    expect(await readAll(both, 100)).to.equal('TOO_LARGE');
  });

  it('are refused where an entry inflates to more or to less than it says', async () => {
    for (const claimedSize of [1, 6, 8, 900_000])
      expect(await readAll(makeZip([entry({ claimedSize })])), String(claimedSize)).to.equal(
        'FILE_MALFORMED',
      );
    expect(await readAll(makeZip([entry({ claimedSize: 3_000_000_000 })]))).to.equal('TOO_LARGE');
  });

  it('are refused with two entries of one name, with names that lead out of them, and with secrets', async () => {
    expect(await readAll(makeZip([entry(), entry()]))).to.equal('FILE_MALFORMED');
    expect(await readAll(makeZip([entry(), entry({ name: 'A.XML' })]))).to.equal('FILE_MALFORMED');
    for (const name of ['../../etc/passwd', '/etc/passwd', 'C:\\windows\\x', 'a/../../b'])
      expect(await readAll(makeZip([entry({ name })])), name).to.equal('FILE_MALFORMED');
    expect(await readAll(makeZip([entry({ encrypted: true })]))).to.equal('FILE_PASSWORD');
  });

  it('are refused with more entries than any document has', async () => {
    expect(await readAll(makeZip([entry()], { entryCount: 20_001 }))).to.equal('TOO_LARGE');
  });

  it('are refused where their directory is broken, cut off or elsewhere', async () => {
    const sound = makeZip([entry(), entry({ name: 'b.xml' })]);
    expect(await readAll(sound.subarray(0, sound.length - 30))).to.equal('FILE_MALFORMED');
    expect(await readAll(makeZip([entry()], { entryCount: 7 }))).to.equal('FILE_MALFORMED');
    const moved = Buffer.from(sound);
    moved.writeUInt32LE(0xfffffff0, sound.length - 6);
    expect(await readAll(moved)).to.equal('FILE_MALFORMED');
    const overwritten = Buffer.from(sound);
    overwritten.fill(0xff, 35, 42);
    expect(await readAll(overwritten)).to.equal('FILE_MALFORMED');
  });

  it('that are none say what they are: empty, with a password, of an old Office, or nothing', async () => {
    const container = (stream: string): Buffer => {
      const data = Buffer.alloc(4_096);
      data.write('d0cf11e0a1b11ae1', 0, 'hex');
      data.write(stream, 1_024 + 128, 'utf16le');
      return data;
    };
    expect(await readAll(Buffer.alloc(0))).to.equal('FILE_EMPTY');
    expect(await readAll(container('EncryptedPackage'))).to.equal('FILE_PASSWORD');
    expect(await readAll(container('WordDocument'))).to.equal('UNSUPPORTED_TYPE');
    expect(await readAll(Buffer.from('PK\u0003\u0004 and then nothing'))).to.equal('FILE_MALFORMED');
  });
});
