import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createLive } from './live.ts';
import { createLogger } from './log.ts';
import { openRedis } from './redis.ts';
import { testEnvironment, until } from './testing/harness.ts';
import { openWire } from './testing/wire.ts';

describe('watching a job while Redis hangs', () => {
  it('begins within seconds', async function () {
    this.timeout(20_000);
    const wire = await openWire(testEnvironment().REDIS_URL ?? 'redis://127.0.0.1:6379');
    const redis = openRedis({
      url: wire.url,
      prefix: 'x:',
      log: createLogger({ level: 'silent', format: 'json' }),
    });
    await until('Redis answers', () => redis.up());
    const live = createLive(redis);
    wire.freeze();
    let watching = false;
    void live
      .watch(randomUUID(), () => undefined)
      .then(() => {
        watching = true;
      });
    try {
      await until('it watches', () => watching);
    } finally {
      wire.thaw();
      await redis.close();
      await wire.cut();
    }
    expect(watching).to.equal(true);
  });
});
