import { until } from '@scory/chassis/testing/harness.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import type { JobView } from '@scory/contracts/http.ts';
import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { type JobsWorld, newOwner, openJobsWorld, otherCommand } from './jobs-world.ts';

const base = '/api/v1/jobs';

describe('the jobs API', () => {
  let lab: JobsWorld;
  before(async () => {
    lab = await openJobsWorld();
  });
  after(() => lab?.close());

  describe('GET /jobs/{id}', () => {
    let owner: Actor;
    const get = (id: string, headers?: Record<string, string>) =>
      lab.call('GET', `${base}/${id}`, owner, headers);

    beforeEach(() => {
      owner = newOwner();
    });

    it('is 200 with the job, its ETag, and when to ask again', async () => {
      const job = await lab.queued(owner);
      const { status, headers, body } = await get(job.id);
      expect([status, body]).to.deep.equal([200, { success: true, data: job, metadata: {} }]);
      expect(headers.get('etag')).to.equal(`"${job.seq}"`);
      expect(headers.get('cache-control')).to.equal('private, no-cache');
      expect(Number(headers.get('retry-after'))).to.be.within(1, 10);
      expect(body.data.links).to.deep.equal({
        self: `${base}/${job.id}`,
        cancel: `${base}/${job.id}/cancel`,
        events: `${base}/${job.id}/events`,
        result: null,
      });
    });

    it('asks to wait longer the older the job is', async () => {
      const { id } = await lab.queued(owner);
      const seen: (string | null)[] = [];
      for (const age of [0, 10, 40, 300]) {
        await lab.world.query("UPDATE jobs.job SET created_at = now() - $2 * interval '1 s' WHERE id = $1", [
          id,
          age,
        ]);
        seen.push((await get(id)).headers.get('retry-after'));
      }
      expect(seen).to.deep.equal(['1', '2', '5', '10']);
    });

    it('of an ended job says nothing about asking again, and has a result or an error', async () => {
      const done = await get((await lab.succeeded(owner)).id);
      expect(done.headers.get('retry-after')).to.equal(null);
      expect(done.body.data).to.deep.include({ status: 'succeeded', result: { done: true }, error: null });
      const queued = await lab.queued(owner);
      await lab.call('POST', `${base}/${queued.id}/cancel`, owner);
      const cancelled = (await get(queued.id)).body.data;
      expect([cancelled.result, cancelled.error.code]).to.deep.equal([null, 'CANCELLED']);
    });

    it('is 304 without a body to the ETag of this state, and 200 again once the job has moved', async () => {
      const { id, seq } = await lab.queued(owner);
      for (const tag of [`"${seq}"`, `W/"${seq}"`, `"7", "${seq}"`, '*']) {
        const { status, headers, body } = await get(id, { 'If-None-Match': tag });
        expect([status, body], tag).to.deep.equal([304, '']);
        expect(headers.get('etag')).to.equal(`"${seq}"`);
      }
      for (const tag of ['"7"', String(seq), `x"${seq}"`])
        expect((await get(id, { 'If-None-Match': tag })).status, tag).to.equal(200);
      await lab.call('POST', `${base}/${id}/cancel`, owner);
      expect((await get(id, { 'If-None-Match': `"${seq}"` })).status).to.equal(200);
    });

    it('is found by its id in capitals too', async () => {
      const { id } = await lab.queued(owner);
      expect((await get(id.toUpperCase())).body.data.id).to.equal(id);
      const cancelled = await lab.call('POST', `${base}/${id.toUpperCase()}/cancel`, owner);
      expect([cancelled.status, cancelled.body.data.status]).to.deep.equal([200, 'cancelled']);
    });

    it('with Prefer: wait answers when the job ends, in another process too', async () => {
      for (const url of [lab.main.url, lab.edge.url]) {
        const { job, held } = await lab.running(owner);
        const waiting = lab.call('GET', `${url}${base}/${job.id}`, owner, {
          Prefer: 'respond-async, wait=25',
        });
        held.finish();
        const { status, headers, body } = await waiting;
        expect([status, body.data.status]).to.deep.equal([200, 'succeeded']);
        expect(headers.get('preference-applied')).to.equal('wait=25');
      }
    });

    it('with Prefer: wait answers with the job as it stands when the time is over, and at once when it had ended', async () => {
      const { id } = await lab.queued(owner);
      const early = await get(id, { Prefer: 'wait=0' });
      expect([early.status, early.body.data.status]).to.deep.equal([202, 'queued']);
      expect(early.headers.get('preference-applied')).to.equal('wait=0');
      expect(early.headers.get('retry-after')).to.be.a('string');
      const done = await get((await lab.succeeded(owner)).id, { Prefer: 'wait=500' });
      expect(done.headers.get('preference-applied')).to.equal('wait=30');
    });

    it('with Prefer: wait does not hold up a process that stops', async () => {
      const extra = await lab.world.start(['jobs']);
      const { id } = await lab.queued(owner);
      const waiting = lab.call('GET', `http://127.0.0.1:${extra.ports.public}${base}/${id}`, owner, {
        Prefer: 'wait=30',
      });
      await until('the process listens to the job', async () => (await lab.listeners(id)) > 0);
      await extra.stop();
      const { status, body } = await waiting;
      expect([status, body.data.status]).to.deep.equal([202, 'queued']);
    });

    it('is 404 for another owner and for what never was, 400 for what is no id, 401 without a token', async () => {
      const { id } = await lab.queued(newOwner());
      for (const unknown of [id, uuidv7()]) {
        for (const prefer of ['', 'wait=30']) {
          const { status, body } = await get(unknown, { Prefer: prefer });
          expect([status, body.code]).to.deep.equal([404, 'JOB_NOT_FOUND']);
        }
      }
      expect((await get('17')).status).to.equal(400);
      expect((await lab.call('GET', `${base}/${id}`, null)).body.code).to.equal('TOKEN_MISSING');
    });
  });

  describe('GET /jobs', () => {
    const owner = newOwner();
    const list = async (
      query: string,
      as = owner,
    ): Promise<{ status: number; ids: string[]; body: Body }> => {
      const { status, body } = await lab.call('GET', `${base}${query}`, as);
      return { status, body, ids: body.data?.map((job: JobView) => job.id) };
    };
    type Body = { code: string; metadata: { next_cursor: string | null } };
    let made: JobView[];

    before(async () => {
      made = [];
      for (let nth = 0; nth < 5; nth += 1) made.unshift(await lab.queued(owner));
      made.unshift(await lab.queued(owner, otherCommand));
      await lab.call('POST', `${base}/${made[3]?.id}/cancel`, owner);
      await lab.queued(newOwner());
    });

    it('shows the newest first, page by page, each once, and no other owner any', async () => {
      const ids: string[] = [];
      let query = '?limit=4';
      for (;;) {
        const page = await list(query);
        ids.push(...page.ids);
        const cursor = page.body.metadata.next_cursor;
        if (cursor === null) break;
        query = `?limit=4&cursor=${cursor}`;
      }
      expect(ids).to.deep.equal(made.map((job) => job.id));
      expect((await list('', newOwner())).ids).to.deep.equal([]);
    });

    it('has no next page when the last one is just full', async () => {
      const page = await list('?limit=6');
      expect([page.ids.length, page.body.metadata.next_cursor]).to.deep.equal([6, null]);
    });

    it('takes filters by kind and by status', async () => {
      expect((await list('?kind=lab.other')).ids).to.deep.equal([made[0]?.id]);
      expect((await list('?status=cancelled')).ids).to.deep.equal([made[3]?.id]);
      expect((await list('?status=queued&kind=lab.held')).ids).to.deep.equal(
        [made[1], made[2], made[4], made[5]].map((job) => job?.id),
      );
      expect((await list('?kind=lab.unheard')).ids).to.deep.equal([]);
    });

    it('is 400 for a cursor of another list, and for values that no filter has', async () => {
      const cursor = (await list('?limit=1&kind=lab.held')).body.metadata.next_cursor;
      for (const query of [`?cursor=${cursor}`, `?kind=lab.other&cursor=${cursor}`, '?cursor=nonsense']) {
        const { status, body } = await list(query);
        expect([status, body.code], query).to.deep.equal([400, 'CURSOR_INVALID']);
      }
      for (const query of [
        '?limit=0',
        '?limit=101',
        '?limit=many',
        '?status=lost',
        '?owner_id=x',
        '?limit=1&limit=2',
      ]) {
        const { status, body } = await list(query);
        expect([status, body.code], query).to.deep.equal([400, 'VALIDATION_FAILED']);
      }
    });
  });

  describe('POST /jobs/{id}/cancel', () => {
    const owner = newOwner();
    const cancel = (id: string, as = owner) => lab.call('POST', `${base}/${id}/cancel`, as);

    it('ends a queued job at once, and once', async () => {
      const { id, seq } = await lab.queued(owner);
      const first = await cancel(id);
      expect([first.status, first.body.data.status, first.body.data.error.code]).to.deep.equal([
        200,
        'cancelled',
        'CANCELLED',
      ]);
      expect(first.body.data.seq).to.be.greaterThan(seq);
      expect((await cancel(id)).body).to.deep.equal(first.body);
    });

    it('asks a running job to stop, whose result is then dropped', async () => {
      const { job, held } = await lab.running(owner);
      const asked = await cancel(job.id);
      expect([asked.status, asked.body.data.status]).to.deep.equal([200, 'cancelling']);
      expect((await cancel(job.id)).body.data.status).to.equal('cancelling');
      held.finish();
      const { body } = await lab.call('GET', `${base}/${job.id}`, owner, { Prefer: 'wait=20' });
      expect(body.data).to.deep.include({ status: 'cancelled', result: null });
    });

    it('from another process reaches the run', async () => {
      const { job, held } = await lab.running(owner);
      await lab.call('POST', `${lab.edge.url}${base}/${job.id}/cancel`, owner);
      await until('the handler is told', held.aborted);
      held.finish();
    });

    it('leaves an ended job as it is', async () => {
      const job = await lab.succeeded(owner);
      const answer = await cancel(job.id);
      expect([answer.status, answer.body.data]).to.deep.equal([200, job]);
    });

    it("is 404 for another owner's job, which goes on", async () => {
      const { job, held } = await lab.running(owner);
      const before = await lab.row(job.id);
      for (const id of [job.id, uuidv7()]) {
        const { status, body } = await cancel(id, newOwner());
        expect([status, body.code]).to.deep.equal([404, 'JOB_NOT_FOUND']);
      }
      const { status, run } = await lab.row(job.id);
      expect([status, run]).to.deep.equal(['running', before.run]);
      held.finish();
    });
  });
});
