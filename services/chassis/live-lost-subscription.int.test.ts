import { randomUUID } from 'node:crypto';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { describe, it } from 'mocha';
import { createLive } from './live.ts';
import { createLogger } from './log.ts';
import { openRedis } from './redis.ts';
import { testEnvironment, until } from './testing/harness.ts';

describe('a subscription under way when the connection breaks', () => {
  it('is made again when Redis is back', async function () {
    this.timeout(30_000);
    const target = new URL(testEnvironment().REDIS_URL ?? 'redis://127.0.0.1:6379');
    const nears = new Set<Socket>();
    const server = createServer((near) => {
      nears.add(near);
      const far = connect(Number(target.port || 6_379), target.hostname);
      near
        .on('error', () => far.destroy())
        .on('close', () => {
          nears.delete(near);
          far.destroy();
        })
        .pipe(far);
      far.on('error', () => near.destroy()).pipe(near);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `redis://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const prefix = `live-test-${randomUUID()}:`;
    const log = createLogger({ level: 'silent', format: 'json' });
    const through = openRedis({ url, prefix, log });
    const direct = openRedis({ url: target.href, prefix, log });
    try {
      await until('both answer', () => through.up() && direct.up());
      const job = randomUUID();
      let heard = 0;
      for (const near of nears) near.pause();
      void createLive(through).watch(job, () => {
        heard += 1;
      });
      await direct.client.ping();
      const back = new Promise((resolve) => through.client.once('ready', resolve));
      for (const near of nears) near.destroy();
      await back;
      await until('both connections are back', () => through.up());
      await until('Redis is back', () => through.up());
      const elsewhere = createLive(direct);
      await until('the news is heard', () => {
        elsewhere.publish({ jobId: job, seq: 1, status: 'running', progress: null, ended: false });
        return heard > 0;
      });
    } finally {
      await Promise.all([through.close(), direct.close()]);
      server.close();
    }
  });
});
