import { request } from 'node:http';
import { connect } from 'node:net';
import { until } from '@scory/chassis/testing/harness.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import { expect } from 'chai';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { type EventStream, openEventStream } from './event-stream.ts';
import { type JobsWorld, newOwner, openJobsWorld } from './jobs-world.ts';

describe('GET /jobs/{id}/events', () => {
  let lab: JobsWorld;
  let owner: Actor;
  const streams: EventStream[] = [];
  const urlOf = (id: string, at = lab.main.url): string => `${at}/api/v1/jobs/${id}/events`;
  async function open(url: string, headers: Record<string, string> = {}): Promise<EventStream> {
    const stream = await openEventStream(url, headers);
    streams.push(stream);
    return stream;
  }
  const watch = (id: string, at = lab.main.url, headers: Record<string, string> = {}, as = owner) =>
    open(urlOf(id, at), { ...lab.authorization(as), ...headers });
  const statuses = (stream: EventStream): string[] => [
    ...new Set(stream.events.map(({ job }) => job.status)),
  ];
  const cancel = (id: string) => lab.call('POST', `/api/v1/jobs/${id}/cancel`, owner);

  before(async () => {
    lab = await openJobsWorld();
  });
  beforeEach(() => {
    owner = newOwner();
  });
  afterEach(() => {
    for (const stream of streams.splice(0)) stream.leave();
  });
  after(() => lab?.close());

  it('begins with the job as it stands, tells every change in the order of seq, and closes after the end', async () => {
    const job = await lab.queued(owner);
    const stream = await watch(job.id);
    expect(stream.status).to.equal(200);
    expect(stream.headers.get('content-type')).to.match(/^text\/event-stream/);
    expect(stream.headers.get('cache-control')).to.equal('no-cache, no-transform');
    await until('the snapshot comes', () => stream.events.length > 0);
    expect(stream.retryMs).to.equal(2_000);
    expect(stream.events[0]).to.deep.equal({ id: String(job.seq), event: 'job', job });
    await lab.world.query('UPDATE jobs.job SET due_at = now() WHERE id = $1', [job.id]);
    const held = await lab.heldOf(job.id);
    held.progress({ phase: 'read', completed: 1, total: 2 });
    await until('it is told how far', () => stream.events.at(-1)?.job.progress?.completed === 1);
    held.finish();
    await until('the stream closes', stream.ended);
    expect(statuses(stream)).to.deep.equal(['queued', 'running', 'succeeded']);
    expect(stream.events.at(-1)?.job).to.deep.include({ status: 'succeeded', result: { done: true } });
    const seqs = stream.events.map((event) => event.job.seq);
    expect(seqs).to.deep.equal([...new Set(seqs)].sort((one, other) => one - other));
    expect(stream.events.map((event) => Number(event.id))).to.deep.equal(seqs);
  });

  it('tells that a job runs although its work tells nothing', async () => {
    const job = await lab.queued(owner);
    const stream = await watch(job.id);
    await until('the snapshot comes', () => stream.events.length > 0);
    await lab.world.query('UPDATE jobs.job SET due_at = now() WHERE id = $1', [job.id]);
    const held = await lab.heldOf(job.id);
    // Sooner than silence is looked into.
    await until('it is told', () => statuses(stream).includes('running'), 8_000);
    held.finish();
    await until('the stream closes', stream.ended);
  });

  it('of an ended job shows the end and closes, also to a client that has seen it', async () => {
    const job = await lab.succeeded(owner);
    for (const seen of ['0', String(job.seq)]) {
      const stream = await watch(job.id, lab.main.url, { 'Last-Event-ID': seen });
      await until('the stream closes', stream.ended);
      expect(stream.events.map((event) => event.job)).to.deep.equal([job]);
    }
  });

  it('resumes after Last-Event-ID with what came since, and no state twice', async () => {
    const { job, held } = await lab.running(owner);
    const first = await watch(job.id);
    held.progress({ phase: 'read', completed: 1, total: null });
    await until('progress comes', () => first.events.at(-1)?.job.progress?.completed === 1);
    const seen = Number(first.events.at(-1)?.id);
    first.leave();
    const second = await watch(job.id, lab.main.url, { 'Last-Event-ID': String(seen) });
    await until('the second listens', async () => second.retryMs !== undefined);
    held.progress({ phase: 'read', completed: 2, total: null });
    held.finish();
    await until('the stream closes', second.ended);
    for (const { job: state } of second.events) expect(state.seq).to.be.greaterThan(seen);
    expect(second.events.at(-1)?.job.status).to.equal('succeeded');
  });

  it('takes a Last-Event-ID that is no number for none', async () => {
    const job = await lab.queued(owner);
    const stream = await watch(job.id, lab.main.url, { 'Last-Event-ID': 'x' });
    await until('the snapshot comes', () => stream.events.length === 1);
  });

  it('shows in one process what another one told, to many clients at once', async () => {
    const { job, held } = await lab.running(owner);
    const watching = await Promise.all([
      watch(job.id),
      watch(job.id, lab.edge.url),
      watch(job.id, lab.edge.url),
    ]);
    await until('all have the snapshot', () => watching.every(({ events }) => events.length > 0));
    held.progress({ phase: 'write', completed: 7, total: 9 });
    await until('all see progress', () =>
      watching.every(({ events }) => events.at(-1)?.job.progress?.completed === 7),
    );
    held.finish();
    await until('all streams close', () => watching.every((stream) => stream.ended()));
    const ends = watching.map(({ events }) => events.at(-1)?.job);
    expect(ends).to.deep.equal([ends[0], ends[0], ends[0]]);
    expect(ends[0]?.status).to.equal('succeeded');
  });

  it('tells of a cancellation that was asked for elsewhere', async () => {
    const job = await lab.queued(owner);
    const stream = await watch(job.id, lab.edge.url);
    await until('the snapshot comes', () => stream.events.length > 0);
    await cancel(job.id);
    await until('the stream closes', stream.ended);
    expect(statuses(stream)).to.deep.equal(['queued', 'cancelled']);
  });

  it('says again and again that it lives while nothing happens', async () => {
    const { id } = await lab.queued(owner);
    const stream = await watch(id, lab.edge.url);
    await until('it has said so three times', () => stream.comments.length >= 3);
    expect([new Set(stream.comments), stream.events.length]).to.deep.equal([new Set(['alive']), 1]);
  });

  it('takes a ticket in the place of a token, once', async () => {
    const { id } = await lab.queued(owner);
    const { status, body } = await lab.call('POST', '/api/v1/live/tickets', owner);
    expect([status, body.data.expires_in]).to.deep.equal([201, 30]);
    const stream = await open(`${urlOf(id, lab.edge.url)}?ticket=${body.data.ticket}`);
    await until('the snapshot comes', () => stream.events[0]?.job.id === id);
    for (const ticket of [body.data.ticket, 'r.nonsense', '']) {
      const again = await open(`${urlOf(id)}?ticket=${ticket}`);
      expect(again.status, ticket).to.equal(401);
      expect(again.body).to.include({ code: 'TICKET_INVALID' });
    }
  });

  it('refuses a ticket that has expired, and no ticket opens anything else', async () => {
    const { id } = await lab.queued(owner);
    const issue = async (): Promise<string> =>
      (await lab.call('POST', '/api/v1/live/tickets', owner)).body.data.ticket;
    const old = await issue();
    const { redis } = lab.main.runtime;
    const keys = await redis.attempt((client) => client.keys(redis.key('ticket:*')));
    for (const key of keys ?? []) await redis.attempt((client) => client.pExpire(key, 0));
    expect((await open(`${urlOf(id)}?ticket=${old}`)).body).to.include({ code: 'TICKET_INVALID' });
    const job = await lab.call('GET', `/api/v1/jobs/${id}?ticket=${await issue()}`, null);
    expect([job.status, job.body.code]).to.deep.equal([401, 'TOKEN_MISSING']);
  });

  it('is 404 for another owner, with a ticket too, and 401 for nobody', async () => {
    const { id } = await lab.queued(owner);
    const other = newOwner();
    const { body } = await lab.call('POST', '/api/v1/live/tickets', other);
    const attempts = [
      await watch(id, lab.main.url, {}, other),
      await open(`${urlOf(id)}?ticket=${body.data.ticket}`),
      await watch(uuidv7()),
    ];
    for (const { status, body: refusal } of attempts) {
      expect(status).to.equal(404);
      expect(refusal).to.include({ code: 'JOB_NOT_FOUND' });
    }
    expect((await open(urlOf(id))).status).to.equal(401);
    expect(await lab.listeners(id)).to.equal(0);
  });

  it('closes when its token is revoked', async () => {
    const { id } = await lab.queued(owner);
    const stream = await watch(id, lab.edge.url);
    await until('the snapshot comes', () => stream.events.length > 0);
    await lab.main.runtime.access.revoke([{ ownerId: owner.owner_id }]);
    await until('the stream closes', stream.ended);
    expect(statuses(stream)).to.deep.equal(['queued']);
  });

  it('closes when its process stops', async () => {
    const extra = await lab.world.start(['jobs']);
    const { id } = await lab.queued(owner);
    const stream = await watch(id, extra.url);
    await until('the snapshot comes', () => stream.events.length > 0);
    await extra.stop();
    await until('the stream closes', stream.ended);
  });

  it('forgets a client that left', async () => {
    const { id } = await lab.queued(owner);
    const [one, two] = [await watch(id), await watch(id)];
    await until('the process listens', async () => (await lab.listeners(id)) === 1);
    one.leave();
    await cancel(id);
    await until('the other one is told', two.ended);
    expect(two.events.at(-1)?.job.status).to.equal('cancelled');
    const next = await lab.queued(owner);
    const third = await watch(next.id);
    await until('the process listens', async () => (await lab.listeners(next.id)) === 1);
    third.leave();
    await until('nobody listens', async () => (await lab.listeners(next.id)) === 0);
  });

  it('cuts off a client that reads nothing while more and more piles up', async () => {
    const { id } = await lab.queued(owner);
    const lazy = request(urlOf(id, lab.edge.url), { headers: lab.authorization(owner) });
    lazy.end();
    const closed = new Promise((resolve) => lazy.once('close', resolve));
    lazy.on('error', () => undefined);
    lazy.on('response', (response) => response.on('error', () => undefined).pause());
    await until('the process listens', async () => (await lab.listeners(id)) === 1);
    const phase = 'x'.repeat(200_000);
    let seq = 1_000_000;
    await until('the process lets go of it', async () => {
      seq += 1;
      const progress = { phase, completed: seq, total: null };
      lab.main.runtime.live.publish({ jobId: id, seq, status: 'running', progress, ended: false });
      return (await lab.listeners(id)) === 0;
    });
    lazy.destroy();
    await closed;
  });

  it('answers HEAD with the headers alone, and the next request on the same connection', async () => {
    const { id } = await lab.queued(owner);
    const { Authorization } = lab.authorization(owner);
    const { hostname, port } = new URL(lab.main.url);
    const socket = connect(Number(port), hostname);
    let text = '';
    socket.setEncoding('utf8').on('data', (part) => {
      text += part;
    });
    for (const line of [`HEAD /api/v1/jobs/${id}/events`, `GET /api/v1/jobs/${id}`])
      socket.write(`${line} HTTP/1.1\r\nHost: x\r\nAuthorization: ${Authorization}\r\n\r\n`);
    await until('both are answered', () => text.split('HTTP/1.1 200 OK').length === 3);
    expect(text).not.to.include('retry: 2000');
    socket.destroy();
  });
});
