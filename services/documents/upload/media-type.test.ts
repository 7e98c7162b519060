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
  it('is refused for archives, pictures and other binary files', async () => {
    expect(await type(Buffer.from('504b0304140000000800', 'hex'))).to.equal('refused');
    expect(await type(Buffer.from('ffd8ffe000104a464946', 'hex'), 'image/jpeg')).to.equal('refused');
    expect(await type(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0]), 'text/plain')).to.equal('refused');
  });
});
