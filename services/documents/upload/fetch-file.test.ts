import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PermanentError, TransientError } from '@scory/chassis/errors.ts';
import { createLocalObjectStore } from '@scory/chassis/objects/local-object-store.ts';
import type { ObjectStore } from '@scory/chassis/objects.ts';
import { until } from '@scory/chassis/testing/harness.ts';
import { expect } from 'chai';
import { after, afterEach, before, describe, it } from 'mocha';
import { makePdf } from '../test/material.ts';
import { type FetchLimits, fetchFile } from './fetch-file.ts';

const told: [status: number, code: string, lasting: boolean][] = [
  [404, 'URL_NOT_FOUND', true],
  [410, 'URL_NOT_FOUND', true],
  [401, 'URL_REFUSED', true],
  [403, 'URL_REFUSED', true],
  [204, 'URL_REFUSED', true],
  [429, 'URL_UNAVAILABLE', false],
  [500, 'URL_UNAVAILABLE', false],
  [503, 'URL_UNAVAILABLE', false],
];
const lies: [what: string, code: string, reply: (response: ServerResponse, pdf: Buffer) => void][] = [
  [
    'too large by what it says',
    'TOO_LARGE',
    (response, _pdf) => void response.writeHead(200, { 'Content-Length': 200_000 }).write('%PDF-1.4'),
  ],
  [
    'too large and silent about it',
    'TOO_LARGE',
    (response, pdf) => void response.writeHead(200).end(Buffer.concat([pdf, Buffer.alloc(200_000)])),
  ],
  [
    'shorter than it says',
    'URL_UNAVAILABLE',
    (response, pdf) =>
      void response
        .writeHead(200, { 'Content-Length': pdf.length + 10 })
        .write(pdf, () => response.destroy()),
  ],
  [
    'a program called a PDF',
    'UNSUPPORTED_TYPE',
    (response, _pdf) =>
      void response
        .writeHead(200, { 'Content-Type': 'application/pdf' })
        .end(Buffer.from('7f454c460201', 'hex')),
  ],
  [
    'a web page where a PDF was to be',
    'UNSUPPORTED_TYPE',
    (response, _pdf) =>
      void response
        .writeHead(200, { 'Content-Type': 'application/pdf' })
        .end('<!doctype html><p>Please sign in'),
  ],
  [
    'compressed',
    'UNSUPPORTED_TYPE',
    (response, pdf) => void response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(pdf),
  ],
  ['empty', 'PDF_EMPTY', (response, _pdf) => void response.writeHead(200).end()],
  ['trickled without end', 'URL_UNAVAILABLE', trickle],
  ['silent', 'URL_UNAVAILABLE', () => undefined],
  ['broken off before its head', 'URL_UNAVAILABLE', (response, _pdf) => void response.destroy()],
];
describe('fetching a file', () => {
  let folder: string;
  let objects: ObjectStore;
  let pdf: Buffer;
  let server: Server;
  let answer: RequestListener;
  const url = (path = '/paper.pdf'): string =>
    `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  const fetch = (from = url(), limits: Partial<FetchLimits> = {}) =>
    fetchFile(objects, from, { maxBytes: 100_000, timeoutMs: 2_000, allowLoopback: true, ...limits });
  const failure = (work: Promise<unknown>): Promise<PermanentError | TransientError> =>
    work.then(
      () => expect.fail('it was fetched'),
      (error: PermanentError | TransientError) => error,
    );
  const keys = async (): Promise<string[]> => {
    const found: string[] = [];
    for await (const key of objects.list('uploads/')) found.push(key);
    return found;
  };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scory-fetch-'));
    objects = await createLocalObjectStore(folder);
    pdf = await makePdf(['Words of a paper.']);
    server = createServer((request, response) => answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  after(async () => {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });
  afterEach('nothing is left of what could not be fetched', () =>
    until('the store is empty', async () => (await keys()).length === 0),
  );

  it('brings what an upload would have brought, whatever the server says it is', async () => {
    for (const type of ['application/pdf', 'text/html', 'application/octet-stream', 'image/png', undefined]) {
      answer = (_request, response) =>
        void response.writeHead(200, type === undefined ? {} : { 'Content-Type': type }).end(pdf);
      const { key, bytes, mediaType, fileName } = await fetch();
      expect([bytes, mediaType, fileName], type).to.deep.equal([pdf.length, 'application/pdf', 'paper.pdf']);
      expect(await objects.read(key)).to.deep.equal(pdf);
      await objects.delete(key);
    }
  });

  it('follows redirects to where the file is, and none to an address that is not public', async () => {
    answer = (request, response) => {
      if (request.url === '/paper.pdf') response.writeHead(200).end(pdf);
      else response.writeHead(302, { Location: request.url === '/a' ? '/b' : '/paper.pdf' }).end();
    };
    await objects.delete((await fetch(url('/a'))).key);
    for (const to of [
      'http://10.0.0.1/',
      'http://169.254.169.254/latest/',
      'http://[fc00::1]/',
      '//0x0a.1/',
    ]) {
      answer = (_request, response) => void response.writeHead(302, { Location: to }).end();
      const error = await failure(fetch());
      expect(error, to).to.be.instanceOf(PermanentError).and.to.include({ code: 'ADDRESS_FORBIDDEN' });
    }
    for (const to of ['file:///etc/passwd', 'http://user:secret@127.0.0.1/', 'gopher://a', 'http://']) {
      answer = (_request, response) => void response.writeHead(307, { Location: to }).end();
      expect(await failure(fetch()), to).to.include({ code: 'URL_INVALID' });
    }
    answer = (request, response) => void response.writeHead(301, { Location: `${request.url}a` }).end();
    expect(await failure(fetch())).to.include({ code: 'TOO_MANY_REDIRECTS' });
  });

  it('does not ask a name again that was public when it was checked, and refuses one that is not', async () => {
    let asked = 0;
    answer = (_request, response) =>
      void response.writeHead(302, { Location: 'http://inner.example/' }).end();
    const resolve = async (host: string): Promise<string[]> => {
      asked += 1;
      return host === 'inner.example' ? ['192.168.0.1'] : ['127.0.0.1'];
    };
    const named = url().replace('127.0.0.1', 'outer.example');
    expect(await failure(fetch(named, { resolve }))).to.include({ code: 'ADDRESS_FORBIDDEN' });
    expect(asked).to.equal(2);
    expect(await failure(fetch(named, { resolve, allowLoopback: false }))).to.include({
      code: 'ADDRESS_FORBIDDEN',
    });
  });

  for (const [status, code, lasting] of told) {
    it(`answered with ${status} fails with ${code}, ${lasting ? 'for good' : 'for now'}`, async () => {
      answer = (_request, response) => void response.writeHead(status, { 'Retry-After': '7' }).end();
      const error = await failure(fetch());
      expect(error)
        .to.be.instanceOf(lasting ? PermanentError : TransientError)
        .and.to.include({ code });
      if (!lasting) expect(error).to.include({ retryAfterMs: 7_000 });
    });
  }

  for (const [what, code, reply] of lies) {
    it(`that is ${what} fails with ${code}, and leaves nothing`, async () => {
      answer = (_request, response) => reply(response, pdf);
      const startedAt = performance.now();
      expect(await failure(fetch())).to.include({ code });
      expect(performance.now() - startedAt).to.be.below(6_000);
    });
  }

  it('ends with the reason of its signal', async () => {
    const cancel = new AbortController();
    answer = () => cancel.abort(new Error('cancelled'));
    expect(await failure(fetch(url(), { signal: cancel.signal }))).to.include({ message: 'cancelled' });
  });
});

function trickle(response: ServerResponse): void {
  response.writeHead(200);
  response.write('%PDF-1.4\n');
  const timer = setInterval(() => response.write(' '), 50);
  response.once('close', () => clearInterval(timer));
}
