/** Stands in front of a model server and holds its calls while it is shut, so that a test meets jobs half way. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface ModelGate {
  url: string;
  shut(): void;
  open(): void;
  /** Calls that are held at the moment. */
  held(): number;
  close(): Promise<void>;
}

export async function openModelGate(target: string): Promise<ModelGate> {
  let opened = Promise.resolve();
  let release = (): void => undefined;
  let held = 0;

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = new Uint8Array(await buffer(request));
    held += 1;
    await opened;
    held -= 1;
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const answer = await fetch(target + request.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: request.headers.authorization ?? '' },
      body,
      signal: gone.signal,
    });
    const retryAfter = answer.headers.get('retry-after');
    response.writeHead(answer.status, {
      'content-type': 'application/json',
      ...(retryAfter && { 'retry-after': retryAfter }),
    });
    response.end(Buffer.from(await answer.arrayBuffer()));
  }

  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const open = (): void => release();
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    shut() {
      const { promise, resolve } = Promise.withResolvers<void>();
      opened = promise;
      release = resolve;
    },
    open,
    held: () => held,
    close() {
      open();
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}
