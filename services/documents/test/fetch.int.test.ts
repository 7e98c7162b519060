import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from '@scory/chassis/testing/harness.ts';
import { expect } from 'chai';
import { after, afterEach, before, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import {
  type Answer,
  actorOf,
  type CallOptions,
  type DocumentsWorld,
  openDocumentsWorld,
} from './documents-world.ts';
import { makePdf } from './material.ts';

describe('documents that are fetched', function () {
  this.timeout(120_000);
  let lab: DocumentsWorld;
  let server: Server;
  let answer: RequestListener;
  let address: string;
  let asked: string[];

  before(async () => {
    lab = await openDocumentsWorld({ WEBHOOK_ALLOW_LOOPBACK: 'true' });
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/paper.pdf`;
  });
  after(async () => {
    server?.closeAllConnections();
    server?.close();
    await lab?.world.close();
  });
  afterEach('nothing is left of any fetch', () => lab.clean());

  const post = (body: object, options: CallOptions = {}): Promise<Answer> =>
    lab.call('POST', '/api/v1/documents', {
      ...options,
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json', Prefer: 'wait=30', ...options.headers },
    });
  const serve = (content: Buffer | string): void => {
    asked = [];
    answer = (_request, response) => void response.writeHead(200).end(content);
  };
  const read = (id: string, actor = lab.owner) => lab.call('GET', `/api/v1/documents/${id}`, { actor });

  it('are read like uploads by one job, keep where they came from, and are one document with the upload', async () => {
    const content = await makePdf(['Words of a paper that was fetched.']);
    serve(content);
    const { status, body } = await post({ url: `${address}#page=2`, title: 'Fetched' });
    expect([status, body.data.status], JSON.stringify(body)).to.deep.equal([200, 'succeeded']);
    const { document_id: id } = body.data.result;
    expect(body.data.result).to.include({ title: 'Fetched', pages: 1, version: 1 });
    const document = (await read(id)).body.data;
    expect(document).to.include({ status: 'ready', source_url: `${address}#page=2`, file_name: 'paper.pdf' });
    expect(document.job_id).to.equal(body.data.id);
    const page = await lab.call('GET', `/api/v1/documents/${id}/pages/1`);
    expect(page.body.data.paragraphs[0].text).to.equal('Words of a paper that was fetched.');
    const uploaded = await lab.upload({ content });
    expect(uploaded.body.metadata.document_id).to.equal(id);
    const again = await post({ url: address });
    expect(again.body.data.result.document_id).to.equal(id);
    expect((await lab.world.query('SELECT id FROM documents.documents WHERE id = $1', [id])).length).to.equal(
      1,
    );
  });

  it('are asked for once by a request that is repeated with its key', async () => {
    serve(await makePdf(['Asked for once.']));
    const headers = { 'Idempotency-Key': uuidv7() };
    const [first, second] = [
      await post({ url: address }, { headers }),
      await post({ url: address }, { headers }),
    ];
    expect(second.body.data.id).to.equal(first.body.data.id);
    expect(asked).to.have.length(1);
    const other = await post({ url: `${address}?other` }, { headers });
    expect([other.status, other.body.code]).to.deep.equal([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it('of an owner are nobody else’s', async () => {
    serve(await makePdf(['Private words of one owner.']));
    const [one, other] = [actorOf(uuidv7()), actorOf(uuidv7())];
    const ids = [];
    for (const actor of [one, other])
      ids.push((await post({ url: address }, { actor })).body.data.result.document_id);
    expect(ids[0]).not.to.equal(ids[1]);
    expect((await read(ids[0], other)).status).to.equal(404);
  });

  it('that cannot be had fail their job with a reason and make no document', async () => {
    await lab.unchanged(async () => {
      answer = (_request, response) => void response.writeHead(404).end();
      expect((await post({ url: address })).body.data.error.code).to.equal('URL_NOT_FOUND');
      answer = (_request, response) => void response.writeHead(302, { Location: 'http://10.0.0.1/' }).end();
      expect((await post({ url: address })).body.data.error.code).to.equal('ADDRESS_FORBIDDEN');
      serve(Buffer.alloc(3_000_000, '%PDF-1.4 '));
      expect((await post({ url: address })).body.data.error.code).to.equal('TOO_LARGE');
    });
  });

  it('are tried again where the server could not answer', async () => {
    const content = await makePdf(['At the second try.']);
    asked = [];
    answer = (_request, response) =>
      void response.writeHead(asked.length === 1 ? 503 : 200).end(asked.length === 1 ? '' : content);
    expect((await post({ url: address })).body.data.status).to.equal('succeeded');
    expect(asked).to.have.length(2);
  });

  it('that cannot be read are failed documents, and say why', async () => {
    serve('%PDF-1.4\nthis is none\n%%EOF');
    const { body } = await post({ url: address });
    expect(body.data.error.code).to.equal('PDF_MALFORMED');
    const [row] = await lab.world.query<{ id: string }>(
      "SELECT id FROM documents.documents WHERE source_url = $1 AND status IN ('failed', 'processing')",
      [address],
    );
    await until('the document is failed', async () => (await read(row!.id)).body.data.status === 'failed');
    expect((await read(row!.id)).body.data.error.code).to.equal('PDF_MALFORMED');
  });

  it('are refused where the address is none to go to, or the fields are wrong', async () => {
    const refused: [object, string][] = [
      [{ url: 'http://10.0.0.1/a.pdf' }, 'ADDRESS_FORBIDDEN'],
      [{ url: 'http://169.254.169.254/' }, 'ADDRESS_FORBIDDEN'],
      [{ url: 'ftp://example.com/a.pdf' }, 'URL_INVALID'],
      [{ url: 'http://a:b@example.com/' }, 'URL_INVALID'],
      [{ title: 'no url' }, 'VALIDATION_FAILED'],
      [{ url: address, file: 'x' }, 'VALIDATION_FAILED'],
      [{ url: address, visibility: 'faculty' }, 'VALIDATION_FAILED'],
    ];
    for (const [body, code] of refused) {
      const got = await post(body);
      expect([got.status, got.body.code], JSON.stringify(body)).to.deep.equal([422, code]);
    }
    const shared = await post({ url: address, visibility: 'public' });
    expect([shared.status, shared.body.code]).to.deep.equal([403, 'VISIBILITY_FORBIDDEN']);
    expect((await post({ url: address }, { actor: null })).status).to.equal(401);
  });
});
