import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { type SafePost, type SafeReply, SafeRequestError, safePost, safeUrl } from './safe-request.ts';

const open: Server[] = [];
const sockets = new Set<Socket>();

async function listening(server: Server): Promise<number> {
  open.push(server);
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
const serving = (listener: RequestListener): Promise<number> => listening(createServer(listener));

const post = (url: string, options: Partial<SafePost> = {}): Promise<SafeReply> =>
  safePost(url, { headers: {}, body: '{}', timeoutMs: 1_000, ...options });

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'nothing was thrown';
  } catch (error) {
    if (error instanceof SafeRequestError) return error.code;
    throw error;
  }
}

describe('a safe request', () => {
  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    for (const server of open.splice(0)) server.close();
  });

  const literals = [
    ...['127.0.0.1', '0x7f.1', '2130706433', '017700000001', '127.1', '[::1]', '[::ffff:127.0.0.1]', '[::]'],
    ...['[64:ff9b::7f00:1]', '100.64.0.1', '169.254.169.254', '[fe80::1]', '[fc00::1]', '0.0.0.0', '0'],
    ...['192.168.1.1', '10.0.0.1', '172.16.0.1', '224.0.0.1', '[ff02::1]', '203.0.113.7', '[2001:db8::1]'],
    ...['localhost', 'LOCALHOST.', 'a.localhost', '127.0.0.1.', '%31%32%37.0.0.1', '１２７.0.0.1'],
  ];
  for (const host of literals) {
    it(`does not go to ${host}, however it is written`, async () => {
      expect(() => safeUrl(`http://${host}/`))
        .to.throw(SafeRequestError)
        .with.property('code', 'ADDRESS_FORBIDDEN');
      expect(await codeOf(post(`http://${host}:9/`))).to.equal('ADDRESS_FORBIDDEN');
    });
  }

  it('takes http and https without user and password only', async () => {
    const bad = ['', 'x', '/a', 'ftp://example.com', 'file:///etc/passwd', 'http://', 'http://u@example.com'];
    for (const url of [
      ...bad,
      'https://u:p@example.com/',
      'https://:p@example.com/',
      'javascript:1',
      'http://a b/',
    ])
      expect(await codeOf(post(url)), url).to.equal('URL_INVALID');
  });

  it('refuses a name of which any address is forbidden', async () => {
    let connected = 0;
    const port = await serving((_request, response) => {
      connected += 1;
      response.end();
    });
    for (const addresses of [
      ['8.8.8.8', '127.0.0.1'],
      ['127.0.0.1'],
      ['2606:4700::1', '::1'],
      ['1.1.1.1', '10.0.0.1'],
    ])
      expect(
        await codeOf(post(`http://mixed.example:${port}/`, { resolve: async () => addresses })),
      ).to.equal('ADDRESS_FORBIDDEN');
    expect(connected).to.equal(0);
  });

  it('asks for the addresses of a name once and connects to what it checked', async () => {
    let seen: string | undefined;
    const port = await serving((request, response) => {
      seen = request.headers.host;
      response.end('ok');
    });
    let asked = 0;
    // A name that would be elsewhere when asked a second time.
    const resolve = async () => (++asked === 1 ? ['127.0.0.1'] : ['169.254.169.254']);
    const reply = await post(`http://rebinding.invalid:${port}/a?b`, { resolve, allowLoopback: true });
    expect([reply.status, String(reply.body), asked]).to.deep.equal([200, 'ok', 1]);
    expect(seen).to.equal(`rebinding.invalid:${port}`);
  });

  it('names the host of the URL in TLS though it connects to an address', async () => {
    const hello = Promise.withResolvers<string>();
    const port = await listening(
      createTcpServer((socket) => socket.once('data', (chunk) => hello.resolve(chunk.toString('latin1')))),
    );
    const outcome = codeOf(
      post(`https://named.invalid:${port}/`, {
        resolve: async () => ['127.0.0.1'],
        allowLoopback: true,
        timeoutMs: 400,
      }),
    );
    expect(await hello.promise).to.include('named.invalid');
    expect(await outcome).to.equal('TIMED_OUT');
  });

  it('tries the next address where one refuses connections', async () => {
    const port = await serving((_request, response) => void response.end('here'));
    const resolve = async () => ['127.0.0.2', '127.0.0.1'];
    const reply = await post(`http://two.invalid:${port}/`, { resolve, allowLoopback: true });
    expect(String(reply.body)).to.equal('here');
  });

  it('returns a redirect as it is', async () => {
    const paths: string[] = [];
    const port = await serving((request, response) => {
      paths.push(String(request.url));
      response.writeHead(307, { Location: '/again' }).end();
    });
    const reply = await post(`http://127.0.0.1:${port}/first`, { allowLoopback: true });
    expect([reply.status, reply.headers.location, paths]).to.deep.equal([307, '/again', ['/first']]);
  });

  it('reads no more of an answer than allowed', async () => {
    const port = await serving((_request, response) => {
      const write = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(16_384, 0x61)));
      };
      response.on('drain', write);
      write();
    });
    const reply = await post(`http://127.0.0.1:${port}/`, { allowLoopback: true, maxResponseBytes: 65_536 });
    expect([reply.status, reply.body.length, reply.truncated]).to.deep.equal([200, 65_536, true]);
  });

  it('gives up at the deadline in every phase: name, headers, trickling headers, trickling body', async () => {
    const silent = await listening(createTcpServer(() => undefined));
    const trickleHeaders = await listening(
      createTcpServer((socket) => {
        socket.on('error', () => undefined);
        socket.write('HTTP/1.1 200 OK\r\n');
        const timer = setInterval(() => socket.write('X-A: b\r\n'), 20);
        socket.once('close', () => clearInterval(timer));
      }),
    );
    const trickleBody = await serving((_request, response) => {
      const timer = setInterval(() => response.write('.'), 20);
      response.once('close', () => clearInterval(timer));
    });
    const limits = { timeoutMs: 200, allowLoopback: true };
    for (const port of [silent, trickleHeaders, trickleBody])
      expect(await codeOf(post(`http://127.0.0.1:${port}/`, limits))).to.equal('TIMED_OUT');
    const resolve = () => new Promise<string[]>(() => undefined);
    expect(await codeOf(post('http://never.invalid/', { ...limits, resolve }))).to.equal('TIMED_OUT');
  });

  it('tells apart what was given up, not found, down and broken off', async () => {
    const signal = AbortSignal.abort();
    expect(await codeOf(post('http://8.8.8.8/', { signal }))).to.equal('ABORTED');
    const resolve = () => Promise.reject(new Error('ENOTFOUND'));
    expect(await codeOf(post('http://nowhere.invalid/', { resolve }))).to.equal('HOST_NOT_FOUND');
    expect(await codeOf(post('http://nowhere.invalid/', { resolve: async () => [] }))).to.equal(
      'HOST_NOT_FOUND',
    );
    const port = await listening(createTcpServer((socket) => socket.destroy()));
    expect(await codeOf(post(`http://127.0.0.1:${port}/`, { allowLoopback: true }))).to.equal(
      'CONNECTION_FAILED',
    );
    const half = await serving((_request, response) => {
      response.writeHead(200, { 'Content-Length': '100' }).write('half');
      setImmediate(() => response.destroy());
    });
    expect(await codeOf(post(`http://127.0.0.1:${half}/`, { allowLoopback: true }))).to.equal(
      'CONNECTION_FAILED',
    );
    const garbage = await listening(createTcpServer((socket) => socket.end('no HTTP at all\r\n\r\n')));
    expect(await codeOf(post(`http://127.0.0.1:${garbage}/`, { allowLoopback: true }))).to.equal(
      'CONNECTION_FAILED',
    );
  });
});
