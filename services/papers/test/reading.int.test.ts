import { until } from '@scory/chassis/testing/harness.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { newContent, newOwner, openPapers, type PapersWorld } from './papers-world.ts';

describe('papers and requests over HTTP', function () {
  this.timeout(60_000);
  let lab: PapersWorld;
  before(async () => {
    lab = await openPapers();
  });
  after(() => lab?.close());

  const send = async (owner: Actor, scholar_id: string, more: Record<string, unknown> = {}) => {
    const body = { scholar_id, paper_content: newContent(), reading_level: 'beginner', ...more };
    const job = await lab.run(owner, body);
    expect(job.status, JSON.stringify(job.error)).to.equal('succeeded');
    return { body, job };
  };
  const listed = async (owner: Actor, query = '') =>
    (await lab.get(owner, `/api/v1/academic/requests${query}`)).body;

  it('GET /academic/{scholar_id} shows the paper with all its versions, and nothing of the inside', async () => {
    const owner = newOwner();
    const { body, job } = await send(owner, '10.1000/182');
    const second = await lab.run(owner, { ...body, reading_level: 'advanced' });
    const { status, body: answer } = await lab.get(owner, '/api/v1/academic/10.1000%2F182');
    expect(status).to.equal(200);
    const versionOf = ({ result }: { result: unknown }) => {
      const { scholar_id: _name, ...version } = result as Record<string, unknown>;
      return version;
    };
    const { id, created_at, updated_at, last_accessed_at, ...data } = answer.data;
    expect(data).to.deep.equal({
      scholar_id: '10.1000/182',
      title: body.paper_content.title,
      authors: body.paper_content.authors,
      abstract: body.paper_content.abstract,
      publication_year: 2024,
      publication_info: null,
      cited_by: 0,
      pdf_url: null,
      scholar_link: null,
      simplified_versions: { beginner: versionOf(job), advanced: versionOf(second) },
      is_processed: true,
      processing_status: 'completed',
      processing_error: null,
      access_count: 2,
    });
    expect(id).to.match(/^[0-9a-f-]{36}$/);
    for (const at of [created_at, updated_at, last_accessed_at]) expect(at).to.match(/^\d{4}-.*Z$/);
    expect(job.links.result, 'the job leads here').to.equal('/api/v1/academic/10.1000%2F182');
  });

  it('a scholar id that nobody sent is 404 PAPER_NOT_FOUND, to read and to simplify; it works once it was sent', async () => {
    const owner = newOwner();
    const simplify = { scholar_id: 'W2741809807', reading_level: 'intermediate' };
    for (const answer of [
      await lab.get(owner, '/api/v1/academic/W2741809807'),
      await lab.post(owner, simplify),
    ])
      expect([answer.status, answer.body.code]).to.deep.equal([404, 'PAPER_NOT_FOUND']);
    const { body, job } = await send(owner, 'W2741809807');
    const cached = await lab.post(owner, { ...simplify, reading_level: 'beginner' });
    expect(cached.status).to.equal(200);
    expect(job.result).to.deep.include(cached.body.data);
    const other = await lab.run(owner, simplify);
    expect(other.status).to.equal('succeeded');
    expect(other.metadata).to.include({ from_cache: false, reading_level: 'intermediate' });
    const prompt = lab.model.requests.at(-1)?.user;
    for (const sentence of body.paper_content.abstract.split(/(?<=\.) /)) expect(prompt).to.include(sentence);
  });

  it("another owner's paper and job are 404 on every route, and the same name is a paper of one's own", async () => {
    const [owner, other] = [newOwner(), newOwner()];
    const { body, job } = await send(owner, 'private-paper');
    const attempts = [
      await lab.get(other, '/api/v1/academic/private-paper'),
      await lab.post(other, { scholar_id: 'private-paper', reading_level: 'beginner' }),
      await lab.post(other, { scholar_id: 'private-paper', reading_level: 'beginner', force_refresh: true }),
      await lab.call('POST', '/api/ai/simplify', {
        as: lab.world.environment.AI_BACKEND_API_KEY as string,
        body: { scholar_id: 'private-paper', reading_level: 'beginner' },
      }),
      await lab.get(other, `/api/v1/jobs/${job.id}`),
      await lab.get(other, `/api/v1/jobs/${job.id}/events`),
      await lab.call('POST', `/api/v1/jobs/${job.id}/cancel`, { as: other }),
    ];
    expect(attempts.map(({ status }) => status)).to.deep.equal(attempts.map(() => 404));
    expect((await listed(other)).data).to.deep.equal([]);
    const theirs = await send(other, 'private-paper');
    const titles = await Promise.all(
      [owner, other].map((each) => lab.get(each, '/api/v1/academic/private-paper')),
    );
    expect(titles.map((answer) => answer.body.data.title)).to.deep.equal([
      body.paper_content.title,
      theirs.body.paper_content.title,
    ]);
  });

  it('401 without a token on every route of an owner', async () => {
    const answers = [
      await lab.call('GET', '/api/v1/academic/some-paper'),
      await lab.call('GET', '/api/v1/academic/requests'),
      await lab.call('POST', '/api/v1/academic/simplify', { body: {} }),
    ];
    expect(answers.map(({ status }) => status)).to.deep.equal([401, 401, 401]);
  });

  describe('GET /academic/requests', () => {
    const owner = newOwner();
    let all: Record<string, unknown>[];
    before(async () => {
      const { body } = await send(owner, 'first');
      await send(owner, 'second', { reading_level: 'advanced' });
      await send(owner, 'third', { reading_level: 'intermediate' });
      await lab.post(owner, body);
      await send(newOwner(), 'of-another-owner');
      await until('all are written', async () => (await listed(owner)).data.length === 4);
      all = (await listed(owner)).data;
    });

    it('lists what was asked for, newest first, cached answers among them', () => {
      const told = all.map(({ scholar_id, reading_level, from_cache }) => [
        scholar_id,
        reading_level,
        from_cache,
      ]);
      expect(told).to.deep.equal([
        ['first', 'beginner', true],
        ['third', 'intermediate', false],
        ['second', 'advanced', false],
        ['first', 'beginner', false],
      ]);
      expect(all[0]).to.include({ tokens_used: 0, ai_cost: 0, job_id: null });
      expect(all[3]?.ai_cost).to.be.a('number').above(0);
      expect(all[3]?.job_id).to.be.a('string');
      expect(all[0]?.academic_paper_id).to.equal(all[3]?.academic_paper_id);
    });

    it('pages through all of them, each once', async () => {
      const seen: unknown[] = [];
      let cursor: string | null = '';
      do {
        const page = await listed(owner, `?limit=1${cursor && `&cursor=${cursor}`}`);
        expect(page.data).to.have.length(1);
        seen.push(...page.data);
        cursor = page.metadata.next_cursor;
      } while (cursor);
      expect(seen).to.deep.equal(all);
      expect((await listed(owner, '?limit=4')).metadata.next_cursor).to.equal(null);
    });

    it('filters by level, and a cursor holds for its own filter alone: 400 CURSOR_INVALID', async () => {
      const beginner = await listed(owner, '?reading_level=beginner&limit=1');
      expect(beginner.data).to.deep.equal([all[0]]);
      const { next_cursor: cursor } = beginner.metadata;
      const next = await listed(owner, `?reading_level=beginner&limit=1&cursor=${cursor}`);
      expect(next).to.deep.include({ data: [all[3]], metadata: { next_cursor: null } });
      for (const query of [`?limit=1&cursor=${cursor}`, '?cursor=bm9uc2Vuc2U', `?cursor=${uuidv7()}`]) {
        const { status, body } = await lab.get(owner, `/api/v1/academic/requests${query}`);
        expect([status, body.code], query).to.deep.equal([400, 'CURSOR_INVALID']);
      }
    });

    it('400 VALIDATION_FAILED for a query that it does not know', async () => {
      for (const query of ['?limit=0', '?limit=101', '?limit=x', '?reading_level=expert', '?owner_id=1']) {
        const { status, body } = await lab.get(owner, `/api/v1/academic/requests${query}`);
        expect([status, body.code], query).to.deep.equal([400, 'VALIDATION_FAILED']);
      }
    });
  });
});
