import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { type Database, openDatabase } from './database.ts';
import { createTestDatabase } from './testing/harness.ts';

/** ReadyForQuery, with which a server ends every answer. */
const ready = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

/** ErrorResponse with severity, code and message, as a backend sends it that goes down. */
function lastWord(): Buffer {
  const fields = Buffer.from('SFATAL\0C57P01\0Mterminating connection due to unexpected postmaster exit\0\0');
  const head = Buffer.alloc(5, 'E');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}

describe('a PostgreSQL that goes down', () => {
  let own: Awaited<ReturnType<typeof createTestDatabase>>;
  let relay: Server;
  let sockets: Socket[];
  let dying: boolean;
  let url: string;

  beforeEach(async () => {
    own = await createTestDatabase([]);
    const target = new URL(own.url);
    sockets = [];
    dying = false;
    relay = createServer((near) => {
      const far = connect({ host: target.hostname, port: Number(target.port) });
      sockets.push(near, far);
      near.on('error', () => far.destroy()).on('close', () => far.destroy());
      far.on('error', () => near.destroy()).on('close', () => near.destroy());
      near.on('data', (bytes) => far.write(bytes));
      far.on('data', (bytes) => {
        if (dying && bytes.subarray(-ready.length).equals(ready))
          near.end(Buffer.concat([bytes, lastWord()]));
        else near.write(bytes);
      });
    });
    await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
    const { port } = relay.address() as AddressInfo;
    url = Object.assign(new URL(own.url), { hostname: '127.0.0.1', port: String(port) }).href;
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => relay.close(resolve));
    await own.drop();
  });

  const open = (prepare: boolean): Promise<Database> =>
    openDatabase({ url, poolSize: 2, applicationName: 'scory-test', schemas: [], prepare });

  for (const prepare of [true, false])
    it(`fails what is asked of it, and no process, where its last word comes with its welcome (${prepare ? 'engine' : 'handlers'})`, async () => {
      const database = await open(prepare);
      try {
        const asked = Array.from({ length: 2 }, () => database.query('SELECT pg_sleep(0.1)'));
        await Promise.all(asked);
        for (const socket of sockets) socket.destroy();
        dying = true;
        // Each needs a connection of its own, which is told that the server goes down in the same breath.
        const outcomes = await Promise.allSettled(
          Array.from({ length: 4 }, () => database.query('SELECT pg_sleep(0.1)')),
        );
        expect(outcomes.map(({ status }) => status)).to.deep.equal(outcomes.map(() => 'rejected'));
        dying = false;
        expect(await database.query('SELECT 1 AS one')).to.deep.equal([{ one: 1 }]);
      } finally {
        await database.close();
      }
    });
});
