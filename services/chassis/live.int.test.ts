import { randomUUID } from 'node:crypto';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createLive, type Live, type LiveMessage } from './live.ts';
import { createLogger } from './log.ts';
import { openRedis, type Redis } from './redis.ts';
import { testEnvironment, until } from './testing/harness.ts';
import { openWire, type Wire } from './testing/wire.ts';

describe('news of jobs', () => {
  const prefix = `live-test-${randomUUID()}:`;
  const url = testEnvironment().REDIS_URL ?? 'redis://127.0.0.1:6379';
  const opened: Redis[] = [];
  let wire: Wire;
  let here: Live;
  let there: Live;
  let cutOff: { live: Live; redis: Redis };

  async function process(at: string): Promise<{ live: Live; redis: Redis }> {
    const redis = openRedis({ url: at, prefix, log: createLogger({ level: 'silent', format: 'json' }) });
    opened.push(redis);
    await until('Redis answers', () => redis.up());
    return { live: createLive(redis), redis };
  }
  const message = (jobId: string, seq = 1): LiveMessage => ({
    jobId,
    seq,
    status: 'running',
    progress: { phase: 'x', completed: seq, total: null },
    ended: false,
  });
  /** Connections that listen to a job. */
  async function listeners(jobId: string): Promise<number> {
    const channel = `${prefix}live:${jobId}`;
    return Number((await opened[0]?.client.pubSubNumSub(channel))?.[channel]);
  }

  before(async () => {
    wire = await openWire(url);
    here = (await process(url)).live;
    there = (await process(url)).live;
    cutOff = await process(wire.url);
  });
  after(async () => {
    await Promise.all(opened.map((redis) => redis.close()));
    await wire.cut();
  });

  it('reach every watcher of the job, here once and there once, and nobody else', async () => {
    const [job, other] = [randomUUID(), randomUUID()];
    const seen: [string, LiveMessage][] = [];
    const watches = await Promise.all([
      here.watch(job, (news) => seen.push(['here', news])),
      here.watch(job, (news) => seen.push(['here too', news])),
      there.watch(job, (news) => seen.push(['there', news])),
      there.watch(other, (news) => seen.push(['other', news])),
    ]);
    here.publish(message(job));
    await until('the news arrives there', () => seen.some(([who]) => who === 'there'));
    there.publish(message(other));
    await until('the other news arrives', () => seen.some(([who]) => who === 'other'));
    expect(seen.map(([who]) => who).sort()).to.deep.equal(['here', 'here too', 'other', 'there']);
    expect(seen.find(([who]) => who === 'there')?.[1]).to.deep.equal(message(job));
    for (const unwatch of watches) unwatch();
  });

  it('arrive from the moment on when watching has begun, which is not before Redis has said so', async () => {
    const line = await openHeldLine(url);
    const { live } = await process(line.url);
    const job = randomUUID();
    let heard = 0;
    let begun = false;
    line.hold();
    const watching = live.watch(job, ({ seq }) => {
      heard = seq;
    });
    void watching.then(() => {
      begun = true;
    });
    // An answer by another way: whatever was due in this process has happened by then.
    expect(await listeners(job)).to.equal(0);
    expect(begun).to.equal(false);
    line.release();
    const unwatch = await watching;
    here.publish(message(job, 5));
    await until('it is heard', () => heard === 5);
    unwatch();
    line.close();
  });

  it('told right after watching has begun are never missed', async () => {
    const missing = new Set<string>();
    for (let round = 0; round < 200; round += 1) {
      const job = randomUUID();
      missing.add(job);
      const unwatch = await there.watch(job, () => {
        missing.delete(job);
        unwatch();
      });
      here.publish(message(job));
    }
    await until('each has arrived', () => missing.size === 0);
  });

  it('come in order', async () => {
    const job = randomUUID();
    const seen: number[] = [];
    const unwatch = await there.watch(job, ({ seq }) => seen.push(seq));
    for (let seq = 1; seq <= 100; seq += 1) here.publish(message(job, seq));
    await until('all have come', () => seen.length === 100);
    expect(seen).to.deep.equal(Array.from({ length: 100 }, (_, index) => index + 1));
    unwatch();
  });

  it('do not reach who has left, while those who stay go on hearing', async () => {
    const job = randomUUID();
    const gone: number[] = [];
    const stays: number[] = [];
    const leave = await there.watch(job, ({ seq }) => gone.push(seq));
    const unwatch = await there.watch(job, ({ seq }) => stays.push(seq));
    leave();
    leave();
    here.publish(message(job, 7));
    await until('who stays hears', () => stays.length === 1);
    expect(gone).to.deep.equal([]);
    unwatch();
  });

  it('cost one subscription a process, which ends with its last watcher', async () => {
    const job = randomUUID();
    const watches = await Promise.all([1, 2, 3].map(() => here.watch(job, () => undefined)));
    watches.push(await there.watch(job, () => undefined));
    expect(await listeners(job)).to.equal(2);
    for (const unwatch of watches) unwatch();
    await until('nobody listens', async () => (await listeners(job)) === 0);
  });

  it('reach a watcher who came while the last one was leaving', async () => {
    const job = randomUUID();
    for (let round = 1; round <= 100; round += 1) {
      (await there.watch(job, () => undefined))();
      let heard = 0;
      const unwatch = await there.watch(job, ({ seq }) => {
        heard = seq;
      });
      here.publish(message(job, round));
      await until(`round ${round} is heard`, () => heard === round);
      unwatch();
    }
  });

  it('stay in the process while Redis is away, and come from elsewhere again when it is back', async () => {
    const job = randomUUID();
    const { live, redis } = cutOff;
    expect(live.recheckMs()).to.equal(15_000);
    let tries = 0;
    redis.client.on('reconnecting', () => {
      tries += 1;
    });
    await wire.cut();
    // By then the connection for news has noticed too.
    await until('it tries to come back', () => tries >= 2);
    expect(live.recheckMs()).to.equal(1_000);
    const seen: number[] = [];
    const unwatch = await live.watch(job, ({ seq }) => seen.push(seq));
    live.publish(message(job, 1));
    here.publish(message(job, 2));
    expect(seen).to.deep.equal([1]);
    await wire.mend();
    await until('the subscription is back', async () => (await listeners(job)) === 1);
    here.publish(message(job, 3));
    await until('the news arrives', () => seen.includes(3));
    expect(seen).to.deep.equal([1, 3]);
    unwatch();
    await until('nobody listens', async () => (await listeners(job)) === 0);
  });
});

/** A way to Redis on which what a process says can be held back for a while. */
async function openHeldLine(
  redisUrl: string,
): Promise<{ url: string; hold(): void; release(): void; close(): void }> {
  const target = new URL(redisUrl);
  const nears = new Set<Socket>();
  const server = createServer((near) => {
    nears.add(near);
    const far = connect(Number(target.port || 6_379), target.hostname);
    near.on('error', () => far.destroy()).pipe(far);
    far.on('error', () => near.destroy()).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: Object.assign(new URL(target), { hostname: '127.0.0.1', port: String(port) }).href,
    hold() {
      for (const near of nears) near.pause();
    },
    release() {
      for (const near of nears) near.resume();
    },
    close: () => void server.close(),
  };
}
