import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { newContent, newOwner, openPapers, type PapersWorld } from './papers-world.ts';

describe('a simplification for later', function () {
  this.timeout(60_000);
  let lab: PapersWorld;
  before(async () => {
    lab = await openPapers();
  });
  after(() => lab?.close());

  const post = (notBefore: string, body: Record<string, unknown>, as = newOwner()) =>
    lab.call('POST', `/api/v1/academic/simplify?not_before=${encodeURIComponent(notBefore)}`, { as, body });
  const bodyOf = () => ({ paper_content: newContent(), reading_level: 'beginner' });
  const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();

  it('waits until then, and says so', async () => {
    const owner = newOwner();
    const at = inMs(1_200);
    const { status, body } = await post(at, bodyOf(), owner);
    expect(status).to.equal(202);
    expect(body.data).to.include({ status: 'queued', not_before: at, started_at: null });
    const job = await lab.jobThat(owner, body.data.id, 'it ends', ({ finished_at }) => finished_at !== null);
    expect(job).to.include({ status: 'succeeded', not_before: null });
    expect(Date.parse(job.started_at as string)).to.be.at.least(Date.parse(at));
    expect(Date.parse(job.deadline_at)).to.be.greaterThan(Date.parse(at));
  });

  it('is another job than the same one for now, and the same as one for the same time', async () => {
    const owner = newOwner();
    const body = bodyOf();
    const at = inMs(600_000);
    const [later, again] = [await post(at, body, owner), await post(at, body, owner)];
    expect(again.body.data.id).to.equal(later.body.data.id);
    expect((await lab.run(owner, body)).status).to.equal('succeeded');
    const path = `/api/v1/jobs/${later.body.data.id}`;
    expect((await lab.get(owner, path)).body.data.status).to.equal('queued');
    const cancelled = await lab.call('POST', `${path}/cancel`, { as: owner });
    expect(cancelled.body.data).to.include({ status: 'cancelled', not_before: null });
  });

  it('begins at once where the time has passed', async () => {
    const owner = newOwner();
    const { body } = await post(inMs(-60_000), bodyOf(), owner);
    expect(body.data.not_before).to.equal(null);
    await lab.jobThat(owner, body.data.id, 'it ends', ({ status }) => status === 'succeeded');
  });

  for (const [what, at] of [
    ['no time', 'tomorrow'],
    ['a time without an offset', '2027-01-01T10:00:00'],
    ['more than 30 days ahead', inMs(31 * 86_400_000)],
  ] as const)
    it(`is refused for ${what}`, async () => {
      const { status, body } = await post(at, bodyOf());
      expect([status, body.code]).to.deep.equal([400, 'VALIDATION_FAILED']);
      expect(body.errors[0].pointer).to.equal('/query/not_before');
    });
});
