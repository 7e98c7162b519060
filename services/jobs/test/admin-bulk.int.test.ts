import { until } from '@scory/chassis/testing/harness.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { type AdminWorld, openAdminWorld } from './admin-world.ts';
import { heldCommand, newOwner, otherCommand } from './jobs-world.ts';

describe('many jobs at once, for administrators', () => {
  let lab: AdminWorld;
  let owner: Actor;

  before(async () => {
    lab = await openAdminWorld();
  });
  beforeEach(async () => {
    owner = newOwner();
    for (const action of ['jobs.retried', 'jobs.cancelled']) await lab.linesOf(action);
  });
  after(() => lab?.close());

  const statusOf = async (id: string): Promise<unknown> => (await lab.row(id)).status;
  const anyState = ['queued', 'running', 'succeeded'];

  describe('POST /admin/jobs/retry', () => {
    const retry = (body: unknown, as?: Actor | null) => lab.send('POST', '/jobs/retry', body, as);

    it('200: by filter begins anew what failed or expired, which then succeeds', async () => {
      const failed = await lab.ended(owner, 'failed');
      const expired = await lab.ended(owner, 'expired', 'EXPIRED');
      const cancelled = await lab.ended(owner, 'cancelled', 'CANCELLED');
      const other = await lab.ended(newOwner(), 'failed');
      const { status, body } = await retry({ owner_id: owner.owner_id });
      expect([status, body.data]).to.deep.equal([200, { found: 2, retried: 2, parts: 0, more: false }]);
      for (const { id } of [failed, expired]) {
        (await lab.heldOf(id)).finish();
        await until('it succeeds', async () => (await statusOf(id)) === 'succeeded');
      }
      expect(await statusOf(cancelled.id)).to.equal('cancelled');
      expect(await statusOf(other.id)).to.equal('failed');
      const [line, ...others] = await lab.linesOf('jobs.retried');
      expect(others).to.deep.equal([]);
      expect(line).to.deep.include({ actor_id: lab.admin.owner_id, subject: null });
      expect(line?.details).to.deep.equal({
        filter: { owner_id: owner.owner_id },
        found: 2,
        count: 2,
        ids: [failed.id, expired.id],
      });
    });

    it('200: by code and time, the oldest first, up to the limit, and says that there are more', async () => {
      const jobs = [];
      for (let nth = 0; nth < 3; nth += 1) jobs.push(await lab.ended(owner, 'failed', 'PROVIDER_AWAY'));
      const selection = { code: 'PROVIDER_AWAY', since: jobs[1]?.created_at, limit: 1 };
      expect((await retry(selection)).body.data).to.deep.equal({
        found: 1,
        retried: 1,
        parts: 0,
        more: true,
      });
      expect(anyState).to.include(await statusOf(jobs[1]?.id as string));
      expect((await retry(selection)).body.data).to.include({ retried: 1, more: false });
      expect(await statusOf(jobs[0]?.id as string), 'older than asked for').to.equal('failed');
      for (const job of jobs.slice(1)) (await lab.heldOf(job.id)).finish();
    });

    it('200: cancelled jobs where the status or the id says so', async () => {
      const [one, two] = [
        await lab.ended(owner, 'cancelled', 'CANCELLED'),
        await lab.ended(owner, 'cancelled', 'CANCELLED'),
      ];
      expect((await retry({ ids: [one.id.toUpperCase(), one.id] })).body.data).to.include({
        found: 1,
        retried: 1,
      });
      expect((await lab.linesOf('jobs.retried'))[0]).to.deep.include({
        subject: one.id,
        details: { found: 1, count: 1 },
      });
      const byStatus = await retry({ owner_id: owner.owner_id, status: 'cancelled' });
      expect(byStatus.body.data).to.include({ found: 1, retried: 1 });
      for (const { id } of [one, two]) (await lab.heldOf(id)).finish();
    });

    it('200: what has not ended, what succeeded, what never was and parts of jobs stay as they are', async () => {
      const queued = await lab.queued(owner);
      const succeeded = await lab.succeeded(owner);
      const part = await lab.ended(owner, 'failed');
      await lab.world.query('UPDATE jobs.job SET parent_id = $2 WHERE id = $1', [part.id, queued.id]);
      const ids = [queued.id, succeeded.id, part.id, uuidv7()];
      const before = await Promise.all(ids.slice(0, 3).map(lab.row));
      expect((await retry({ ids })).body.data).to.deep.equal({ found: 3, retried: 0, parts: 1, more: false });
      expect((await retry({ owner_id: owner.owner_id })).body.data).to.include({ found: 0, parts: 0 });
      expect(await Promise.all(ids.slice(0, 3).map(lab.row))).to.deep.equal(before);
    });

    it('422: neither ids nor a filter, both, or statuses and lanes alone', async () => {
      await refusesBadSelections('/jobs/retry', ['queued', 'running', 'succeeded']);
    });
  });

  describe('POST /admin/jobs/cancel', () => {
    const cancel = (body: unknown) => lab.send('POST', '/jobs/cancel', body);

    it('200: ends what has not begun, asks what runs to stop, and leaves what has ended', async () => {
      const queued = await lab.queued(owner);
      const { job, held } = await lab.running(owner);
      const done = await lab.succeeded(owner);
      const other = await lab.queued(newOwner());
      const { status, body } = await cancel({ owner_id: owner.owner_id });
      expect([status, body.data]).to.deep.equal([
        200,
        { found: 2, cancelled: 1, cancelling: 1, more: false },
      ]);
      await until('the handler is told', held.aborted);
      held.finish();
      await until('the running one ends', async () => (await statusOf(job.id)) === 'cancelled');
      const states = await Promise.all([queued, done, other].map(({ id }) => statusOf(id)));
      expect(states).to.deep.equal(['cancelled', 'succeeded', 'queued']);
      const [line, ...others] = await lab.linesOf('jobs.cancelled');
      expect(others).to.deep.equal([]);
      expect(line?.details).to.deep.equal({
        filter: { owner_id: owner.owner_id },
        found: 2,
        count: 2,
        ids: [queued.id, job.id],
      });
    });

    it('200: from another process, whose owner waits for the end', async () => {
      const { id } = await lab.queued(owner);
      const waiting = lab.call('GET', `/api/v1/jobs/${id}`, owner, { Prefer: 'wait=20' });
      await until('the process listens to the job', async () => (await lab.listeners(id)) > 0);
      await lab.send('POST', `${lab.edge.url}/api/v1/admin/jobs/cancel`, { ids: [id] });
      const { status, body } = await waiting;
      expect([status, body.data.status, body.data.error.code]).to.deep.equal([200, 'cancelled', 'CANCELLED']);
      const events = await lab.world.query("SELECT type FROM jobs.outbox WHERE body->>'job_id' = $1", [id]);
      expect(events).to.deep.equal([{ type: `${heldCommand.kind}.cancelled` }]);
    });

    it('200: one kind of one lane, in one state', async () => {
      const bulk = await lab.main.runtime.jobs.accept({
        contract: otherCommand,
        id: uuidv7(),
        actor: owner,
        data: {},
        traceparent: '',
        lane: 'bulk',
        notBefore: new Date(Date.now() + 600_000),
      });
      const normal = await lab.queued(owner, otherCommand);
      const filter = { kind: otherCommand.kind, owner_id: owner.owner_id };
      expect((await cancel({ ...filter, lane: 'bulk', status: 'running' })).body.data.found).to.equal(0);
      expect((await cancel({ ...filter, lane: 'bulk', status: 'queued' })).body.data.cancelled).to.equal(1);
      expect([await statusOf(bulk.job.id), await statusOf(normal.id)]).to.deep.equal(['cancelled', 'queued']);
    });

    it('200: more than one transaction takes, each with its own line of what it did', async () => {
      const jobs = await Promise.all(Array.from({ length: 1_100 }, () => lab.queued(owner)));
      const { body } = await cancel({ owner_id: owner.owner_id, limit: 1_050 });
      expect(body.data).to.deep.equal({ found: 1_050, cancelled: 1_050, cancelling: 0, more: true });
      const lines = await lab.linesOf('jobs.cancelled');
      expect(lines.map(({ details }) => details.count)).to.deep.equal([500, 500, 50]);
      const ids = lines.flatMap(({ details }) => details.ids as string[]);
      const oldest = jobs.map(({ id }) => id).sort();
      expect(ids.sort()).to.deep.equal(oldest.slice(0, 1_050));
      for (const id of [ids[0], ids.at(-1)]) {
        const { body: found } = await lab.send(
          'GET',
          `http://127.0.0.1:${lab.main.ports.internal}/api/v1/admin/audit?subject=${id}`,
        );
        expect(found.data.map(({ action }: { action: string }) => action)).to.deep.equal(['jobs.cancelled']);
      }
    });

    it('200: while its jobs start and end, each of them ends once', async () => {
      const jobs = await Promise.all(
        Array.from({ length: 40 }, async () => {
          const request = { contract: heldCommand, id: uuidv7(), actor: owner, data: {}, traceparent: '' };
          return (await lab.main.runtime.jobs.accept(request)).job;
        }),
      );
      const answers = await Promise.all([1, 2, 3].map(() => cancel({ ids: jobs.map(({ id }) => id) })));
      const sum = answers.reduce((all, { body }) => all + body.data.cancelled + body.data.cancelling, 0);
      expect(sum, 'each was cancelled by one of the three').to.equal(40);
      await until('all have ended', async () => {
        for (const { id } of jobs) if ((await statusOf(id)) === 'cancelling') await finish(id);
        const open = await Promise.all(jobs.map(({ id }) => statusOf(id)));
        return open.every((status) => status === 'cancelled');
      });
    });

    it('500: what cannot be written down does not happen', async () => {
      const { id } = await lab.queued(owner);
      await lab.world.query('ALTER TABLE access.audit RENAME TO audit_away');
      try {
        const { status, body } = await cancel({ ids: [id] });
        expect([status, body.code]).to.deep.equal([500, 'INTERNAL']);
        expect((await lab.send('GET', `/jobs/${id}`)).status).to.equal(500);
        expect(JSON.stringify(body)).not.to.include('audit');
      } finally {
        await lab.world.query('ALTER TABLE access.audit_away RENAME TO audit');
      }
      expect(await statusOf(id)).to.equal('queued');
    });

    it('422: neither ids nor a filter, both, or statuses and lanes alone', async () => {
      await refusesBadSelections('/jobs/cancel', ['succeeded', 'failed', 'cancelled']);
    });
  });

  async function finish(id: string): Promise<void> {
    (await lab.heldOf(id)).finish();
  }

  async function refusesBadSelections(path: string, statuses: string[]): Promise<void> {
    const [failed, queued] = [await lab.ended(owner, 'failed'), await lab.queued(owner)];
    const good = { owner_id: owner.owner_id };
    const bad = [
      undefined,
      {},
      [],
      { limit: 10 },
      { status: 'failed' },
      { status: 'queued' },
      { lane: 'bulk' },
      { ids: [] },
      { ids: ['17'] },
      { ids: [failed.id], ...good },
      { ids: [failed.id], lane: 'bulk' },
      { ids: Array.from({ length: 1_001 }, () => uuidv7()) },
      { ...good, limit: 0 },
      { ...good, limit: 10_001 },
      { ...good, limit: '10' },
      ...statuses.map((status) => ({ ...good, status })),
      { ...good, actor_id: uuidv7() },
      { ...good, kind: { $ne: '' } },
      { ...good, kind: 'a\u0000' },
      `{"__proto__":{"owner_id":"${owner.owner_id}"}}`,
      `{"__proto__":{"limit":1},"owner_id":"${owner.owner_id}"}`,
      `{"constructor":{"prototype":{"limit":1}},"owner_id":"${owner.owner_id}"}`,
    ];
    for (const body of bad) {
      const { status, body: problem } = await lab.send('POST', path, body);
      expect(status, JSON.stringify(body)).to.equal(422);
      expect(problem.code).to.be.oneOf(['VALIDATION_FAILED', 'TEXT_UNSTORABLE']);
    }
    expect([await statusOf(failed.id), await statusOf(queued.id)]).to.deep.equal(['failed', 'queued']);
  }
});
