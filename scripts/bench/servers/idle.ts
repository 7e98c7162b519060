/** The baseline for idle clients: streams and sockets that nobody checks, counts or tells anything. */
import { createServer, type ServerResponse } from 'node:http';
import { WebSocketServer } from 'ws';

const streams = new Set<ServerResponse>();
const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hello\n\n');
  streams.add(response);
});
new WebSocketServer({ server, perMessageDeflate: false }).on('connection', (socket) =>
  socket.on('message', () => socket.send('{"type":"hello"}')),
);
server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as { port: number }).port });
});
process.once('SIGTERM', () => process.exit());
