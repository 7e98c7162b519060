import { until } from '@scory/chassis/testing/harness.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import type { JobKindView } from '@scory/contracts/jobs/admin.ts';
import { cleanCommand } from '@scory/contracts/jobs/clean.ts';
import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { type AdminWorld, openAdminWorld } from './admin-world.ts';
import { heldCommand, newOwner, otherCommand } from './jobs-world.ts';

describe('kinds of jobs, for administrators', () => {
  let lab: AdminWorld;
  let owner: Actor;

  before(async () => {
    lab = await openAdminWorld();
  });
  beforeEach(() => {
    owner = newOwner();
  });
  after(() => lab?.close());

  const kindOf = async (kind: string, url = lab.main.url): Promise<JobKindView> => {
    const { status, body } = await lab.send('GET', `${url}/api/v1/admin/job-kinds`);
    expect(status).to.equal(200);
    return body.data.find((one: JobKindView) => one.kind === kind);
  };
  const put = (kind: string, body: unknown) => lab.send('PUT', `/job-kinds/${kind}/paused`, body);

  describe('GET /admin/job-kinds', () => {
    it('200: where jobs are in PostgreSQL, beside what RabbitMQ says', async () => {
      await lab.queued(owner, otherCommand);
      for (let nth = 0; nth < 2; nth += 1) {
        const request = { contract: otherCommand, id: uuidv7(), actor: owner, data: {}, traceparent: '' };
        await lab.main.runtime.jobs.accept(request);
      }
      const { held } = await lab.running(owner);
      await until('both say so', async () => {
        const { jobs, broker } = await kindOf(otherCommand.kind);
        return jobs.delayed === 1 && jobs.in_broker === 2 && broker?.ready === 2 && broker.consumers === 0;
      });
      const other = await kindOf(heldCommand.kind);
      expect(other.jobs).to.deep.include({ running: 1, in_broker: 0, delayed: 0 });
      expect(other.broker).to.deep.equal({ ready: 0, consumers: 1 });
      expect(other).to.include({ paused: false, reason: null, paused_at: null });
      held.finish();
      const { body } = await lab.send('GET', '/job-kinds');
      expect(body.data.map(({ kind }: JobKindView) => kind)).to.deep.equal([
        heldCommand.kind,
        otherCommand.kind,
        cleanCommand.kind,
      ]);
      expect(body.metadata).to.include({ dead_letters: 0 });
      expect(body.metadata.outbox_events).to.be.a('number');
    });

    it('200: null for what a broker that is away would have to say', async () => {
      const { bus, ...extra } = await lab.world.start(['jobs']);
      await bus.close();
      const url = `http://127.0.0.1:${extra.ports.public}`;
      const kind = await kindOf(otherCommand.kind, url);
      expect([kind.broker, kind.jobs.in_broker]).to.deep.equal([null, 2]);
      expect((await lab.send('GET', `${url}/api/v1/admin/job-kinds`)).body.metadata.dead_letters).to.equal(
        null,
      );
      await extra.stop();
    });
  });

  describe('PUT /admin/job-kinds/{kind}/paused', () => {
    it('200: pauses a kind, whose jobs then wait, and resumes it; each change is one line in the log', async () => {
      const { kind } = heldCommand;
      const paused = await put(kind, { paused: true, reason: ' the bill ' });
      expect(paused.status).to.equal(200);
      expect(paused.body.data).to.include({ kind, paused: true, reason: 'the bill' });
      expect(await kindOf(kind)).to.include({ ...paused.body.data });
      await until('the process knows', async () => (await kindOf(kind)).broker?.consumers === 0);
      const request = { contract: heldCommand, id: uuidv7(), actor: owner, data: {}, traceparent: '' };
      const { job } = await lab.main.runtime.jobs.accept(request);
      expect(job.status).to.equal('queued');
      const again = await put(kind, { paused: true, reason: 'the bill' });
      expect(again.body.data).to.deep.equal(paused.body.data);
      const resumed = await put(kind, { paused: false });
      expect(resumed.body.data).to.deep.equal({ kind, paused: false, reason: null, paused_at: null });
      (await lab.heldOf(job.id)).finish();
      await put(kind, { paused: false });
      const by = { actor_id: lab.admin.owner_id, subject: kind };
      const [line, ...more] = await lab.linesOf('kind.paused');
      expect(more).to.deep.equal([]);
      expect(line).to.deep.include({ ...by, details: { reason: 'the bill' } });
      const resumes = await lab.linesOf('kind.resumed');
      expect(resumes).to.have.length(1);
      expect(resumes[0]).to.deep.include(by);
    });

    it('404: a kind that nobody knows', async () => {
      for (const kind of ['lab.unheard', "x'; DROP TABLE jobs.paused --", '__proto__', 'constructor']) {
        const { status, body } = await put(encodeURIComponent(kind), { paused: true });
        expect([status, body.code], kind).to.deep.equal([404, 'KIND_NOT_FOUND']);
      }
      expect(await lab.world.query('SELECT 1 FROM jobs.paused')).to.deep.equal([]);
    });

    it('422: anything but a switch and a reason; 400: a name too long for a kind', async () => {
      for (const body of [
        undefined,
        {},
        { paused: 'true' },
        { paused: 1 },
        { reason: 'x' },
        { paused: true, reason: '' },
        { paused: true, reason: 'x'.repeat(501) },
        { paused: true, reason: 'two\nlines' },
        { paused: true, kind: otherCommand.kind },
        { paused: true, at: '2026-01-01T00:00:00Z' },
        '{"__proto__":{"paused":true}}',
        '{"paused":true,"__proto__":{"reason":"x"}}',
      ])
        expect((await put(otherCommand.kind, body)).status, JSON.stringify(body)).to.equal(422);
      expect((await put('k'.repeat(101), { paused: true })).status).to.equal(400);
      expect((await kindOf(otherCommand.kind)).paused).to.equal(false);
    });
  });
});
