import { expect } from 'chai';
import { decode } from 'fast-png';
import { after, before, describe, it } from 'mocha';
import { type DocumentsWorld, openDocumentsWorld } from './documents-world.ts';
import { materialBytes } from './material.ts';
import { drawnPage, pngOf, scanPdf } from './scanned-pages.ts';

const sentence = 'This sentence was written on paper and photographed.';

describe('scans and pictures over HTTP', function () {
  this.timeout(180_000);
  let lab: DocumentsWorld;

  before(async () => {
    lab = await openDocumentsWorld();
  });
  after(() => lab?.world.close());

  /** Uploads, waits as long as reading takes, and gives the ended job. */
  const ingest = async (content: Buffer, fileName: string, type: string) => {
    const { body } = await lab.upload({ content, fileName, type }, { headers: { Prefer: 'respond-async' } });
    const job = await lab.running.runtime.jobs.wait(body.data.id, lab.owner.owner_id, 150_000);
    return { job: job!, path: `/api/v1/documents/${body.metadata.document_id}` };
  };

  it('a picture is a document of one page, with its words and its picture', async () => {
    const sheet = await drawnPage((pdf) => pdf.fontSize(14).text(sentence, 60, 150), 150);
    const { job, path } = await ingest(pngOf(sheet), 'sheet.png', 'image/png');
    expect(job).to.include({ status: 'succeeded' });
    const page = (await lab.call('GET', `${path}/pages/1`)).body.data;
    expect(page.paragraphs[0].text).to.equal(sentence);
    expect(page.ocr.words.map((word: { text: string }) => word.text).join(' ')).to.equal(sentence);
    const image = await fetch(`${lab.running.url}${path}/pages/1/image?width=300`, {
      headers: { Authorization: lab.authorization() },
    });
    expect(decode(new Uint8Array(await image.arrayBuffer())).width).to.equal(300);
    const file = await fetch(`${lab.running.url}${path}/file`, {
      headers: { Authorization: lab.authorization() },
    });
    expect(file.headers.get('content-type')).to.equal('image/png');
  });

  it('a blank scan has no text to give', async () => {
    const { job } = await ingest(await scanPdf([await drawnPage('', 100)]), 'blank.pdf', 'application/pdf');
    expect(job.error).to.include({ code: 'PDF_NO_TEXT', retryable: false });
  });

  it('a picture of another kind than it says is refused: 415', async () => {
    const content = pngOf({ width: 8, height: 8, channels: 1, data: new Uint8Array(64) });
    const { status, body } = await lab.upload({ content, fileName: 'a.jpg', type: 'image/jpeg' });
    expect([status, body.code]).to.deep.equal([415, 'UNSUPPORTED_TYPE']);
  });

  for (const name of ['linn', 'skew']) {
    it(`${name}.pdf is read in the order of its columns`, async function () {
      const content = materialBytes(`scans/${name}.pdf`);
      if (!content) this.skip();
      const { job, path } = await ingest(content, `${name}.pdf`, 'application/pdf');
      expect(job.status).to.equal('succeeded');
      const page = (await lab.call('GET', `${path}/pages/1`)).body.data;
      const text = page.paragraphs.map((paragraph: { text: string }) => paragraph.text).join('\n');
      expect(page.ocr.confidence).to.be.above(0.9);
      expect(text).to.include('To erase a wrong note, simply hold ERASE and press the note to be erased');
      expect(text.indexOf('Recording a Sequence')).to.be.within(0, text.indexOf('Creating a Song'));
      expect(text.indexOf('SINGLE STEP function')).to.be.within(0, text.indexOf('The INSERT/COPY function'));
    });
  }
});
