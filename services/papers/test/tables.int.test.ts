/** What the two tables that the apps' reports read say after every kind of run. */
import { until } from '@scory/chassis/testing/harness.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import type { JobView } from '@scory/contracts/http.ts';
import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { modelName, newContent, newOwner, openPapers, type PapersWorld } from './papers-world.ts';

interface PaperRow extends Record<string, unknown> {
  id: string;
  access_count: number;
  last_accessed_at: Date | null;
  created_at: Date;
  updated_at: Date;
}

describe('academic_papers and simplification_requests', function () {
  this.timeout(60_000);
  let lab: PapersWorld;
  let owner: Actor;
  before(async () => {
    lab = await openPapers();
  });
  after(() => lab?.close());
  beforeEach(() => {
    owner = newOwner();
  });

  const papersOf = () =>
    lab.world.query<PaperRow>('SELECT * FROM papers.academic_papers WHERE owner_id = $1', [owner.owner_id]);
  /** The owner's only paper, once it stands as expected: it is written in the background. */
  async function paperThat(what: string, holds: (row: PaperRow) => boolean): Promise<PaperRow> {
    let rows: PaperRow[] = [];
    await until(what, async () => {
      rows = await papersOf();
      return rows[0] !== undefined && holds(rows[0]);
    });
    expect(rows).to.have.length(1);
    return rows[0] as PaperRow;
  }
  async function requests(count: number): Promise<Record<string, unknown>[]> {
    let rows: Record<string, unknown>[] = [];
    await until(`${count} requests are written`, async () => {
      rows = await lab.world.query(
        'SELECT * FROM papers.simplification_requests WHERE user_id = $1 ORDER BY id',
        [owner.owner_id],
      );
      return rows.length === count;
    });
    return rows;
  }
  const bodyOf = (scholar_id: string) => ({
    scholar_id,
    paper_content: newContent(),
    reading_level: 'beginner',
  });
  const untouched = { publication_info: null, cited_by: 0, pdf_url: null, scholar_link: null };

  it('while the job runs: the paper as it was sent, pending', async () => {
    lab.gate.shut();
    const body = bodyOf('arXiv:2401.00001');
    const { data: job } = (await lab.post(owner, body)).body;
    const row = await paperThat('it is noted', () => true);
    expect(row).to.deep.include({
      ...untouched,
      scholar_id: 'arXiv:2401.00001',
      title: body.paper_content.title,
      authors: body.paper_content.authors,
      abstract: body.paper_content.abstract,
      publication_year: 2024,
      simplified_versions: {},
      is_processed: false,
      processing_status: 'pending',
      processing_error: null,
      access_count: 0,
      last_accessed_at: null,
      last_job_id: job.id,
    });
    lab.gate.open();
    await paperThat('it is completed', (paper) => paper.processing_status === 'completed');
  });

  it('after a fresh run: completed, counted once, with what it cost', async () => {
    const startedAt = Date.now();
    const body = bodyOf('10.1000/xyz123');
    const job = await lab.run(owner, body);
    expect(job.status, JSON.stringify(job.error)).to.equal('succeeded');
    const { scholar_id: _name, ...version } = job.result as Record<string, unknown>;
    const row = await paperThat('the job is noted', (paper) => paper.last_job_id === job.id);
    expect(row).to.deep.include({
      ...untouched,
      scholar_id: '10.1000/xyz123',
      title: body.paper_content.title,
      authors: body.paper_content.authors,
      abstract: body.paper_content.abstract,
      publication_year: 2024,
      simplified_versions: { beginner: version },
      is_processed: true,
      processing_status: 'completed',
      processing_error: null,
      access_count: 1,
    });
    for (const at of [row.last_accessed_at, row.created_at, row.updated_at])
      expect(at?.getTime()).to.be.within(startedAt - 1_000, Date.now() + 1_000);
    const [request] = await requests(1);
    expect(request).to.deep.include({
      id: job.id,
      job_id: job.id,
      academic_paper_id: row.id,
      scholar_id: '10.1000/xyz123',
      reading_level: 'beginner',
      from_cache: false,
      ai_model: modelName,
      processing_time_ms: job.metadata.processing_time_ms,
      tokens_used: job.metadata.tokens_used,
    });
    // The stand-in counts a token per four characters; prices are list prices.
    const usage = await lab.world.query<{ tokens: string; cost: string }>(
      'SELECT sum(input_tokens + output_tokens) AS tokens, sum(cost_usd) AS cost FROM llm.usage WHERE job_id = $1',
      [job.id],
    );
    expect(Number(usage[0]?.tokens)).to.equal(request?.tokens_used).and.to.be.above(100);
    expect(Number(usage[0]?.cost)).to.equal(Number(request?.ai_cost)).and.to.be.above(0);
    expect(request?.ai_cost).to.match(/^\d+\.\d{6}$/);
  });

  it('after cached answers: each counted, free, and the last access told', async () => {
    const body = bodyOf('cached-paper');
    const job = await lab.run(owner, body);
    const fresh = await paperThat('it is counted', (paper) => paper.access_count === 1);
    const answers = await Promise.all(Array.from({ length: 5 }, () => lab.post(owner, body)));
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 200, 200, 200]);
    const row = await paperThat('all are counted', (paper) => paper.access_count === 6);
    expect(row.last_accessed_at?.getTime()).to.be.above(fresh.last_accessed_at?.getTime() as number);
    expect(row).to.deep.include({
      is_processed: true,
      processing_status: 'completed',
      processing_error: null,
    });
    expect(row.simplified_versions).to.deep.equal(fresh.simplified_versions);
    const [first, ...cached] = await requests(6);
    expect(first).to.include({ id: job.id, from_cache: false });
    for (const request of cached) {
      expect(request).to.deep.include({
        academic_paper_id: row.id,
        scholar_id: 'cached-paper',
        reading_level: 'beginner',
        from_cache: true,
        ai_model: modelName,
        tokens_used: 0,
        ai_cost: '0.000000',
        job_id: null,
      });
      expect(request.processing_time_ms).to.be.at.least(0);
    }
  });

  it('after a cached answer of what somebody else had made: a whole row of its own', async () => {
    const body = bodyOf('mine');
    await lab.run(newOwner(), { ...body, scholar_id: 'theirs' });
    const { status, body: answer } = await lab.post(owner, body);
    expect(status).to.equal(200);
    const row = await paperThat('it is written', () => true);
    expect(row).to.deep.include({
      ...untouched,
      scholar_id: 'mine',
      title: body.paper_content.title,
      authors: body.paper_content.authors,
      abstract: body.paper_content.abstract,
      publication_year: 2024,
      simplified_versions: { beginner: answer.data },
      is_processed: true,
      processing_status: 'completed',
      access_count: 1,
    });
    await requests(1);
  });

  it('other content under the same name replaces all of the paper, cached or not', async () => {
    const old = bodyOf('renewed');
    await lab.run(owner, old);
    await lab.run(owner, { ...old, reading_level: 'advanced' });
    const content = { ...newContent(), authors: ['Grace Hopper'], year: 1999 };
    const next = { scholar_id: 'renewed', paper_content: content, reading_level: 'beginner' };
    await lab.run(newOwner(), next);
    const { status, body: answer } = await lab.post(owner, next);
    expect(status).to.equal(200);
    const row = await paperThat('it is replaced', (paper) => paper.title === content.title);
    expect(row).to.deep.include({
      authors: ['Grace Hopper'],
      abstract: content.abstract,
      publication_year: 1999,
      simplified_versions: { beginner: answer.data },
      access_count: 3,
    });
    const back = await lab.run(owner, { ...old, reading_level: 'intermediate' });
    const again = await paperThat('it is the old one', (paper) => paper.title === old.paper_content.title);
    const { scholar_id: _name, ...version } = back.result as Record<string, unknown>;
    expect(again).to.deep.include({
      authors: old.paper_content.authors,
      publication_year: 2024,
      simplified_versions: { intermediate: version },
    });
  });

  it('of two cached contents under one name, asked for at once, one stands with its own version alone', async () => {
    const bodies = [
      { ...bodyOf('either'), reading_level: 'beginner' },
      { ...bodyOf('either'), reading_level: 'advanced' },
    ];
    for (const body of bodies) await lab.run(newOwner(), body);
    const answers = await Promise.all(bodies.map((body) => lab.post(owner, body)));
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200]);
    const row = await paperThat('both are counted', (paper) => paper.access_count === 2);
    const at = bodies.findIndex(({ paper_content }) => paper_content.title === row.title);
    expect(row.abstract).to.equal(bodies[at]?.paper_content.abstract);
    expect(row.simplified_versions).to.deep.equal({
      [bodies[at]?.reading_level as string]: answers[at]?.body.data,
    });
  });

  /** A job of `body` that fails once its paper is noted. */
  async function failed(body: ReturnType<typeof bodyOf>): Promise<JobView> {
    lab.gate.shut();
    const { data: job } = (await lab.post(owner, body)).body;
    await paperThat('the job is noted', (paper) => paper.last_job_id === job.id);
    lab.model.script({ kind: 'refusal' });
    lab.gate.open();
    return lab.jobThat(owner, job.id, 'it ends', ({ finished_at }) => finished_at !== null);
  }

  it('after a run that failed: the code of the failure and no request; a later good run clears it', async () => {
    const body = bodyOf('refused');
    const job = await failed(body);
    expect(job).to.deep.include({ status: 'failed', result: null });
    expect(job.error).to.include({ code: 'MODEL_REFUSED', retryable: false });
    const row = await paperThat('it is marked', (paper) => paper.processing_status === 'failed');
    expect(row).to.deep.include({
      title: body.paper_content.title,
      is_processed: false,
      processing_error: 'MODEL_REFUSED',
      simplified_versions: {},
      access_count: 0,
      last_accessed_at: null,
      last_job_id: job.id,
    });
    await requests(0);
    expect((await lab.run(owner, body)).status).to.equal('succeeded');
    const healed = await paperThat('it is healed', (paper) => paper.processing_status === 'completed');
    expect(healed).to.include({ is_processed: true, processing_error: null, access_count: 1 });
    await requests(1);
  });

  it('a failed run leaves the versions of earlier ones as they are', async () => {
    const body = bodyOf('kept');
    await lab.run(owner, body);
    expect((await failed({ ...body, reading_level: 'advanced' })).status).to.equal('failed');
    const keeping = owner;
    // Failures are told in their order: when the next one is noted, so is this.
    owner = newOwner();
    await failed(bodyOf('next'));
    await paperThat('it is marked', (paper) => paper.processing_status === 'failed');
    owner = keeping;
    const [row] = await papersOf();
    expect(row).to.include({ is_processed: true, processing_status: 'completed', processing_error: null });
    expect(Object.keys(row?.simplified_versions as object)).to.deep.equal(['beginner']);
  });

  it('after a run that was cancelled: told as such', async () => {
    lab.gate.shut();
    const { data: job } = (await lab.post(owner, bodyOf('cancelled'))).body;
    await paperThat('the job is noted', (paper) => paper.last_job_id === job.id);
    await lab.call('POST', `/api/v1/jobs/${job.id}/cancel`, { as: owner });
    const marked = await paperThat('it is marked', (paper) => paper.processing_status === 'failed');
    expect(marked).to.include({ processing_error: 'CANCELLED', is_processed: false, access_count: 0 });
    lab.gate.open();
  });
});
