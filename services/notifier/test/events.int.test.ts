import { createLogger } from '@scory/chassis/log.ts';
import { until } from '@scory/chassis/testing/harness.ts';
import type { EventEnvelope } from '@scory/contracts/envelope.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { jobEventsHandler } from '../handlers/job-events.ts';
import { moveOwner } from '../handlers/move-owner.ts';
import { release, settle, takeDue } from '../store/delivery-queue.ts';
import { actorOf, type NotifierWorld, openNotifierWorld } from './notifier-world.ts';

const log = createLogger({ level: 'silent', format: 'json' });
const limits = { busy: new Map<string, number>(), perEndpoint: 4, total: 100, leaseMs: 60_000 };

function ended(owner: string, status = 'succeeded', id = uuidv7()): EventEnvelope {
  const data = {
    job_id: uuidv7(),
    kind: 'papers.simplify',
    status,
    reference: null,
    seq: 3,
    resource: null,
    error: null,
  };
  return {
    ...{ id, type: `papers.simplify.${status}`, version: 1, occurred_at: new Date().toISOString() },
    ...{ job_id: data.job_id, owner_id: owner, api_key_id: null, traceparent: null, data },
  };
}

describe('events into deliveries', function () {
  this.timeout(60_000);
  let lab: NotifierWorld;
  let handle: (event: EventEnvelope) => Promise<void>;

  before(async () => {
    // No worker beside: the statements are looked at one by one.
    lab = await openNotifierWorld({ roles: ['api'] });
    const handler = jobEventsHandler(lab.running.runtime);
    handle = (event) => handler.handle(event, log);
  });
  after(() => lab?.close());

  const mine = (id: string, taken: { endpoint_id: string }[]) =>
    taken.filter((each) => each.endpoint_id === id);
  const register = (owner = actorOf(), types = ['*']) =>
    lab.register(owner, 'http://127.0.0.1:9/', types).then(({ id }) => ({ owner, id }));

  it('the same event a hundred times is one delivery', async () => {
    const { owner, id } = await register();
    const event = ended(owner.owner_id);
    await Promise.all(Array.from({ length: 100 }, () => handle(event)));
    expect(await lab.deliveries(owner, id)).to.have.length(1);
  });

  it('takes nothing but ends of jobs that an endpoint asked for', async () => {
    const { owner, id } = await register(actorOf(), ['papers.simplify.failed']);
    await handle(ended(owner.owner_id));
    await handle({ ...ended(owner.owner_id, 'failed'), type: 'other.failed' });
    await handle({ ...ended(owner.owner_id), type: 'documents.deleted', data: { document_id: 'x' } });
    await handle({ ...ended(owner.owner_id), type: 'papers.simplify.failed', data: null });
    expect(await lab.deliveries(owner, id)).to.have.length(0);
    await handle(ended(owner.owner_id, 'failed'));
    expect(await lab.deliveries(owner, id)).to.have.length(1);
  });

  it('endpoints follow their owner to an account, and so do events that still name the session', async () => {
    const { owner, id } = await register();
    const account = actorOf();
    const merged = { ...ended(owner.owner_id), data: { from: owner.owner_id, to: account.owner_id } };
    const { handle: move } = moveOwner(lab.running.runtime);
    await move(merged, log);
    await move(merged, log);
    await handle(ended(owner.owner_id));
    await handle(ended(account.owner_id));
    expect(await lab.deliveries(account, id)).to.have.length(2);
    expect((await lab.call('GET', `/api/v1/webhooks/endpoints/${id}`, owner)).status).to.equal(404);
  });

  it('a delivery is taken once, again after its lease, and a late outcome changes nothing', async () => {
    const { database } = lab.running.runtime;
    const { owner, id } = await register();
    await handle(ended(owner.owner_id));
    const all = await Promise.all(
      Array.from({ length: 5 }, () => takeDue(database, { ...limits, leaseMs: 150 })),
    );
    const first = all.flatMap((taken) => mine(id, taken) as typeof taken);
    expect(first).to.have.length(1);
    let second: typeof first = [];
    await until('the lease runs out', async () => {
      second = mine(id, await takeDue(database, limits)) as typeof first;
      return second.length === 1;
    });
    const outcome = {
      ...{
        id: first[0]?.id ?? '',
        lease: first[0]?.lease ?? '',
        status: 'delivered' as const,
        delay_ms: null,
      },
      ...{
        at: new Date().toISOString(),
        http_status: 200,
        duration_ms: 1,
        error: null,
        reply: null,
        gone: false,
      },
    };
    await settle(database, [outcome], 1);
    expect((await lab.deliveries(owner, id))[0]?.status).to.equal('pending');
    await settle(database, [{ ...outcome, lease: second[0]?.lease ?? '' }], 1);
    expect((await lab.deliveries(owner, id))[0]?.status).to.equal('delivered');
  });

  it('of an endpoint only its share is taken, less what is under way', async () => {
    const { database } = lab.running.runtime;
    const { owner, id } = await register();
    await Promise.all(Array.from({ length: 10 }, () => handle(ended(owner.owner_id))));
    const busy = new Map([[id, 3]]);
    expect(mine(id, await takeDue(database, { ...limits, busy }))).to.have.length(1);
    const taken = mine(id, await takeDue(database, limits)) as Awaited<ReturnType<typeof takeDue>>;
    expect(taken).to.have.length(4);
    for (const each of taken) await release(database, each.id, each.lease);
    expect(mine(id, await takeDue(database, { ...limits, perEndpoint: 100 }))).to.have.length(9);
  });
});

describe('stopping with deliveries under way', function () {
  this.timeout(60_000);

  it('gives back what does not end in time, untried, and the next process sends it', async () => {
    const lab = await openNotifierWorld({ loop: { timeoutMs: 20_000 }, environment: { DRAIN_MS: '300' } });
    try {
      const owner = actorOf();
      const receiver = await lab.receiver((nth) => (nth === 1 ? undefined : 200));
      await lab.register(owner, receiver.url);
      await lab.runJob(owner);
      await until('the attempt is under way', () => receiver.received.length === 1);
      const startedAt = performance.now();
      await lab.running.stop();
      expect(performance.now() - startedAt).to.be.below(5_000);
      const [row] = await lab.world.query('SELECT status, attempt, lease FROM notifier.deliveries');
      expect(row).to.deep.equal({ status: 'pending', attempt: 0, lease: null });
      await lab.world.start();
      await until('it is sent again', () => receiver.received.length === 2);
      const [first, second] = receiver.received;
      expect(second?.headers['webhook-id']).to.equal(first?.headers['webhook-id']);
    } finally {
      await lab.close();
    }
  });
});
