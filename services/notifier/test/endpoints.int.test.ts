import type { Actor } from '@scory/contracts/envelope.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { actorOf, type NotifierWorld, openNotifierWorld } from './notifier-world.ts';

const base = '/api/v1/webhooks/endpoints';
const good = { url: 'https://hooks.example/scory', event_types: ['papers.*', 'documents.ingest.failed'] };

describe('/webhooks/endpoints', function () {
  this.timeout(60_000);
  let lab: NotifierWorld;

  before(async () => {
    // No worker: what is written stays as the routes wrote it. And no exception for loopback.
    lab = await openNotifierWorld({ roles: ['api'], environment: { WEBHOOK_ALLOW_LOOPBACK: 'false' } });
  });
  after(() => lab?.close());

  const post = (as: Actor | string | null, body: unknown, headers?: Record<string, string>) =>
    lab.call('POST', base, as, body, headers);

  it('POST is 201 and shows the secret, which no other answer does', async () => {
    const owner = actorOf();
    const made = await post(owner, { ...good, description: 'mine' });
    expect(made.status).to.equal(201);
    expect(made.headers.get('cache-control')).to.equal('no-store');
    expect(made.body.data).to.deep.include({
      ...good,
      description: 'mine',
      enabled: true,
      disabled_reason: null,
    });
    const { secret, ...rest } = made.body.data;
    expect(secret).to.match(/^whsec_/);
    expect(rest.public_key).to.match(/^whpk_/);
    const one = await lab.call('GET', `${base}/${rest.id}`, owner);
    expect([one.status, one.body.data]).to.deep.equal([200, rest]);
    const list = await lab.call('GET', base, owner);
    expect([list.status, list.body.data]).to.deep.equal([200, [rest]]);
    const stored = await lab.world.query('SELECT * FROM notifier.endpoints WHERE id = $1', [rest.id]);
    expect(JSON.stringify(stored)).not.to.include(secret.slice('whsec_'.length));
  });

  it('POST is 422 for targets that are not public and for bad fields', async () => {
    const owner = actorOf();
    for (const host of [
      '127.0.0.1',
      '0x7f.1',
      '2130706433',
      '[::ffff:127.0.0.1]',
      'localhost',
      '169.254.169.254',
    ]) {
      const answer = await post(owner, { ...good, url: `http://${host}/` });
      expect([answer.status, answer.body.code], host).to.deep.equal([422, 'ADDRESS_FORBIDDEN']);
    }
    for (const url of ['ftp://example.com', 'https://user:word@example.com/', 'nonsense']) {
      const answer = await post(owner, { ...good, url });
      expect([answer.status, answer.body.code], url).to.deep.equal([422, 'URL_INVALID']);
    }
    const bad = [
      {},
      { ...good, event_types: [] },
      { ...good, event_types: ['Exams.*'] },
      { ...good, event_types: ['*', '*'] },
      { ...good, owner_id: uuidv7() },
      { ...good, url: `https://example.com/${'x'.repeat(2_000)}` },
      { ...good, description: 'x'.repeat(501) },
    ];
    for (const body of bad) {
      const answer = await post(owner, body);
      expect([answer.status, answer.body.code]).to.deep.equal([422, 'VALIDATION_FAILED']);
    }
    expect((await lab.call('GET', base, owner)).body.data).to.deep.equal([]);
  });

  it('POST with the same Idempotency-Key makes one endpoint with one secret', async () => {
    const owner = actorOf();
    const headers = { 'Idempotency-Key': 'hook-1' };
    const first = await post(owner, good, headers);
    const again = await post(owner, good, headers);
    expect(again.body).to.deep.equal(first.body);
    expect((await lab.call('GET', base, owner)).body.data).to.have.length(1);
  });

  it('there are 20 of one owner at most, also of those sent at once: 409', async () => {
    const owner = actorOf();
    const answers = await Promise.all(Array.from({ length: 24 }, () => post(owner, good)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).to.have.length(20);
    expect(statuses.filter((status) => status === 409)).to.have.length(4);
    const first = await lab.call('GET', `${base}?limit=15`, owner);
    const cursor = first.body.metadata.next_cursor;
    const second = await lab.call('GET', `${base}?limit=15&cursor=${cursor}`, owner);
    const ids = [...first.body.data, ...second.body.data].map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).to.equal(20);
    expect(second.body.metadata.next_cursor).to.equal(null);
    expect((await lab.call('GET', `${base}?cursor=nonsense`, owner)).body.code).to.equal('CURSOR_INVALID');
  });

  it('PUT changes and disables; DELETE removes: 204, then 404', async () => {
    const owner = actorOf();
    const { id } = (await post(owner, good)).body.data;
    const change = { url: 'https://other.example/', event_types: ['*'], enabled: false };
    const changed = await lab.call('PUT', `${base}/${id}`, owner, change);
    expect(changed.status).to.equal(200);
    expect(changed.body.data).to.deep.include({ ...change, description: null, disabled_reason: 'BY_OWNER' });
    const bad = await lab.call('PUT', `${base}/${id}`, owner, { ...change, url: 'http://10.0.0.1/' });
    expect([bad.status, bad.body.code]).to.deep.equal([422, 'ADDRESS_FORBIDDEN']);
    const test = await lab.call('POST', `${base}/${id}/test`, owner);
    expect([test.status, test.body.code]).to.deep.equal([409, 'ENDPOINT_DISABLED']);
    const replay = await lab.call('POST', `${base}/${id}/replay`, owner, { since: '2020-01-01T00:00:00Z' });
    expect([replay.status, replay.body.code]).to.deep.equal([409, 'ENDPOINT_DISABLED']);
    expect((await lab.call('DELETE', `${base}/${id}`, owner)).status).to.equal(204);
    const gone = await lab.call('DELETE', `${base}/${id}`, owner);
    expect([gone.status, gone.body.code]).to.deep.equal([404, 'ENDPOINT_NOT_FOUND']);
  });

  it('rotate-secret with the same Idempotency-Key rotates once', async () => {
    const owner = actorOf();
    const { id, secret } = (await post(owner, good)).body.data;
    const headers = { 'Idempotency-Key': 'rotate-1' };
    const first = await lab.call('POST', `${base}/${id}/rotate-secret`, owner, undefined, headers);
    const again = await lab.call('POST', `${base}/${id}/rotate-secret`, owner, undefined, headers);
    expect(first.body.data.secret)
      .to.match(/^whsec_/)
      .and.not.to.equal(secret);
    expect(again.body.data.secret).to.equal(first.body.data.secret);
  });

  it('test is 202 with the delivery, deliveries lists it, replay is 202 or names what is wrong', async () => {
    const owner = actorOf();
    const { id } = (await post(owner, good)).body.data;
    const path = `${base}/${id}`;
    const test = await lab.call('POST', `${path}/test`, owner);
    expect([test.status, test.body.data.type, test.body.data.status]).to.deep.equal([
      202,
      'webhook.test',
      'pending',
    ]);
    const list = await lab.call('GET', `${path}/deliveries?status=pending`, owner);
    expect([list.status, list.body.data]).to.deep.equal([200, [test.body.data]]);
    expect((await lab.call('GET', `${path}/deliveries?status=failed`, owner)).body.data).to.deep.equal([]);
    expect((await lab.call('GET', `${path}/deliveries?cursor=x`, owner)).status).to.equal(400);
    const replay = await lab.call('POST', `${path}/replay`, owner, { delivery_id: test.body.data.id });
    expect([replay.status, replay.body.data]).to.deep.equal([202, { replayed: 1 }]);
    const unknown = await lab.call('POST', `${path}/replay`, owner, { delivery_id: uuidv7() });
    expect([unknown.status, unknown.body.code]).to.deep.equal([404, 'DELIVERY_NOT_FOUND']);
    for (const body of [{}, { delivery_id: uuidv7(), since: '2020-01-01T00:00:00Z' }, { since: 'yesterday' }])
      expect((await lab.call('POST', `${path}/replay`, owner, body)).status).to.equal(422);
  });

  it('another owner gets 404 on every route, nobody 401, and nothing changes', async () => {
    const owner = actorOf();
    const made = (await post(owner, good)).body.data;
    const test = (await lab.call('POST', `${base}/${made.id}/test`, owner)).body.data;
    const routes: [string, string, unknown?][] = [
      ['GET', ''],
      ['PUT', '', good],
      ['DELETE', ''],
      ['POST', '/rotate-secret'],
      ['POST', '/test'],
      ['GET', '/deliveries'],
      ['POST', '/replay', { delivery_id: test.id }],
    ];
    const read = async () =>
      JSON.stringify(await lab.world.query('SELECT * FROM notifier.endpoints WHERE id = $1', [made.id]));
    const before = await read();
    for (const [method, path, body] of routes) {
      const other = await lab.call(method, `${base}/${made.id}${path}`, actorOf(), body);
      expect([other.status, other.body.code], `${method} ${path}`).to.deep.equal([404, 'ENDPOINT_NOT_FOUND']);
      expect((await lab.call(method, `${base}/${made.id}${path}`, null, body)).status).to.equal(401);
    }
    expect((await lab.call('GET', base, actorOf())).body.data).to.deep.equal([]);
    expect((await lab.call('GET', base, null)).status).to.equal(401);
    expect((await post(null, good)).status).to.equal(401);
    expect(await read()).to.equal(before);
    const elsewhere = (await post(actorOf(), good)).body.data;
    const foreign = await lab.call('POST', `${base}/${elsewhere.id}/replay`, owner, { delivery_id: test.id });
    expect(foreign.status).to.equal(404);
  });

  it('an API key needs the scope: 403', async () => {
    const { key } = await lab.running.runtime.access.keys.create({ name: 'no', scopes: ['ai'] });
    expect((await lab.call('GET', base, key)).body.code).to.equal('SCOPE_MISSING');
  });
});
