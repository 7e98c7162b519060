import { randomBytes, randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { until } from '../testing/harness.ts';
import { type AccessWorld, bootstrapKey, codeOf, openAccessWorld } from './access-world.ts';
import { systemOwnerId } from './api-keys.ts';

describe('API keys', () => {
  let world: AccessWorld;
  let database: AccessWorld['database'];
  let access: AccessWorld['access'];

  before(async () => {
    world = await openAccessWorld();
    ({ database, access } = world);
  });
  after(() => world.close());

  it('authenticate with their scopes, and are stored as a hash only', async () => {
    const { key, view } = await access.keys.create({ name: 'a back end', scopes: ['ai'] });
    expect(key).to.match(/^scory_[A-Za-z0-9_-]{43}$/);
    const { actor, scopes, keyId } = await access.authenticateKey(key);
    expect({ actor, scopes, keyId }).to.deep.equal({
      actor: {
        owner_id: systemOwnerId,
        role: 'service',
        faculty_id: null,
        semester_id: null,
        api_key_id: view.id,
      },
      scopes: ['ai'],
      keyId: view.id,
    });
    const [row] = await database.query('SELECT * FROM access.api_keys WHERE id = $1', [view.id]);
    expect(JSON.stringify(row)).not.to.include(key.slice(10));
  });

  it('note their last use', async () => {
    const { key, view } = await access.keys.create({ name: 'used', scopes: ['ai'] });
    await access.authenticateKey(key);
    await until(
      'the use is noted',
      async () =>
        (await access.keys.list({ limit: 100 })).find((one) => one.id === view.id)?.lastUsedAt != null,
    );
  });

  it('that are unknown, malformed or revoked are refused', async () => {
    const { key, view } = await access.keys.create({ name: 'short-lived', scopes: ['ai'] });
    await access.authenticateKey(key);
    expect(await access.keys.revoke(view.id)).to.equal(true);
    expect(await access.keys.revoke(randomUUID())).to.equal(false);
    for (const wrong of [
      key,
      `scory_${randomBytes(32).toString('base64url')}`,
      '',
      'scory_',
      'x'.repeat(100_000),
      `${bootstrapKey}x`,
    ]) {
      expect(await codeOf(access.authenticateKey(wrong))).to.equal('API_KEY_INVALID');
    }
  });

  it('the configured first key has every scope', async () => {
    const { actor, scopes } = await access.authenticateKey(bootstrapKey);
    expect(scopes).to.deep.equal(['*']);
    expect(actor.owner_id).to.equal(systemOwnerId);
  });

  it('made again under the same id replace a key that nobody received', async () => {
    const id = randomUUID();
    const first = await access.keys.create({ id, name: 'n', scopes: ['ai'] });
    const second = await access.keys.create({ id, name: 'n', scopes: ['ai'] });
    expect(await codeOf(access.authenticateKey(first.key))).to.equal('API_KEY_INVALID');
    expect((await access.authenticateKey(second.key)).keyId).to.equal(id);
  });
});
