import { randomUUID } from 'node:crypto';
import type { TimelineEntry } from '@scory/contracts/jobs/timeline.ts';
import { expect } from 'chai';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { until } from '../testing/harness.ts';
import { retrySql } from './operator-statements.ts';
import { startSql } from './statements.ts';
import { openTimelineWorld, type TimelineWorld } from './timeline-lab.ts';

const named = (entries: TimelineEntry[], event: string) => entries.filter((one) => one.event === event);

describe('the timeline of a job', () => {
  let lab: TimelineWorld;

  before(async () => {
    lab = await openTimelineWorld();
  });
  beforeEach(() => lab.beginAsAnotherOwner());
  afterEach(() => lab.openAll());
  after(() => lab?.close());

  it('of one that ran straight through is its own times, and costs nothing', async () => {
    const id = await lab.accept('plain');
    const entries = await lab.ended(id);
    const job = await lab.jobs.read(id, lab.owner());
    expect(entries).to.deep.equal([
      { at: job?.created_at, event: 'accepted' },
      { at: job?.started_at, event: 'started', attempt: 1 },
      { at: job?.finished_at, event: 'ended', status: 'succeeded' },
    ]);
    expect(await lab.column(id)).to.equal(null);
  });

  it('tells of the wait for a turn, while it lasts and when it is over', async () => {
    const first = [await lab.accept('gate'), await lab.accept('gate')];
    for (const id of first) await lab.runs(id);
    const id = await lab.accept('plain');
    expect(await lab.events(id)).to.deep.equal(['accepted', 'waiting']);
    expect(await lab.column(id)).to.equal(null);
    for (const one of first) lab.open(one);
    await lab.ended(id);
    expect(await lab.events(id)).to.deep.equal(['accepted', 'waiting', 'released', 'started', 'ended']);
  });

  it('of one that was cancelled while it waited says that it waited', async () => {
    for (const id of [await lab.accept('gate'), await lab.accept('gate')]) await lab.runs(id);
    const id = await lab.accept('plain');
    await lab.jobs.cancel(id, lab.owner());
    expect(await lab.events(id)).to.deep.equal(['accepted', 'waiting', 'ended']);
  });

  it('says until when a job is delayed, and when the delay was over', async () => {
    const until = new Date(Date.now() + 400);
    const id = await lab.accept('plain', until);
    const delayed = { event: 'delayed', until: until.toISOString() };
    const [, told] = await lab.timeline(id);
    expect(told).to.deep.include(delayed);
    const [accepted, kept, waiting, ...rest] = await lab.ended(id);
    expect(kept).to.deep.equal({ ...delayed, at: accepted?.at });
    expect(Date.parse(waiting?.at ?? '')).to.be.at.least(until.getTime());
    expect(waiting).to.have.all.keys('at', 'event').and.include({ event: 'waiting' });
    expect(rest.map(({ event }) => event)).to.deep.equal(['released', 'started', 'ended']);
  });

  it('of one that was cancelled while it was delayed says until when it was', async () => {
    const until = new Date(Date.now() + 60_000);
    const id = await lab.accept('plain', until);
    await lab.jobs.cancel(id, lab.owner());
    const [, delayed, end, ...more] = await lab.timeline(id);
    expect(delayed).to.deep.include({ event: 'delayed', until: until.toISOString() });
    expect(end).to.deep.include({ event: 'ended', status: 'cancelled', code: 'CANCELLED' });
    expect(more).to.deep.equal([]);
  });

  it('names the code of a try that failed, and when the next one is due', async () => {
    const entries = await lab.ended(await lab.accept('busy once'));
    expect(entries.map(({ event }) => event)).to.deep.equal([
      'accepted',
      'started',
      'try_failed',
      'waiting',
      'released',
      'started',
      'ended',
    ]);
    const [failed] = named(entries, 'try_failed');
    expect(failed).to.deep.include({ attempt: 1, code: 'BUSY' });
    expect(Date.parse(failed?.next_try_at ?? '')).to.be.within(
      Date.parse(failed?.at ?? ''),
      Date.parse(named(entries, 'waiting')[0]?.at ?? ''),
    );
    expect(named(entries, 'started').map(({ attempt }) => attempt)).to.deep.equal([1, 2]);
  });

  it('says that a process which stops gave the job back, and that this is no try', async () => {
    const id = await lab.accept('gate');
    await lab.runs(id);
    await lab.replaceWorker();
    await lab.runs(id);
    lab.open(id);
    const entries = await lab.ended(id);
    // The broker may be quicker than the clock to deliver it again, where the ack went down with the process.
    const events = entries.map(({ event }) => event).filter((event) => event !== 'sent_again');
    expect(events).to.deep.equal(['accepted', 'started', 'given_back', 'started', 'ended']);
    expect(named(entries, 'started').map(({ attempt }) => attempt)).to.deep.equal([1, 1]);
  });

  it('says that a run was lost, its process having died', async () => {
    const id = await lab.left({
      status: "'running'",
      run: 'gen_random_uuid()',
      runs: '1',
      started_at: 'now()',
      due_at: 'now()',
    });
    await lab.ended(id);
    expect(await lab.events(id)).to.deep.equal(['accepted', 'started', 'run_lost', 'started', 'ended']);
  });

  it('says that a run was taken over where the broker saw its process die', async () => {
    const id = await lab.left({
      status: "'running'",
      run: 'gen_random_uuid()',
      runs: '1',
      started_at: 'now()',
      due_at: "now() + interval '1 minute'",
    });
    await lab.query(startSql, [[id], [randomUUID()], [true], [false], 60_000, [2]]);
    expect(await lab.events(id)).to.deep.equal(['accepted', 'started', 'taken_over']);
  });

  it('says that a job was sent late, its process having died between accepting and sending it', async () => {
    const id = await lab.left({ due_at: 'now()' });
    await lab.ended(id);
    expect(await lab.events(id)).to.deep.equal(['accepted', 'sent_again', 'started', 'ended']);
  });

  it('of one that waits in a process does not say that it was lost, however long it waits', async () => {
    // Eight places and two for guests, each of an owner who has nothing else running.
    for (let owner = 0; owner < 10; owner += 1) {
      lab.beginAsAnotherOwner();
      await lab.runs(await lab.accept('gate'));
    }
    lab.beginAsAnotherOwner();
    const id = await lab.accept('plain');
    const sentAt = async (): Promise<number> => {
      const [row] = await lab.query('SELECT sent_at FROM jobs.job WHERE id = $1', [id]);
      return (row?.sent_at as Date | null)?.getTime() ?? 0;
    };
    await until('it is sent', async () => (await sentAt()) > 0);
    const first = await sentAt();
    await until('it is known to wait', async () => (await sentAt()) > first);
    lab.openAll();
    await lab.ended(id);
    expect(await lab.events(id)).to.deep.equal(['accepted', 'started', 'ended']);
  });

  it('says that the broker lost a job', async () => {
    const id = await lab.left({
      due_at: "now() + interval '1 minute'",
      sent_at: "now() - interval '1 minute'",
    });
    await lab.ended(id);
    expect(await lab.events(id)).to.deep.equal([
      'accepted',
      'message_lost',
      'sent_again',
      'started',
      'ended',
    ]);
  });

  it('says when a running job was asked to stop', async () => {
    const id = await lab.accept('gate');
    await lab.runs(id);
    await lab.jobs.cancel(id, lab.owner());
    const entries = await lab.ended(id);
    expect(entries.map(({ event }) => event)).to.deep.equal([
      'accepted',
      'started',
      'cancel_requested',
      'ended',
    ]);
    expect(entries.at(-1)).to.deep.include({ status: 'cancelled', code: 'CANCELLED' });
  });

  it('of one that was divided says into how many parts and when the last of them ended; each part has its own', async () => {
    const id = await lab.accept('parts');
    const entries = await lab.ended(id);
    expect(entries.map(({ event }) => event)).to.deep.equal([
      'accepted',
      'started',
      'divided',
      'parts_ended',
      'started',
      'ended',
    ]);
    expect(named(entries, 'divided')[0]).to.deep.include({ parts: 3, parts_open: 3 });
    const [child] = await lab.jobs.list(lab.owner(), { limit: 1, parent: id });
    expect(await lab.events(child?.id ?? '')).to.deep.equal([
      'accepted',
      'waiting',
      'released',
      'started',
      'ended',
    ]);
  });

  it('of one that an operator tried again keeps what happened before', async () => {
    const id = await lab.accept('impossible');
    const first = await lab.ended(id);
    expect(first.at(-1)).to.deep.include({ event: 'ended', status: 'failed', code: 'NOT_DOABLE' });
    await lab.query(retrySql, [[id]]);
    const second = await lab.ended(id);
    expect(second.slice(0, first.length)).to.deep.equal(first);
    expect(second.slice(first.length).map(({ event }) => event)).to.deep.equal([
      'retried',
      'released',
      'started',
      'ended',
    ]);
    await lab.query(retrySql, [[id]]);
    expect((await lab.ended(id)).slice(0, second.length)).to.deep.equal(second);
  });

  it('is the owner’s alone', async () => {
    const id = await lab.accept('plain');
    await lab.ended(id);
    expect(await lab.jobs.readWithTimeline(id, uuidv7())).to.equal(undefined);
  });
});
