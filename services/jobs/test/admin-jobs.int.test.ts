import type { Actor } from '@scory/contracts/envelope.ts';
import type { JobView } from '@scory/contracts/http.ts';
import type { AdminJob } from '@scory/contracts/jobs/admin.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { type AdminWorld, openAdminWorld } from './admin-world.ts';
import { heldCommand, newOwner, otherCommand } from './jobs-world.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

describe('jobs of all owners, for administrators', () => {
  let lab: AdminWorld;
  const [first, second] = [newOwner(), newOwner()];
  const idsOf = (body: { data: AdminJob[] }): string[] => body.data.map(({ id }) => id);

  /** A bulk job with a trace and an input of which nothing may be seen. */
  async function secretJob(as: Actor): Promise<JobView> {
    const { job } = await lab.main.runtime.jobs.accept({
      contract: otherCommand,
      id: uuidv7(),
      actor: as,
      data: {},
      traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
      lane: 'bulk',
      reference: 'order 17',
      notBefore: new Date(Date.now() + 600_000),
    });
    const secret = JSON.stringify({ text: 'a secret of its owner' });
    await lab.world.query(
      'UPDATE jobs.job SET input = $2, result = $2, metadata = $2, warnings = jsonb_build_array($2::jsonb) WHERE id = $1',
      [job.id, secret],
    );
    return job;
  }

  before(async () => {
    lab = await openAdminWorld();
  });
  after(() => lab?.close());

  describe('GET /admin/jobs', () => {
    let made: JobView[];

    before(async () => {
      made = [
        await lab.queued(first),
        await lab.ended(second, 'failed'),
        await lab.ended(second, 'expired', 'EXPIRED'),
        await secretJob(first),
      ].reverse();
    });

    it('200: shows jobs of every owner, the newest first, page by page, each once', async () => {
      const ids: string[] = [];
      let query = '?limit=3';
      for (;;) {
        const { status, body } = await lab.send('GET', `/jobs${query}`);
        expect(status).to.equal(200);
        ids.push(...idsOf(body));
        if (body.metadata.next_cursor === null) break;
        query = `?limit=3&cursor=${body.metadata.next_cursor}`;
      }
      expect(ids).to.deep.equal(made.map(({ id }) => id));
      const full = await lab.send('GET', '/jobs?limit=4');
      expect(full.body.metadata.next_cursor, 'no page after the last one').to.equal(null);
    });

    it('200: takes every filter, and each of them alone', async () => {
      const [secret, expired, failed, queued] = made.map(({ id }) => id);
      for (const [query, found] of [
        [`kind=${otherCommand.kind}`, [secret]],
        ['status=failed', [failed]],
        ['status=queued', [secret, queued]],
        ['code=EXPIRED', [expired]],
        [`owner_id=${second.owner_id}`, [expired, failed]],
        [`owner_id=${second.owner_id.toUpperCase()}&status=failed`, [failed]],
        [`trace_id=${traceId}`, [secret]],
        ['lane=bulk', [secret]],
        ['lane=normal&status=queued', [queued]],
        [`since=${encodeURIComponent(made[1]?.created_at as string)}`, [secret, expired]],
        ['since=0000-01-01T00:00:00Z&lane=bulk', [secret]],
        ['since=9999-12-31T23:59:59Z', []],
        ['kind=lab.unheard', []],
      ] as const) {
        const { status, body } = await lab.send('GET', `/jobs?${query}`);
        expect([status, body.data && idsOf(body)], query).to.deep.equal([200, found]);
      }
    });

    it('200: SQL in a filter is only text that nothing matches', async () => {
      for (const text of ["' OR true --", "x'; DROP TABLE jobs.job; --", '%', "\\'", '$1']) {
        for (const filter of ['kind', 'code']) {
          const { status, body } = await lab.send('GET', `/jobs?${filter}=${encodeURIComponent(text)}`);
          expect([status, body.data], `${filter}=${text}`).to.deep.equal([200, []]);
        }
      }
      expect(await lab.row(made[0]?.id as string)).to.be.an('object');
    });

    it('200: shows nothing of what owners sent or got', async () => {
      const { body } = await lab.send('GET', '/jobs');
      expect(JSON.stringify(body)).not.to.include('a secret of its owner');
      for (const job of body.data)
        expect(job).to.not.have.any.keys('input', 'result', 'metadata', 'warnings', 'links');
    });

    it('200: says in the audit log who looked, for what, and how much they saw', async () => {
      await lab.linesOf('jobs.listed');
      const answer = await lab.send('GET', `/jobs?owner_id=${second.owner_id}&limit=1`);
      const [line, ...others] = await lab.linesOf('jobs.listed');
      expect(others).to.deep.equal([]);
      expect(line).to.deep.include({
        actor_id: lab.admin.owner_id,
        subject: null,
        request_id: answer.headers.get('x-request-id'),
        details: { filter: { owner_id: second.owner_id }, count: 1 },
      });
    });

    it('400: a cursor of other filters, of another list, or that somebody touched', async () => {
      const { body } = await lab.send('GET', '/jobs?limit=1&status=queued');
      const cursor: string = body.metadata.next_cursor;
      const [id, mark] = Buffer.from(cursor, 'base64url').toString().split('.');
      const forged = (text: string): string => Buffer.from(text).toString('base64url');
      for (const query of [
        `cursor=${cursor}`,
        `status=failed&cursor=${cursor}`,
        `status=queued&kind=lab.other&cursor=${cursor}`,
        `status=queued&cursor=${forged(`${id}.${'x'.repeat(10)}`)}`,
        `status=queued&cursor=${forged(`' OR true --.${mark}`)}`,
        'cursor=nonsense',
      ]) {
        const answer = await lab.send('GET', `/jobs?${query}`);
        expect([answer.status, answer.body.code], query).to.deep.equal([400, 'CURSOR_INVALID']);
      }
      const other = await lab.send(
        'GET',
        `/jobs?limit=1&status=queued&cursor=${forged(`${uuidv7()}.${mark}`)}`,
      );
      expect(other.status, 'a place of the same list is no secret').to.equal(200);
    });

    it('400: values that no filter has, filters that are none, and anything twice', async () => {
      for (const query of [
        'limit=0',
        'limit=101',
        'status=waiting',
        'lane=fast',
        'owner_id=me',
        'trace_id=4BF92F3577B34DA6A3CE929D0E0E4736',
        'trace_id=%25',
        'since=yesterday',
        'since=2026-02-30T00:00:00Z',
        `kind=${'k'.repeat(101)}`,
        'kind=',
        'input=x',
        'parent_id=x',
        '__proto__=x',
        '__proto__[status]=failed',
        'status=failed&status=queued',
      ]) {
        const { status, body } = await lab.send('GET', `/jobs?${query}`);
        expect([status, body.code], query).to.deep.equal([400, 'VALIDATION_FAILED']);
      }
    });
  });

  describe('GET /admin/jobs/{id}', () => {
    it('200: shows whose it is, where it is and how it fares, and says so in the audit log', async () => {
      const { id } = await secretJob(first);
      await lab.linesOf('job.read');
      const { status, body, headers } = await lab.send('GET', `/jobs/${id.toUpperCase()}`);
      expect(status).to.equal(200);
      expect(body.data).to.deep.include({
        id,
        kind: otherCommand.kind,
        status: 'queued',
        place: 'delayed',
        owner_id: first.owner_id,
        role: 'student',
        api_key_id: null,
        lane: 'bulk',
        reference: 'order 17',
        attempt: 0,
        runs: 0,
        sent_at: null,
        parent_id: null,
      });
      expect(body.data.traceparent).to.include(traceId);
      expect(body.data.due_at).to.equal(body.data.not_before);
      expect(body.data).to.not.have.any.keys('input', 'result', 'metadata', 'warnings', 'links');
      expect(JSON.stringify(body)).not.to.include('a secret of its owner');
      const lines = await lab.linesOf('job.read');
      expect(lines).to.have.length(1);
      expect(lines[0]).to.deep.include({
        actor_id: lab.admin.owner_id,
        subject: id,
        request_id: headers.get('x-request-id'),
        details: { owner_id: first.owner_id },
      });
    });

    it('200: tells where a job runs, where a part belongs, and what an ended one failed of', async () => {
      const { job, held } = await lab.running(first);
      expect((await lab.send('GET', `/jobs/${job.id}`)).body.data).to.include({ place: 'running', runs: 1 });
      held.finish();
      const parent = await lab.queued(first);
      const failed = await lab.ended(first, 'failed');
      await lab.world.query('UPDATE jobs.job SET parent_id = $2 WHERE id = $1', [failed.id, parent.id]);
      const { data } = (await lab.send('GET', `/jobs/${failed.id}`)).body;
      expect(data).to.deep.include({ place: null, due_at: null, parent_id: parent.id, attempt: 5, runs: 5 });
      expect(data.error.code).to.equal('MODEL_UNAVAILABLE');
    });

    it("200: the administrator's own job is no foreign one, and no line in the log", async () => {
      const { id } = await lab.queued(lab.admin, heldCommand);
      await lab.linesOf('job.read');
      expect((await lab.send('GET', `/jobs/${id}`)).status).to.equal(200);
      expect(await lab.linesOf('job.read')).to.deep.equal([]);
    });

    it('404: what never was; 400: what is no id', async () => {
      const { status, body } = await lab.send('GET', `/jobs/${uuidv7()}`);
      expect([status, body.code]).to.deep.equal([404, 'JOB_NOT_FOUND']);
      for (const id of ['17', "1' OR '1'='1", 'retry', '__proto__'])
        expect((await lab.send('GET', `/jobs/${encodeURIComponent(id)}`)).status, id).to.equal(400);
    });
  });
});
