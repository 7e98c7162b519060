import { expect } from 'chai';
import { describe, it } from 'mocha';
import { sniff } from './media-type.ts';

const type = async (content: string | Buffer, declared = '', name?: string) => {
  const verdict = await sniff(Buffer.from(content), declared, name);
  return 'mediaType' in verdict ? verdict.mediaType : 'refused';
};

describe('media type', () => {
  it('is told from the content', async () => {
    expect(await type('%PDF-1.7 ...')).to.equal('application/pdf');
    expect(await type('\u0000\u0000 junk %PDF-1.7', 'application/pdf')).to.equal('application/pdf');
    expect(await type('just words')).to.equal('text/plain');
    expect(await type('  <!DOCTYPE html><p>')).to.equal('text/html');
    expect(await type(Buffer.from('\uFEFFwords', 'utf16le'), 'text/plain')).to.equal('text/plain');
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
  });
});
