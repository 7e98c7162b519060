/** Receivers of webhooks: one that does what it should, and those that do not, for the same events. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './servers.ts';

const trickleMs = 200;
const patienceMs = 60_000;

export interface Receivers {
  /** Makes an endpoint for each kind of receiver, for each of the owners. */
  register(url: string, tokens: readonly string[]): Promise<void>;
  /** Waits until the good one has heard of every job, and compares. */
  compare(jobIds: readonly string[]): Promise<{ lost: number; duplicated: number }>;
  close(): void;
}

async function registerOne(url: string, token: string, receiver: string): Promise<void> {
  const response = await fetch(`${url}/api/v1/webhooks/endpoints`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ url: receiver, event_types: ['papers.simplify.*'] }),
  });
  if (response.status !== 201) throw new Error(`no endpoint was made: ${await response.text()}`);
}

export async function openReceivers(): Promise<Receivers> {
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  /** Webhook ids by job. */
  const heard = new Map<string, Set<string>>();
  let followed = 0;

  async function listen(server: Server): Promise<string> {
    servers.push(server);
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  const http = (listener: RequestListener): Promise<string> => listen(createServer(listener));

  const good = await http(async (request, response) => {
    let body = '';
    for await (const part of request.setEncoding('utf8')) body += part;
    response.writeHead(204).end();
    if (request.url !== '/') {
      followed += 1;
      return;
    }
    const { data } = JSON.parse(body) as { data: { job_id: string } };
    heard.set(data.job_id, (heard.get(data.job_id) ?? new Set()).add(String(request.headers['webhook-id'])));
  });
  const slow = await http((request) => void request.resume());
  const trickling = await http((request, response) => {
    request.resume();
    response.writeHead(200);
    const drops = setInterval(() => response.write('.'), trickleMs);
    response.once('close', () => clearInterval(drops));
  });
  const redirecting = await http((request, response) => {
    request.resume();
    response.writeHead(307, { location: `${good}/elsewhere` }).end();
  });
  // Says 200 and promises a body that never comes whole.
  const lying = await listen(
    createTcpServer((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n{"ok":')),
    ) as Server,
  );
  const down = `http://127.0.0.1:${await freePort()}`;

  return {
    async register(url, tokens) {
      // The good one first: by when the others are there, whatever is accepted ends after it is.
      for (const receiver of [good, slow, trickling, redirecting, lying, down])
        for (const token of tokens) await registerOne(url, token, `${receiver}/`);
    },
    async compare(jobIds) {
      const giveUpAt = performance.now() + patienceMs;
      const missing = (): number => jobIds.filter((id) => !heard.has(id)).length;
      while (missing() > 0 && performance.now() < giveUpAt) await sleep(100);
      const twice = jobIds.filter((id) => (heard.get(id)?.size ?? 0) > 1).length;
      return { lost: missing(), duplicated: twice + followed };
    },
    close() {
      for (const server of servers) server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
