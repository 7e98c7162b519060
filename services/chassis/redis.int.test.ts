import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createLogger } from './log.ts';
import { openRedis, type Redis } from './redis.ts';
import { testEnvironment, until } from './testing/harness.ts';
import { openWire, type Wire } from './testing/wire.ts';

describe('a Redis that hangs without closing its connections', () => {
  let wire: Wire;
  const open = async (): Promise<Redis> => {
    const redis = openRedis({
      url: wire.url,
      prefix: `redis-test-${randomUUID()}:`,
      log: createLogger({ level: 'silent', format: 'json' }),
    });
    await until('Redis answers', () => redis.up());
    return redis;
  };
  const ask = (redis: Redis): Promise<string | null | undefined> =>
    redis.attempt((client) => client.get('x'));

  before(async () => {
    wire = await openWire(testEnvironment().REDIS_URL ?? 'redis://127.0.0.1:6379');
  });
  after(() => wire.cut());

  it('is away within seconds, also while commands keep being written, and back when it answers again', async () => {
    const redis = await open();
    wire.freeze();
    const startedAt = performance.now();
    const first = ask(redis);
    const later: Promise<unknown>[] = [];
    const load = setInterval(() => later.push(ask(redis)), 20);
    expect(await first).to.equal(undefined);
    expect(performance.now() - startedAt).to.be.below(4_000);
    await until('it counts as away', () => !redis.client.isReady);
    clearInterval(load);
    expect(new Set(await Promise.all(later))).to.deep.equal(new Set([undefined]));
    wire.thaw();
    await until('it is back', async () => (await redis.attempt((client) => client.ping())) === 'PONG');
    await redis.close();
  });

  it('can be left while it hangs, with commands under way', async () => {
    const redis = await open();
    wire.freeze();
    const waiting = ask(redis);
    await redis.close();
    expect(await waiting).to.equal(undefined);
    wire.thaw();
  });
});
