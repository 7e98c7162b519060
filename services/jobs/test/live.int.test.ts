import { request } from 'node:http';
import { until } from '@scory/chassis/testing/harness.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import { liveMessage, subscriptionsMax } from '@scory/contracts/jobs/live.ts';
import { expect } from 'chai';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { type JobsWorld, newOwner, openJobsWorld } from './jobs-world.ts';
import { type LiveSocket, openLiveSocket } from './live-socket.ts';

describe('WS /live', () => {
  let lab: JobsWorld;
  let owner: Actor;
  const clients: LiveSocket[] = [];
  const urlOf = (at = lab.main.url): string => `${at}/api/v1/live`;

  async function open(at = lab.main.url, as = owner): Promise<LiveSocket> {
    const client = await openLiveSocket(urlOf(at), lab.authorization(as));
    clients.push(client);
    return client;
  }
  const refusalOf = (url: string, headers: Record<string, string> = {}) =>
    openLiveSocket(url, headers).then(
      () => 'opened',
      (error: Error & { text?: string }) => [error.message, JSON.parse(error.text ?? '{}').code],
    );
  const statuses = (client: LiveSocket, id: string) => [
    ...new Set(client.of(id).map((message) => (message.type === 'job' ? message.job.status : message.type))),
  ];
  const lastOf = (client: LiveSocket, id: string) => client.of(id).at(-1);

  before(async () => {
    lab = await openJobsWorld();
  });
  beforeEach(() => {
    owner = newOwner();
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.socket.terminate();
  });
  after(() => lab?.close());

  it('shows each subscribed job as it stands, tells every change in the order of seq, and its end', async () => {
    const waiting = await lab.queued(owner);
    const { job, held } = await lab.running(owner);
    const client = await open();
    for (const { id } of [waiting, job]) client.say({ type: 'subscribe', job_id: id });
    await until('both are shown', () => client.of(waiting.id).length > 0 && client.of(job.id).length > 0);
    expect(client.of(waiting.id)).to.deep.equal([{ type: 'job', job: waiting }]);
    held.progress({ phase: 'read', completed: 1, total: 2 });
    await until('it is told how far', () => JSON.stringify(lastOf(client, job.id)).includes('"completed":1'));
    held.finish();
    await until('the end is told', () => lastOf(client, job.id)?.type === 'unsubscribed');
    expect(lastOf(client, job.id)).to.deep.equal({ type: 'unsubscribed', job_id: job.id, reason: 'ended' });
    expect(statuses(client, job.id)).to.deep.equal(['running', 'succeeded', 'unsubscribed']);
    const seqs = client.of(job.id).flatMap((message) => (message.type === 'job' ? [message.job.seq] : []));
    expect(seqs).to.deep.equal([...new Set(seqs)].sort((one, other) => one - other));
    expect(client.of(waiting.id), 'the other one is as it was').to.have.length(1);
    for (const message of client.told) expect(liveMessage.safeParse(message).success).to.equal(true);
  });

  it('resumes after a seq with what came since, and no state twice', async () => {
    const { job, held } = await lab.running(owner);
    const first = await open();
    first.say({ type: 'subscribe', job_id: job.id });
    await until('it is shown', () => first.of(job.id).length > 0);
    held.progress({ phase: 'read', completed: 1, total: null });
    await until('progress comes', () =>
      JSON.stringify(lastOf(first, job.id) ?? '').includes('"completed":1'),
    );
    const seen = first.of(job.id).at(-1);
    const after = seen?.type === 'job' ? seen.job.seq : Number.NaN;
    first.socket.terminate();
    const second = await open(lab.edge.url);
    second.say({ type: 'subscribe', job_id: job.id, after });
    second.say({ type: 'ping' });
    await until('it was heard', () => second.told.length > 0);
    held.progress({ phase: 'read', completed: 2, total: null });
    held.finish();
    await until('the end is told', () => lastOf(second, job.id)?.type === 'unsubscribed');
    for (const message of second.of(job.id))
      if (message.type === 'job') expect(message.job.seq).to.be.greaterThan(after);
    expect(statuses(second, job.id).at(-2)).to.equal('succeeded');
  });

  it('tells in one process what happens in another one', async () => {
    const { job, held } = await lab.running(owner);
    const client = await open(lab.edge.url);
    client.say({ type: 'subscribe', job_id: job.id.toUpperCase() });
    await until('it is shown', () => client.of(job.id).length > 0);
    held.finish();
    await until('the end is told', () => statuses(client, job.id).includes('succeeded'));
  });

  it('tells nothing after unsubscribe, and lets go of the job', async () => {
    const { job, held } = await lab.running(owner);
    const client = await open();
    client.say({ type: 'subscribe', job_id: job.id });
    await until('it is shown', () => client.of(job.id).length === 1);
    client.say({ type: 'unsubscribe', job_id: job.id });
    await until('it is gone', () => lastOf(client, job.id)?.type === 'unsubscribed');
    await until('nobody listens', async () => (await lab.listeners(job.id)) === 0);
    held.finish();
    await until('it has ended', async () => (await lab.row(job.id)).status === 'succeeded');
    client.say({ type: 'ping', id: 'x' });
    await until('it answers', () => client.told.at(-1)?.type === 'pong');
    expect(client.told.at(-1)).to.deep.equal({ type: 'pong', id: 'x' });
    expect(client.of(job.id).map(({ type }) => type)).to.deep.equal(['job', 'unsubscribed']);
  });

  it('says what is wrong, and goes on', async () => {
    const other = await lab.queued(newOwner());
    const client = await open();
    const nothing = uuidv7();
    for (const job_id of [other.id, nothing]) client.say({ type: 'subscribe', job_id });
    await until('both are refused', () => client.told.length === 2);
    for (const id of [other.id, nothing])
      expect(lastOf(client, id)).to.include({ type: 'error', code: 'JOB_NOT_FOUND' });
    for (const nonsense of ['{', '[]', '{"type":"subscribe"}', '{"type":"ping","more":1}', Buffer.from('{}')])
      client.socket.send(nonsense);
    await until('each is answered', () => client.told.length === 7);
    for (const message of client.told.slice(2)) expect(message).to.include({ code: 'MESSAGE_INVALID' });
    expect(await lab.listeners(other.id)).to.equal(0);
  });

  it('watches a hundred jobs and not one more', async () => {
    const jobs = await Promise.all(Array.from({ length: subscriptionsMax + 1 }, () => lab.queued(owner)));
    const client = await open();
    for (const { id } of jobs) client.say({ type: 'subscribe', job_id: id });
    await until('each is answered', () => client.told.length === jobs.length);
    expect(client.told.filter(({ type }) => type === 'job')).to.have.length(subscriptionsMax);
    expect(lastOf(client, (jobs.at(-1) as { id: string }).id)).to.include({ code: 'TOO_MANY_SUBSCRIPTIONS' });
  });

  it('takes a ticket in the place of a token, once, and refuses everybody else before the handshake', async () => {
    const { body } = await lab.call('POST', '/api/v1/live/tickets', owner);
    const { id } = await lab.queued(owner);
    const url = `${urlOf(lab.edge.url)}?ticket=${body.data.ticket}`;
    const client = await openLiveSocket(url);
    clients.push(client);
    client.say({ type: 'subscribe', job_id: id });
    await until('the job is shown', () => client.of(id).length === 1);
    expect(await refusalOf(url)).to.deep.equal(['HTTP 401', 'TICKET_INVALID']);
    expect(await refusalOf(urlOf())).to.deep.equal(['HTTP 401', 'TOKEN_MISSING']);
    expect(await refusalOf(urlOf(), { Authorization: 'Bearer x' })).to.deep.equal([
      'HTTP 401',
      'TOKEN_INVALID',
    ]);
    expect(await refusalOf(`${urlOf()}?other=1`, lab.authorization(owner))).to.deep.equal([
      'HTTP 400',
      'VALIDATION_FAILED',
    ]);
    expect(await refusalOf(urlOf().replace('live', 'jobs'), lab.authorization(owner))).to.include('HTTP 200');
  });

  it('asks whoever comes without a handshake for one: 426', async () => {
    const { status, headers, body } = await lab.call('GET', '/api/v1/live', owner);
    expect([status, headers.get('upgrade'), body.code]).to.deep.equal([426, 'websocket', 'UPGRADE_REQUIRED']);
  });

  it('closes when its token is revoked, and says why', async () => {
    const client = await open(lab.edge.url);
    await lab.main.runtime.access.revoke([{ ownerId: owner.owner_id }]);
    expect(await client.closed).to.deep.equal([1008, 'TOKEN_REVOKED']);
  });

  it('is closed with 1001 when its process stops, at once', async () => {
    const extra = await lab.world.start(['jobs']);
    const client = await open(extra.url);
    await extra.stop();
    expect(await client.closed).to.deep.equal([1001, 'the server stops']);
  });

  it('lets go of a client that answers no heartbeat', async () => {
    const { id } = await lab.queued(owner);
    const client = await open(lab.edge.url);
    client.say({ type: 'subscribe', job_id: id });
    await until('the process listens', async () => (await lab.listeners(id)) === 1);
    client.socket.pause();
    await until('the process lets go of it', async () => (await lab.listeners(id)) === 0);
  });

  it('cuts off a client that reads nothing while more and more piles up', async () => {
    const { id } = await lab.queued(owner);
    const client = await open(lab.main.url);
    client.say({ type: 'subscribe', job_id: id });
    await until('the process listens', async () => (await lab.listeners(id)) === 1);
    client.socket.pause();
    const phase = 'x'.repeat(200_000);
    let seq = 1_000_000;
    await until('the process lets go of it', async () => {
      seq += 1;
      const progress = { phase, completed: seq, total: null };
      lab.edge.runtime.live.publish({ jobId: id, seq, status: 'running', progress, ended: false });
      return (await lab.listeners(id)) === 0;
    });
    expect(await lab.main.runtime.metrics.text()).to.include(
      'scory_live_dropped_total{transport="websocket"} 1',
    );
  });

  it('closes on who talks too much, and on a message over 4 KB', async () => {
    const client = await open();
    for (let turn = 0; turn <= 300; turn += 1) client.say({ type: 'ping' });
    expect(await client.closed).to.deep.equal([1008, 'RATE_LIMITED']);
    const other = await open();
    other.say('x'.repeat(5_000));
    expect((await other.closed)[0]).to.equal(1009);
  });

  it('gives an owner a hundred live connections at once, and the next one when one is over', async () => {
    const many = await Promise.all(Array.from({ length: 100 }, () => open()));
    const headers = lab.authorization(owner);
    expect(await refusalOf(urlOf(), headers)).to.deep.equal(['HTTP 429', 'TOO_MANY_WATCHERS']);
    many[0]?.socket.terminate();
    await until('there is room again', async () => (await refusalOf(urlOf(), headers)) === 'opened');
    expect(await refusalOf(urlOf(), lab.authorization(newOwner()))).to.equal('opened');
  });

  it('leaves other routes to HTTP whatever they are asked to become', async () => {
    const { hostname, port } = new URL(lab.main.url);
    const headers = { ...lab.authorization(owner), connection: 'upgrade', upgrade: 'websocket' };
    const answered = await new Promise((resolve, reject) => {
      const asked = request({ hostname, port, path: '/api/v1/jobs', headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      asked
        .once('error', reject)
        .once('upgrade', () => reject(new Error('it was upgraded')))
        .end();
    });
    expect(answered).to.equal(200);
  });
});
