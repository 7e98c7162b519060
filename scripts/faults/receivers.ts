/** Receivers of webhooks: one that does what it should, and those that do not, for the same events. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './servers.ts';

const trickleMs = 200;
const patienceMs = 60_000;

export interface Receivers {
  /** One URL for each kind of receiver. */
  urls: string[];
  /** Waits until the good one has heard of every job, and compares. */
  compare(jobIds: readonly string[]): Promise<{ lost: number; duplicated: number }>;
  close(): void;
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
    urls: [good, slow, trickling, redirecting, lying, down].map((url) => `${url}/`),
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
