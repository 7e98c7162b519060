/**
 * WebSockets through the same edge as every other route. Node takes a request that asks for another protocol out of HTTP:
 * here it gets a response all the same, so that whoever may not in is refused like everywhere.
 */
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  ServerResponse,
} from 'node:http';
import type { Duplex } from 'node:stream';
import type { Request, Response } from 'express';
import { type WebSocket, WebSocketServer } from 'ws';
import { Problem } from '../errors.ts';
import type { Route } from '../service.ts';

/** What a client says is short; what it hears is compressed nowhere, for that costs memory for each of them. */
const sockets = new WebSocketServer({
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: 4 * 1024,
});

interface Handshake {
  socket: Duplex;
  head: Buffer;
}

const handshakes = new WeakMap<IncomingMessage, Handshake>();

/** Serves `listener`; requests for a WebSocket leave HTTP only where a route of `routes` takes them. */
export function createHttpServer(listener: RequestListener, routes: readonly Route[]): Server {
  const paths = new Set(
    routes.filter(({ contract }) => contract.upgrade).map(({ contract }) => contract.path),
  );
  const server = createServer(
    {
      shouldUpgradeCallback: (request) =>
        request.method === 'GET' &&
        request.headers.upgrade?.toLowerCase() === 'websocket' &&
        paths.has((request.url ?? '').split('?')[0] as string),
    },
    listener,
  );
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket as never);
    response.once('finish', () => {
      response.detachSocket(socket as never);
      socket.end();
    });
    handshakes.set(request, { socket, head });
    listener(request, response as never);
  });
  return server;
}

/** Answers the handshake; `open` gets the socket. */
export function upgrade(request: Request, response: Response, open: (socket: WebSocket) => void): void {
  const handshake = handshakes.get(request);
  if (!handshake) {
    const headers = { Upgrade: 'websocket', Connection: 'Upgrade' };
    throw new Problem(426, 'UPGRADE_REQUIRED', 'This route speaks over a WebSocket only', { headers });
  }
  const { socket, head } = handshake;
  response.statusCode = 101;
  response.detachSocket(socket as never);
  response.emit('close');
  sockets.handleUpgrade(request, socket, head, open);
}
