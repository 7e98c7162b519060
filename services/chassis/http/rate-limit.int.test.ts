import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { testEnvironment, until } from '../testing/harness.ts';
import { openWire, type Wire } from '../testing/wire.ts';
import { type Answer, type EdgeWorld, newOwner, openEdgeWorld } from './edge-world.ts';

describe('rate limits', () => {
  let wire: Wire;
  let lab: EdgeWorld;
  const limited = (as = lab.owner, at = lab.running.url): Promise<Answer> =>
    lab.call('GET', '/lab/limited', { as, at });
  /** Statuses of `count` requests, one after the other. */
  async function statuses(count: number, ask: (nth: number) => Promise<Answer>): Promise<number[]> {
    const seen: number[] = [];
    for (let nth = 0; nth < count; nth += 1) seen.push((await ask(nth)).status);
    return seen;
  }

  before(async () => {
    wire = await openWire(testEnvironment().REDIS_URL ?? 'redis://127.0.0.1:6379');
    lab = await openEdgeWorld({ RATE_LIMITS: 'true', REDIS_URL: wire.url });
    await until('Redis answers', () => lab.running.runtime.redis.up());
  });
  after(async () => {
    await lab?.close();
    await wire.cut();
  });

  it('are announced, and used up they are 429 with the time to wait', async () => {
    const owner = newOwner();
    const left: string[] = [];
    for (let nth = 0; nth < 3; nth += 1) {
      const { status, headers } = await limited(owner);
      expect(status).to.equal(200);
      expect(headers.get('ratelimit-policy')).to.equal('"lab.limited";q=3;w=60');
      left.push(/^"lab\.limited";r=(\d+);t=\d+$/.exec(headers.get('ratelimit') ?? '')?.[1] ?? '');
    }
    expect(left).to.deep.equal(['2', '1', '0']);
    const refused = await limited(owner);
    expect([refused.status, refused.body.code, refused.body.retryable]).to.deep.equal([
      429,
      'RATE_LIMITED',
      true,
    ]);
    expect(Number(refused.headers.get('retry-after'))).to.be.within(1, 60);
    expect(refused.headers.get('ratelimit')).to.match(/^"lab\.limited";r=0;t=\d+$/);
    expect(refused.headers.get('ratelimit-policy')).to.equal('"lab.limited";q=3;w=60');
  });

  it("are each caller's own, and each route's that has one", async () => {
    const [one, two] = [newOwner(), newOwner()];
    expect(await statuses(4, () => limited(one))).to.deep.equal([200, 200, 200, 429]);
    expect((await limited(two)).status).to.equal(200);
    const elsewhere = await lab.call('GET', '/lab/open', { as: one });
    expect([elsewhere.status, elsewhere.headers.get('ratelimit-policy')]).to.deep.equal([
      200,
      '"default";q=1200;w=60',
    ]);
  });

  it('hold for all processes together, and for requests sent at once', async () => {
    const other = await lab.world.start();
    const owner = newOwner();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, nth) => limited(owner, nth % 2 ? other.url : lab.running.url)),
    );
    expect(answers.filter(({ status }) => status === 200)).to.have.length(3);
    await other.stop();
  });

  it('of callers without a token go by address, which X-Forwarded-For does not change', async () => {
    const ask = (nth: number): Promise<Answer> =>
      lab.call('GET', '/lab/limited-open', { as: null, headers: { 'X-Forwarded-For': `192.0.2.${nth}` } });
    expect(await statuses(4, ask)).to.deep.equal([200, 200, 200, 429]);
  });

  it("are not consumed by a request that is refused as nobody's", async () => {
    const { status, headers } = await lab.call('GET', '/lab/limited', { as: null });
    expect([status, headers.get('ratelimit')]).to.deep.equal([401, null]);
  });

  it('begin anew when the window is over', async () => {
    const owner = newOwner();
    await statuses(3, () => limited(owner));
    const { redis } = lab.running.runtime;
    await redis.attempt((client) => client.pExpire(redis.key(`limit:lab.limited:${owner.owner_id}`), 0));
    expect((await limited(owner)).status).to.equal(200);
  });

  it('hold in each process alone while Redis is away, and together again when it is back', async () => {
    const owner = newOwner();
    await wire.cut();
    await until('Redis is away', () => !lab.running.runtime.redis.up());
    expect(await statuses(4, () => limited(owner))).to.deep.equal([200, 200, 200, 429]);
    const refused = await limited(owner);
    expect(Number(refused.headers.get('retry-after'))).to.be.within(1, 60);
    expect(refused.headers.get('ratelimit')).to.match(/^"lab\.limited";r=0;t=\d+$/);
    await wire.mend();
    await until('Redis is back', () => lab.running.runtime.redis.up());
    expect(await statuses(4, () => limited(owner))).to.deep.equal([200, 200, 200, 429]);
  });
});
