import { until } from '@scory/chassis/testing/harness.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { Webhook } from 'standardwebhooks';
import { actorOf, type NotifierWorld, openNotifierWorld } from './notifier-world.ts';

describe('webhook deliveries', function () {
  this.timeout(60_000);
  let lab: NotifierWorld;

  before(async () => {
    // Retries at once: their schedule has its own tests.
    lab = await openNotifierWorld({
      loop: {
        timeoutMs: 1_000,
        total: 10,
        nextDelay: (tried, asked) => (tried < 3 ? (asked ?? 10) : undefined),
      },
    });
  });
  after(() => lab?.close());

  it('tells how a job ended, signed so that the reference implementation accepts it', async () => {
    const owner = actorOf();
    const receiver = await lab.receiver(() => 204);
    const endpoint = await lab.register(owner, receiver.url, ['trials.*']);
    const job = await lab.runJob(owner, { reference: 'mine-1' });
    await until('it arrives', () => receiver.received.length === 1);
    const [{ headers, body }] = receiver.received as [(typeof receiver.received)[0]];
    expect(new Webhook(endpoint.secret).verify(body, headers as Record<string, string>)).to.deep.equal({
      type: 'trials.echo.succeeded',
      timestamp: JSON.parse(body).timestamp,
      data: {
        job_id: job.id,
        kind: 'trials.echo',
        status: 'succeeded',
        reference: 'mine-1',
        resource: { type: 'thing', id: job.id, url: `https://scory.example/api/v1/things/${job.id}` },
        error: null,
      },
    });
    const delivery = await lab.deliveryThat(owner, endpoint.id, ({ status }) => status === 'delivered');
    expect(delivery.id).to.equal(headers['webhook-id']);
    expect(delivery.attempts.map(({ number, status }) => [number, status])).to.deep.equal([[1, 204]]);
  });

  it('sends a failed job with its error', async () => {
    const owner = actorOf();
    const receiver = await lab.receiver(() => 200);
    await lab.register(owner, receiver.url, ['trials.echo.failed']);
    await lab.runJob(owner);
    await lab.runJob(owner, { fail: true });
    await until('it arrives', () => receiver.received.length === 1);
    const { type, data } = JSON.parse(receiver.received[0]?.body ?? '');
    expect([type, data.status, data.error.code, data.resource]).to.deep.equal([
      'trials.echo.failed',
      'failed',
      'TOLD_TO_FAIL',
      null,
    ]);
  });

  it('tries again after 500 with the same webhook-id and body', async () => {
    const owner = actorOf();
    const receiver = await lab.receiver((nth) => (nth === 1 ? 500 : 200));
    const endpoint = await lab.register(owner, receiver.url);
    await lab.runJob(owner);
    const delivery = await lab.deliveryThat(owner, endpoint.id, ({ status }) => status === 'delivered');
    expect(delivery.attempts.map(({ status }) => status)).to.deep.equal([500, 200]);
    expect(delivery.attempts[0]?.reply).to.equal('answer 500');
    const [first, second] = receiver.received;
    expect(second?.headers['webhook-id']).to.equal(first?.headers['webhook-id']);
    expect(second?.body).to.equal(first?.body);
  });

  it('gives up on a receiver that is down when the schedule ends, and sends again when asked', async () => {
    const owner = actorOf();
    const receiver = await lab.receiver(() => 200);
    await receiver.close();
    const endpoint = await lab.register(owner, receiver.url);
    await lab.runJob(owner);
    const failed = await lab.deliveryThat(owner, endpoint.id, ({ status }) => status === 'failed');
    expect(failed.attempts.map(({ status }) => status)).to.deep.equal([null, null, null]);
    expect(failed.attempts[0]?.error).to.match(/^CONNECTION_FAILED/);
    const again = await lab.call('POST', `/api/v1/webhooks/endpoints/${endpoint.id}/replay`, owner, {
      since: '2020-01-01T00:00:00Z',
    });
    expect([again.status, again.body.data]).to.deep.equal([202, { replayed: 1 }]);
    const retried = await lab.deliveryThat(owner, endpoint.id, ({ attempts }) => attempts.length === 6);
    expect(retried.id).to.equal(failed.id);
  });

  it('waits as long as the receiver asks with Retry-After, or until it is asked to send again', async () => {
    const owner = actorOf();
    const receiver = await lab.receiver((nth, response) => {
      if (nth > 1) return 200;
      response.writeHead(503, { 'Retry-After': '3600' }).end();
      return undefined;
    });
    const endpoint = await lab.register(owner, receiver.url);
    await lab.runJob(owner);
    const tried = await lab.deliveryThat(owner, endpoint.id, ({ attempts }) => attempts.length === 1);
    expect(Date.parse(tried.next_attempt_at ?? '') - Date.now()).to.be.within(3_500_000, 3_600_000);
    const path = `/api/v1/webhooks/endpoints/${endpoint.id}/replay`;
    await lab.call('POST', path, owner, { delivery_id: tried.id });
    await lab.deliveryThat(owner, endpoint.id, ({ status }) => status === 'delivered');
  });

  it('follows no redirect, so the body goes nowhere else', async () => {
    const owner = actorOf();
    const elsewhere = await lab.receiver(() => 200);
    const receiver = await lab.receiver((_nth, response) => {
      response.writeHead(307, { Location: elsewhere.url }).end();
      return undefined;
    });
    const endpoint = await lab.register(owner, receiver.url);
    await lab.runJob(owner);
    const failed = await lab.deliveryThat(owner, endpoint.id, ({ status }) => status === 'failed');
    expect(failed.attempts.map(({ status }) => status)).to.deep.equal([307, 307, 307]);
    expect(elsewhere.received).to.have.length(0);
  });

  it('cuts off an answer that trickles', async () => {
    const owner = actorOf();
    const receiver = await lab.receiver((_nth, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('.'), 50);
      response.once('close', () => clearInterval(timer));
      return undefined;
    });
    const endpoint = await lab.register(owner, receiver.url);
    await lab.runJob(owner);
    const tried = await lab.deliveryThat(owner, endpoint.id, ({ attempts }) => attempts.length >= 1);
    expect(tried.attempts[0]?.error).to.match(/^TIMED_OUT/);
    expect(tried.attempts[0]?.duration_ms).to.be.within(900, 2_500);
  });

  it('disables an endpoint that answers 410; PUT enables it again', async () => {
    const owner = actorOf();
    const receiver = await lab.receiver((nth) => (nth === 1 ? 410 : 200));
    const { id } = await lab.register(owner, receiver.url);
    await lab.runJob(owner);
    const path = `/api/v1/webhooks/endpoints/${id}`;
    await until('it is disabled', async () => !(await lab.call('GET', path, owner)).body.data.enabled);
    expect((await lab.call('GET', path, owner)).body.data.disabled_reason).to.equal('GONE');
    await lab.runJob(owner);
    const change = { url: receiver.url, event_types: ['*'] };
    expect((await lab.call('PUT', path, owner, change)).body.data.enabled).to.equal(true);
    const again = await lab.runJob(owner);
    await until('events arrive again', () => receiver.received.some(({ body }) => body.includes(again.id)));
  });

  it('disables an endpoint that only failed for five days', async () => {
    const owner = actorOf();
    const receiver = await lab.receiver(() => 500);
    const { id } = await lab.register(owner, receiver.url);
    await lab.world.query(
      "UPDATE notifier.endpoints SET failing_since = now() - interval '5 days 1 minute' WHERE id = $1",
      [id],
    );
    await lab.runJob(owner);
    const path = `/api/v1/webhooks/endpoints/${id}`;
    await until('it is disabled', async () => !(await lab.call('GET', path, owner)).body.data.enabled);
    expect((await lab.call('GET', path, owner)).body.data.disabled_reason).to.equal('FAILING');
    await lab.deliveryThat(owner, id, ({ status }) => status === 'failed');
  });

  it('a slow endpoint with a backlog does not hold another one up', async () => {
    const owner = actorOf();
    const slow = await lab.receiver(() => undefined);
    const quick = await lab.receiver(() => 200);
    const { id } = await lab.register(owner, slow.url);
    for (let sent = 0; sent < 20; sent += 1)
      await lab.call('POST', `/api/v1/webhooks/endpoints/${id}/test`, owner);
    await until('the slow one is as busy as it may be', () => slow.received.length >= 4);
    const other = actorOf();
    await lab.register(other, quick.url);
    const startedAt = performance.now();
    await lab.runJob(other);
    await until('the other one is told', () => quick.received.length === 1);
    expect(performance.now() - startedAt).to.be.below(1_000);
    await lab.call('DELETE', `/api/v1/webhooks/endpoints/${id}`, owner);
  });

  it("tells an owner's endpoint of that owner's jobs, an API key's of those made with the key", async () => {
    const owner = actorOf();
    const scopes = ['webhooks', 'trials'];
    const { keys } = lab.running.runtime.access;
    const one = await keys.create({ name: 'one', scopes, ownerId: owner.owner_id });
    const two = await keys.create({ name: 'two', scopes, ownerId: owner.owner_id });
    const [ofOwner, ofOne, ofStranger] = await Promise.all([
      lab.receiver(() => 200),
      lab.receiver(() => 200),
      lab.receiver(() => 200),
    ]);
    await lab.register(owner, ofOwner.url);
    const endpoint = await lab.register(one.key, ofOne.url);
    await lab.register(actorOf(), ofStranger.url);
    const jobs = [await lab.runJob(owner), await lab.runJob(two.key), await lab.runJob(one.key)];
    await until('all arrive', () => ofOwner.received.length === 3 && ofOne.received.length === 1);
    const ids = (receiver: typeof ofOwner) =>
      receiver.received.map(({ body }) => JSON.parse(body).data.job_id);
    expect(ids(ofOwner)).to.have.members(jobs.map(({ id }) => id));
    expect(ids(ofOne)).to.deep.equal([jobs[2]?.id]);
    expect(ofStranger.received).to.have.length(0);
    const path = `/api/v1/webhooks/endpoints/${endpoint.id}`;
    expect((await lab.call('GET', path, two.key)).status).to.equal(404);
    expect((await lab.call('GET', path, owner)).status).to.equal(200);
  });

  it('signs with old and new secret after a rotation', async () => {
    const owner = actorOf();
    const receiver = await lab.receiver(() => 200);
    const endpoint = await lab.register(owner, receiver.url);
    const path = `/api/v1/webhooks/endpoints/${endpoint.id}`;
    const rotated = await lab.call('POST', `${path}/rotate-secret`, owner);
    expect(rotated.status).to.equal(200);
    expect(rotated.body.data.secret).not.to.equal(endpoint.secret);
    await lab.call('POST', `${path}/test`, owner);
    await until('it arrives', () => receiver.received.length === 1);
    const [{ headers, body }] = receiver.received as [(typeof receiver.received)[0]];
    for (const secret of [endpoint.secret, rotated.body.data.secret]) {
      const message = new Webhook(secret).verify(body, headers as Record<string, string>);
      expect(message).to.have.property('type', 'webhook.test');
    }
  });
});
