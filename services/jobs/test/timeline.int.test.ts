import { until } from '@scory/chassis/testing/harness.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import type { TimelineEntry } from '@scory/contracts/jobs/timeline.ts';
import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { type JobsWorld, newOwner, openJobsWorld, otherCommand } from './jobs-world.ts';

const base = '/api/v1/jobs';
const eventsOf = (timeline: TimelineEntry[]): string[] => timeline.map(({ event }) => event);

describe('GET /jobs/{id}?include=timeline', () => {
  let lab: JobsWorld;
  let owner: Actor;
  const get = (id: string, headers?: Record<string, string>) =>
    lab.call('GET', `${base}/${id}?include=timeline`, owner, headers);

  before(async () => {
    lab = await openJobsWorld();
  });
  beforeEach(() => {
    owner = newOwner();
  });
  after(() => lab?.close());

  it('is 200 with the job as ever, and its timeline', async () => {
    const { timeline: none, ...job } = (
      await lab.call('GET', `${base}/${(await lab.succeeded(owner)).id}`, owner)
    ).body.data;
    expect(none, 'unasked').to.equal(undefined);
    const { status, body } = await get(job.id);
    const { timeline, ...same } = body.data;
    expect([status, same]).to.deep.equal([200, job]);
    expect(timeline).to.deep.equal([
      { at: job.created_at, event: 'accepted' },
      { at: job.started_at, event: 'started', attempt: 1 },
      { at: job.finished_at, event: 'ended', status: 'succeeded' },
    ]);
  });

  it('tells nothing of processes, runs and messages', async () => {
    const { job, held } = await lab.running(owner);
    const { run } = await lab.row(job.id);
    await lab.call('POST', `${base}/${job.id}/cancel`, owner);
    held.finish();
    const { body } = await get(job.id, { Prefer: 'wait=20' });
    expect(eventsOf(body.data.timeline)).to.deep.equal(['accepted', 'started', 'cancel_requested', 'ended']);
    expect(JSON.stringify(body)).to.not.include(run as string);
    for (const entry of body.data.timeline)
      expect(Object.keys(entry)).to.satisfy((names: string[]) =>
        names.every((name) => ['at', 'event', 'attempt', 'status', 'code'].includes(name)),
      );
  });

  it('is 304 to its ETag, and 200 once there is a new entry, though the job has not moved', async () => {
    const { id, seq } = await lab.queued(owner, otherCommand);
    const first = await get(id);
    const etag = first.headers.get('etag') as string;
    expect(etag, 'the job alone has another').to.not.equal(`"${seq}"`);
    const same = await get(id, { 'If-None-Match': etag });
    expect([same.status, same.body, same.headers.get('etag')]).to.deep.equal([304, '', etag]);
    expect((await get(id, { 'If-None-Match': `"${seq}"` })).status).to.equal(200);
    await lab.world.query('UPDATE jobs.job SET due_at = now() WHERE id = $1', [id]);
    await until('its turn has come', async () => (await lab.row(id)).held === false);
    const next = await get(id, { 'If-None-Match': etag });
    expect([next.status, next.body.data.seq]).to.deep.equal([200, seq]);
    expect(eventsOf(next.body.data.timeline)).to.deep.equal(['accepted', 'delayed', 'waiting', 'released']);
  });

  it('with Prefer: wait tells of the end too', async () => {
    const { job, held } = await lab.running(owner);
    const waiting = get(job.id, { Prefer: 'wait=25' });
    await until('the process listens to the job', async () => (await lab.listeners(job.id)) > 0);
    held.finish();
    const { status, body } = await waiting;
    expect([status, eventsOf(body.data.timeline)]).to.deep.equal([200, ['accepted', 'started', 'ended']]);
    const { id } = await lab.queued(owner);
    const early = await get(id, { Prefer: 'wait=0' });
    expect([early.status, eventsOf(early.body.data.timeline)]).to.deep.equal([202, ['accepted', 'delayed']]);
  });

  it('is 404 for another owner, waiting or not', async () => {
    const { id } = await lab.queued(newOwner());
    for (const prefer of ['', 'wait=30']) {
      const { status, body } = await get(id, { Prefer: prefer });
      expect([status, body.code]).to.deep.equal([404, 'JOB_NOT_FOUND']);
    }
  });

  it('is 400 for what cannot be included, and on the list', async () => {
    const { id } = await lab.queued(owner);
    for (const path of [
      `/${id}?include=input`,
      `/${id}?include=`,
      `/${id}?include=timeline&include=timeline`,
      `/${id}?timeline=true`,
      '?include=timeline',
    ]) {
      const { status, body } = await lab.call('GET', base + path, owner);
      expect([status, body.code], path).to.deep.equal([400, 'VALIDATION_FAILED']);
    }
  });
});
