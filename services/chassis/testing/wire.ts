/** Stands between a process under test and a server, to cut it off, freeze it, and let it back. */
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export interface Wire {
  url: string;
  /** Closes every connection and refuses new ones. */
  cut(): Promise<void>;
  mend(): Promise<void>;
  /** Accepts and swallows everything, like a stopped process; ended by `thaw`, which drops the connections. */
  freeze(): void;
  thaw(): void;
  /** Swallows for ever what the connections of now carry; new ones work. */
  stall(): void;
}

export async function openWire(serverUrl: string): Promise<Wire> {
  const target = new URL(serverUrl);
  const sockets = new Set<Socket>();
  const stalled = new WeakSet<Socket>();
  let frozen = false;
  let port = 0;
  let server: Server;

  function join(from: Socket, to: Socket): void {
    sockets.add(from);
    from.on('data', (bytes) => frozen || stalled.has(from) || to.write(bytes));
    from.on('error', () => to.destroy());
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
  }

  const dropAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };

  function listen(): Promise<void> {
    server = createServer((near) => {
      const far = connect({ host: target.hostname, port: Number(target.port) });
      join(near, far);
      join(far, near);
    });
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        port = (server.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  await listen();
  return {
    url: Object.assign(new URL(target), { hostname: '127.0.0.1', port: String(port) }).href,
    cut: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        dropAll();
      }),
    mend: listen,
    freeze() {
      frozen = true;
    },
    thaw() {
      frozen = false;
      dropAll();
    },
    stall() {
      for (const socket of sockets) stalled.add(socket);
    },
  };
}
