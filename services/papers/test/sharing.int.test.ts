import { until } from '@scory/chassis/testing/harness.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import type { JobView } from '@scory/contracts/http.ts';
import { expect } from 'chai';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { newContent, newOwner, openPapers, type PapersWorld } from './papers-world.ts';

describe('requests for the same simplification at the same time', function () {
  this.timeout(60_000);
  let lab: PapersWorld;
  let calls: number;
  before(async () => {
    lab = await openPapers();
  });
  after(() => lab?.close());
  beforeEach(() => {
    calls = lab.model.requests.length;
    lab.gate.shut();
  });
  afterEach(() => lab.gate.open());

  const modelCalls = (): number => lab.model.requests.length - calls;
  const accepted = async (owner: Actor, body: Record<string, unknown>): Promise<JobView> => {
    const { status, body: answer } = await lab.post(owner, body);
    expect(status, JSON.stringify(answer)).to.equal(202);
    return answer.data;
  };
  const running = (owner: Actor, { id }: JobView) =>
    lab.jobThat(owner, id, 'the job runs', ({ status }) => status === 'running');
  const ended = (owner: Actor, { id }: JobView) =>
    lab.jobThat(owner, id, 'the job ends', ({ finished_at }) => finished_at !== null);

  it('one owner has one job, queued or running, and another one for another reference', async () => {
    const owner = newOwner();
    const body = { paper_content: newContent(), reading_level: 'beginner' };
    const together = await Promise.all(Array.from({ length: 12 }, () => accepted(owner, body)));
    const job = together[0] as JobView;
    expect(new Set(together.map(({ id }) => id))).to.deep.equal(new Set([job.id]));
    await until('the model is asked', () => lab.gate.held() === 1);
    expect((await accepted(owner, body)).id).to.equal(job.id);
    const other = await accepted(owner, { ...body, reference: 'mine' });
    expect(other.id).not.to.equal(job.id);
    lab.gate.open();
    expect((await ended(owner, job)).status).to.equal('succeeded');
    expect(await ended(owner, other)).to.include({ status: 'succeeded', reference: 'mine' });
    const jobs = await lab.get(owner, '/api/v1/jobs');
    expect(jobs.body.data).to.have.length(2);
    expect(modelCalls()).to.equal(1);
  });

  it('every owner has a job of its own and all share one model call, which one of them pays', async () => {
    // It takes half of the jobs.
    const neighbour = await lab.world.start(['papers.worker']);
    const owners = Array.from({ length: 8 }, newOwner);
    const content = newContent();
    const body = { scholar_id: 'shared-paper', paper_content: content, reading_level: 'beginner' };
    const jobs = await Promise.all(owners.map((owner) => accepted(owner, body)));
    expect(new Set(jobs.map(({ id }) => id)).size).to.equal(owners.length);
    await Promise.all(jobs.map((job, at) => running(owners[at] as Actor, job)));
    await until('the model is asked', () => lab.gate.held() > 0);
    lab.gate.open();
    const ends = await Promise.all(jobs.map((job, at) => ended(owners[at] as Actor, job)));
    expect(modelCalls()).to.equal(1);
    expect(new Set(ends.map(({ status }) => status))).to.deep.equal(new Set(['succeeded']));
    expect(new Set(ends.map(({ result }) => JSON.stringify(result))).size).to.equal(1);
    const paying = ends.filter(({ metadata }) => metadata.tokens_used !== 0 || metadata.cost_usd !== 0);
    expect(paying.map(({ metadata }) => metadata.source)).to.deep.equal(['ai-backend']);
    for (const { metadata } of ends.filter((end) => end !== paying[0])) {
      // In the other process the first to look again may look just after it was stored.
      expect(metadata.source).to.be.oneOf(['shared', 'cache']);
      expect(metadata.from_cache).to.equal(metadata.source === 'cache');
    }

    for (const [at, owner] of owners.entries()) {
      const next = owners[(at + 1) % owners.length] as Actor;
      const foreign = await lab.get(next, `/api/v1/jobs/${jobs[at]?.id}`);
      expect(foreign.status).to.equal(404);
      const paper = await lab.get(owner, '/api/v1/academic/shared-paper');
      const { scholar_id: _name, ...version } = (ends[at] as JobView).result as Record<string, unknown>;
      expect(paper.body.data.simplified_versions).to.deep.equal({ beginner: version });
      expect(paper.body.data.access_count).to.equal(1);
    }
    await neighbour.stop();
  });

  it('the call goes on for those who wait when the one who began it cancels, and its result is kept', async () => {
    const [first, second] = [newOwner(), newOwner()];
    const body = { paper_content: newContent(), reading_level: 'beginner' };
    const begun = await accepted(first, body);
    await until('the model is asked', () => lab.gate.held() === 1);
    const joined = await accepted(second, body);
    await running(second, joined);
    expect((await lab.call('POST', `/api/v1/jobs/${begun.id}/cancel`, { as: first })).status).to.equal(200);
    expect((await ended(first, begun)).status).to.equal('cancelled');
    lab.gate.open();
    expect((await ended(second, joined)).status).to.equal('succeeded');
    const { redis } = lab.running.runtime;
    await redis.client.del(await redis.client.keys(redis.key('simplified:content:*')));
    const elsewhere = await lab.world.start(['papers.api']);
    const url = `${elsewhere.url}/api/v1/academic/simplify`;
    const { status } = await lab.call('POST', url, { as: newOwner(), body });
    expect(status, 'PostgreSQL has it').to.equal(200);
  });

  it('a call that fails for one is not the failure of the others', async () => {
    const owners = [newOwner(), newOwner(), newOwner()];
    const body = { paper_content: newContent(), reading_level: 'beginner' };
    const jobs = await Promise.all(owners.map((owner) => accepted(owner, body)));
    await Promise.all(jobs.map((job, at) => running(owners[at] as Actor, job)));
    lab.model.script({ kind: 'refusal' });
    lab.gate.open();
    const ends = await Promise.all(jobs.map((job, at) => ended(owners[at] as Actor, job)));
    const codes = ends.map(({ error }) => error?.code ?? 'none').sort();
    expect(codes).to.deep.equal(['MODEL_REFUSED', 'none', 'none']);
    expect(modelCalls()).to.equal(2);
  });
});
