import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { until } from '../testing/harness.ts';
import { openWire } from '../testing/wire.ts';
import { type AccessWorld, codeOf, noRedis, openAccessWorld, redisUrl, student } from './access-world.ts';

describe('revocation', () => {
  let world: AccessWorld;
  let database: AccessWorld['database'];
  let access: AccessWorld['access'];
  let redis: AccessWorld['redis'];

  before(async () => {
    world = await openAccessWorld();
    ({ database, access, redis } = world);
  });
  after(() => world.close());

  it('of one token ends it in every process at once, and leaves the others of its session', async () => {
    const other = (await world.process()).access;
    const actor = student();
    const sessionId = randomUUID();
    const [one, two] = [access.signAccess(actor, { sessionId }), access.signAccess(actor, { sessionId })];
    expect(await codeOf(other.authenticateToken(one.token))).to.equal('accepted');
    await access.revoke([{ jti: one.jti }]);
    expect(await codeOf(access.authenticateToken(one.token))).to.equal('TOKEN_REVOKED');
    expect(await codeOf(other.authenticateToken(one.token))).to.equal('TOKEN_REVOKED');
    expect(await codeOf(other.authenticateToken(two.token))).to.equal('accepted');
  });

  it('of a session ends all its tokens, also one signed a moment later', async () => {
    const sessionId = randomUUID();
    const earlier = access.signAccess(student(), { sessionId });
    await access.revoke([{ sessionId }]);
    const later = access.signAccess(student(), { sessionId });
    for (const { token } of [earlier, later])
      expect(await codeOf(access.authenticateToken(token))).to.equal('TOKEN_REVOKED');
  });

  it('of an owner ends what was issued until then, not what is issued afterwards', async () => {
    const actor = student();
    const earlier = access.signAccess(actor, { sessionId: randomUUID() });
    await access.revoke([{ ownerId: actor.owner_id }]);
    const revokedAt = Date.now();
    await until('the clock has moved on', () => Date.now() > revokedAt);
    const later = access.signAccess(actor, { sessionId: randomUUID() });
    expect(await codeOf(access.authenticateToken(earlier.token))).to.equal('TOKEN_REVOKED');
    expect(await codeOf(access.authenticateToken(later.token))).to.equal('accepted');
  });

  it('reaches what is still open', async () => {
    const { token, jti } = access.signAccess(student(), { sessionId: randomUUID() });
    const claims = await access.authenticateToken(token);
    expect(await codeOf(access.assertStillValid(claims))).to.equal('accepted');
    await access.revoke([{ jti }]);
    expect(await codeOf(access.assertStillValid(claims))).to.equal('TOKEN_REVOKED');
  });

  it('within a transaction that is rolled back does not happen', async () => {
    const { token, jti } = access.signAccess(student(), { sessionId: randomUUID() });
    const failed = await database
      .transaction(async (tx) => {
        await access.revokeWithin(tx, [{ jti }]);
        throw new Error('on purpose');
      })
      .catch((error: Error) => error.message);
    expect(failed).to.equal('on purpose');
    expect(await codeOf(access.authenticateToken(token))).to.equal('accepted');
  });

  it('is known without Redis', async () => {
    const without = (await world.process({ redisAt: noRedis })).access;
    const [dead, alive] = [
      access.signAccess(student(), { sessionId: randomUUID() }),
      access.signAccess(student(), { sessionId: randomUUID() }),
    ];
    await access.revoke([{ jti: dead.jti }]);
    expect(await codeOf(without.authenticateToken(dead.token))).to.equal('TOKEN_REVOKED');
    expect(await codeOf(without.authenticateToken(alive.token))).to.equal('accepted');
  });

  it('fails closed when neither Redis nor PostgreSQL answers', async () => {
    const gone = await world.openDatabase();
    await gone.close();
    const blind = (await world.process({ redisAt: noRedis, database: gone })).access;
    const { token } = access.signAccess(student(), { sessionId: randomUUID() });
    expect(await codeOf(blind.authenticateToken(token))).to.equal('ACCESS_UNKNOWN');
  });

  it('made while Redis was out of reach is known when it is back, in every process', async () => {
    const wire = await openWire(redisUrl);
    world.onClose(() => wire.cut());
    const cutOff = await world.process({ redisAt: wire.url });
    await until('Redis answers through the wire', () => cutOff.redis.up());
    const { token, jti } = access.signAccess(student(), { sessionId: randomUUID() });
    await wire.cut();
    await until('Redis is away', () => !cutOff.redis.client.isReady);
    await cutOff.access.revoke([{ jti }]);
    expect(await codeOf(cutOff.access.authenticateToken(token))).to.equal('TOKEN_REVOKED');
    await wire.mend();
    await until(
      'the others know it too',
      async () => (await codeOf(access.authenticateToken(token))) === 'TOKEN_REVOKED',
    );
    expect(await codeOf(cutOff.access.authenticateToken(token))).to.equal('TOKEN_REVOKED');
  });

  it('survives a Redis that has forgotten everything', async () => {
    const { token, jti } = access.signAccess(student(), { sessionId: randomUUID() });
    await access.revoke([{ jti }]);
    const forget = () =>
      redis.attempt((client) => client.del([redis.key(`revoked:jti:${jti}`), redis.key('revoked:complete')]));
    await forget();
    expect(await codeOf(access.authenticateToken(token))).to.equal('TOKEN_REVOKED');
    await until('Redis is told again', async () => (await world.marker()) === '1');
    expect(await redis.attempt((client) => client.exists(redis.key(`revoked:jti:${jti}`)))).to.equal(1);
  });

  it('is cleared away once the tokens would have expired anyway', async () => {
    const jti = randomUUID();
    await access.revoke([{ jti }]);
    await database.query(
      "UPDATE access.revocations SET expires_at = now() - interval '1 s' WHERE subject = $1",
      [`jti:${jti}`],
    );
    await access.sweep();
    expect(
      await database.query('SELECT 1 FROM access.revocations WHERE subject = $1', [`jti:${jti}`]),
    ).to.have.length(0);
  });
});
