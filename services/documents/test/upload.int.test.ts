import { createHash } from 'node:crypto';
import { connect as connectTcp } from 'node:net';
import { until } from '@scory/chassis/testing/harness.ts';
import { documentText, documentTextKey } from '@scory/contracts/documents/text.ts';
import { expect } from 'chai';
import { after, afterEach, before, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { actorOf, type DocumentsWorld, maxBytes, openDocumentsWorld } from './documents-world.ts';
import { makeArchive, makeEpub } from './epub-files.ts';
import { makePdf, multipart } from './material.ts';
import { makeDocx, makePptx, slideShape, transform, wordParagraph } from './office-files.ts';

describe('POST /documents', function () {
  this.timeout(60_000);
  let lab: DocumentsWorld;

  before(async () => {
    lab = await openDocumentsWorld();
  });
  after(() => lab?.world.close());
  afterEach('nothing is left of any upload', () => lab.clean());

  it('answers with the job, whose result says what was read, and keeps the text as the contract says', async () => {
    const content = await makePdf([
      'The first page says hello to its readers.',
      'The second page goes on about it.',
    ]);
    const answer = await lab.upload({ content, fields: { title: 'Greetings', reference: 'my-1' } });
    expect(answer.status).to.equal(200);
    const job = answer.body.data;
    expect(job).to.include({ status: 'succeeded', kind: 'documents.ingest', reference: 'my-1' });
    const id = answer.body.metadata.document_id;
    expect(job.result).to.include({ document_id: id, pages: 2, title: 'Greetings' });
    const artefact = await lab.running.runtime.objects.read(documentTextKey(lab.owner.owner_id, id));
    const text = documentText.parse(JSON.parse(String(artefact)));
    expect(text.sha256).to.equal(createHash('sha256').update(content).digest('hex'));
    expect(text.pages.map((page) => page.paragraphs.map((paragraph) => paragraph.text))).to.deep.equal([
      ['The first page says hello to its readers.'],
      ['The second page goes on about it.'],
    ]);
  });

  it('is 202 with Location where the client does not wait', async () => {
    const content = await makePdf(['A page for a client that does not wait.']);
    const answer = await lab.upload({ content }, { headers: { Prefer: 'respond-async' } });
    expect([200, 202]).to.include(answer.status);
    expect(answer.headers.get('location')).to.equal(answer.body.data.links.self);
    await lab.running.runtime.jobs.wait(answer.body.data.id, lab.owner.owner_id, 10_000);
  });

  it('reads a file once per owner: again gets the same job, another owner a document of their own', async () => {
    const content = await makePdf(['The same page twice.']);
    const first = await lab.upload({ content });
    await lab.unchanged(async () => {
      const again = await lab.upload({ content, fileName: 'renamed.pdf' });
      expect(again.body.data.id).to.equal(first.body.data.id);
      expect(again.body.metadata.document_id).to.equal(first.body.metadata.document_id);
    });
    const other = await lab.upload({ content }, { actor: actorOf(uuidv7()) });
    expect(other.body.metadata.document_id).not.to.equal(first.body.metadata.document_id);
  });

  it('makes one document of the same file sent ten times at once', async () => {
    const content = await makePdf(['One page, sent by an impatient client.']);
    const answers = await Promise.all(Array.from({ length: 10 }, () => lab.upload({ content })));
    expect(answers.map((answer) => answer.body.data.status)).to.deep.equal(Array(10).fill('succeeded'));
    expect(new Set(answers.map((answer) => answer.body.metadata.document_id)).size).to.equal(1);
  });

  it('takes text, Markdown and HTML as documents of one page', async () => {
    const cases = [
      { content: 'Plain words.\n\nMore of them.', fileName: 'a.txt', type: 'text/plain' },
      { content: '# Head\n\nSome *marked* words.', fileName: 'a.md', type: 'application/octet-stream' },
      {
        content: '<!doctype html><title>Page</title><p>Seen</p><script>unseen()</script>',
        fileName: 'a.html',
        type: 'text/html',
      },
    ];
    for (const file of cases) {
      const answer = await lab.upload(file);
      expect(answer.body.data.status, file.fileName).to.equal('succeeded');
      expect(answer.body.data.result.pages).to.equal(1);
    }
  });

  it('takes Word documents, presentations and books, and gives their pages', async () => {
    const place = transform(60, 30, 600, 80);
    const cases = [
      { fileName: 'a.docx', content: makeDocx({ body: wordParagraph('Words of a document.') }) },
      {
        fileName: 'a.pptx',
        content: makePptx({ slides: [{ shapes: slideShape(['Words of a slide.'], place) }] }),
      },
      { fileName: 'a.epub', content: makeEpub({ chapters: { 'a.xhtml': '<p>Words of a book.</p>' } }) },
    ];
    const boxes: unknown[] = [];
    for (const file of cases) {
      const answer = await lab.upload({ ...file, type: 'application/octet-stream' });
      expect(answer.body.data.status, file.fileName).to.equal('succeeded');
      const page = await lab.call('GET', `/api/v1/documents/${answer.body.metadata.document_id}/pages/1`);
      expect(page.body.data.paragraphs[0].text).to.match(/^Words of a/);
      boxes.push(page.body.data.paragraphs[0].boxes);
    }
    expect(boxes).to.deep.equal([[], [[60, 30, 660, 110]], []]);
  });

  it('refuses what it cannot read as text, by content and not by name: 415', async () => {
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex');
    const gif = Buffer.from('GIF89a\u0001\u0000\u0001\u0000');
    await lab.unchanged(async () => {
      for (const file of [
        { content: png },
        { content: gif, fileName: 'a.gif', type: 'image/gif' },
        { content: gif, fileName: 'a.png', type: 'image/png' },
        { content: 'no PDF at all' },
        { content: 'no PDF at all', type: 'application/octet-stream' },
        { content: await makePdf(['x']), fileName: 'a.txt', type: 'text/plain' },
        { content: Buffer.from([1, 2, 3, 0, 0, 0]), fileName: 'a.txt', type: 'text/plain' },
        { content: makeArchive(), fileName: 'a.docx', type: 'application/zip' },
        { content: makeEpub({ chapters: {} }), fileName: 'a.docx', type: 'application/octet-stream' },
        {
          content: Buffer.from('d0cf11e0a1b11ae10000', 'hex'),
          fileName: 'a.doc',
          type: 'application/msword',
        },
      ]) {
        const answer = await lab.upload(file);
        expect([answer.status, answer.body.code]).to.deep.equal([415, 'UNSUPPORTED_TYPE']);
      }
    });
  });

  it('refuses another content type of the request: 415', async () => {
    const answer = await lab.call('POST', '/api/v1/documents', {
      body: '<a/>',
      headers: { 'Content-Type': 'application/xml' },
    });
    expect([answer.status, answer.body.code]).to.deep.equal([415, 'UNSUPPORTED_TYPE']);
  });

  it('refuses an empty file: 422 PDF_EMPTY, or FILE_EMPTY where it was not meant to be a PDF', async () => {
    await lab.unchanged(async () => {
      const answer = await lab.upload({ content: '' });
      expect([answer.status, answer.body.code]).to.deep.equal([422, 'PDF_EMPTY']);
      const other = await lab.upload({ content: '', fileName: 'a.docx', type: 'application/octet-stream' });
      expect([other.status, other.body.code]).to.deep.equal([422, 'FILE_EMPTY']);
    });
  });

  it('refuses a file that is too large, announced or not, with an answer the client can read: 413', async () => {
    const content = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(maxBytes * 6, 0x20)]);
    await lab.unchanged(async () => {
      const announced = await lab.upload({ content });
      expect([announced.status, announced.body.code]).to.deep.equal([413, 'TOO_LARGE']);
      const form = multipart([{ name: 'file', content, fileName: 'a.pdf', type: 'application/pdf' }]);
      const response = await fetch(`${lab.running.url}/api/v1/documents`, {
        method: 'POST',
        headers: { Authorization: lab.authorization(), 'Content-Type': form.contentType },
        body: new ReadableStream({
          pull(controller) {
            controller.enqueue(new Uint8Array(form.body));
            controller.close();
          },
        }),
        duplex: 'half',
      } as RequestInit);
      expect(response.status).to.equal(413);
    });
  });

  it('refuses a form without the file, with two, or with fields that are not valid: 422', async () => {
    const content = await makePdf(['A good file in a bad form.']);
    const twice = multipart([
      { name: 'file', content, fileName: 'a.pdf', type: 'application/pdf' },
      { name: 'file', content, fileName: 'b.pdf', type: 'application/pdf' },
    ]);
    const none = multipart([{ name: 'title', content: 'Nothing' }]);
    const send = ({ body, contentType }: typeof none) =>
      lab.call('POST', '/api/v1/documents', {
        body: new Uint8Array(body),
        headers: { 'Content-Type': contentType },
      });
    await lab.unchanged(async () => {
      expect((await send(none)).body.code).to.equal('FILE_MISSING');
      for (const answer of [
        await send(twice),
        await lab.upload({ content, part: 'upload' }),
        await lab.upload({ content, fields: { unknown: 'x' } }),
        await lab.upload({ content, fields: { visibility: 'everybody' } }),
        await lab.upload({ content, fields: { title: 'x'.repeat(5_000) } }),
      ]) {
        expect([answer.status, answer.body.code]).to.deep.equal([422, 'VALIDATION_FAILED']);
      }
      const nul = await lab.upload({ content, fields: { title: 'a\u0000b' } });
      expect([nul.status, nul.body.code]).to.deep.equal([422, 'TEXT_UNSTORABLE']);
    });
  });

  it('refuses a form that breaks off: 400', async () => {
    const { body, contentType } = multipart([
      { name: 'file', content: await makePdf(['cut']), fileName: 'a.pdf', type: 'application/pdf' },
    ]);
    await lab.unchanged(async () => {
      const answer = await lab.call('POST', '/api/v1/documents', {
        body: new Uint8Array(body.subarray(0, body.length - 40)),
        headers: { 'Content-Type': contentType },
      });
      expect([answer.status, answer.body.code]).to.deep.equal([400, 'MULTIPART_MALFORMED']);
    });
  });

  it('leaves nothing of an upload whose client goes away', async () => {
    const { body, contentType } = multipart([
      {
        name: 'file',
        content: await makePdf(Array(40).fill('gone')),
        fileName: 'a.pdf',
        type: 'application/pdf',
      },
    ]);
    await lab.unchanged(async () => {
      const { hostname, port } = new URL(lab.running.url);
      const socket = connectTcp(Number(port), hostname);
      socket.write(
        `POST /api/v1/documents HTTP/1.1\r\nHost: x\r\nAuthorization: ${lab.authorization()}\r\nContent-Type: ${contentType}\r\nContent-Length: ${body.length}\r\n\r\n`,
      );
      await new Promise((resolve) => socket.write(body.subarray(0, 8_000), resolve));
      await until('a part of it is in the store', async () => (await lab.leftOvers()).length > 0);
      socket.destroy();
      await until('that part is gone', async () => (await lab.leftOvers()).length === 0);
    });
  });

  it('lets nobody share who may not: 403', async () => {
    const content = await makePdf(['For everybody.']);
    const faculty = uuidv7();
    await lab.unchanged(async () => {
      for (const [fields, actor] of [
        [{ visibility: 'public' }, lab.owner],
        [{ visibility: 'faculty', faculty_id: faculty }, actorOf(uuidv7(), 'academic', uuidv7())],
      ] as const) {
        const answer = await lab.upload({ content, fields }, { actor });
        expect([answer.status, answer.body.code]).to.deep.equal([403, 'VISIBILITY_FORBIDDEN']);
      }
    });
  });

  it('is 401 without a token', async () => {
    const { body, contentType } = multipart([
      { name: 'file', content: 'x', fileName: 'a.txt', type: 'text/plain' },
    ]);
    const answer = await lab.call('POST', '/api/v1/documents', {
      actor: null,
      body: new Uint8Array(body),
      headers: { 'Content-Type': contentType },
    });
    expect(answer.status).to.equal(401);
  });

  it('the same Idempotency-Key with the same file repeats the first answer', async () => {
    const content = await makePdf(['Sent twice by a careful client.']);
    const headers = { 'Idempotency-Key': 'upload-1', Prefer: 'respond-async' };
    const first = await lab.upload({ content }, { headers });
    const again = await lab.upload({ content }, { headers });
    expect(again.headers.get('idempotency-replayed')).to.equal('true');
    expect(again.body).to.deep.equal(first.body);
    await lab.running.runtime.jobs.wait(first.body.data.id, lab.owner.owner_id, 10_000);
  });
});
