/** The routes of the first version of this service, as the clients written to it call them. */
import { until } from '@scory/chassis/testing/harness.ts';
import { expect } from 'chai';
import { after, afterEach, before, describe, it } from 'mocha';
import {
  type Answer,
  type CallOptions,
  modelName,
  newContent,
  newName,
  newOwner,
  openPapers,
  type PapersWorld,
} from './papers-world.ts';

describe('/api/ai', function () {
  this.timeout(60_000);
  let lab: PapersWorld;
  let key: string;
  before(async () => {
    lab = await openPapers();
    key = lab.world.environment.AI_BACKEND_API_KEY as string;
  });
  after(() => lab?.close());
  afterEach(() => lab.gate.open());

  const bodyOf = () => ({
    scholar_id: newName(),
    reading_level: 'beginner',
    paper_content: newContent(),
    force_refresh: false,
  });
  /** What all the answers of this file together say, which the statistics must agree with. */
  const told = { requests: 0, hits: 0, tokens: 0, microUsd: 0 };
  const simplify = async (options: CallOptions, base = lab.running.url): Promise<Answer> => {
    const answer = await lab.call('POST', `${base}/api/ai/simplify`, options);
    if (answer.status !== 200) return answer;
    const { from_cache, tokens_used, cost_usd } = answer.body.metadata;
    told.requests += 1;
    told.hits += Number(from_cache);
    told.tokens += tokens_used;
    told.microUsd += Math.round(cost_usd * 1e6);
    return answer;
  };

  for (const port of ['public', 'ai'] as const) {
    it(`POST simplify answers when done, in the shape they know, then from the cache (${port} port)`, async () => {
      const base = port === 'ai' ? lab.running.aiUrl : lab.running.url;
      const body = bodyOf();
      const first = await simplify({ as: key, body }, base);
      expect(first.status, JSON.stringify(first.body)).to.equal(200);
      expect(first.body).to.have.all.keys('success', 'data', 'metadata');
      expect(first.body.success).to.equal(true);
      const { data, metadata } = first.body;
      expect(data).to.have.all.keys('title', 'summary', 'key_points', 'glossary');
      expect(data.title).to.equal(body.paper_content.title);
      expect(data.summary).to.be.a('string').that.includes('remembered 35 words');
      expect(data.key_points).to.be.an('array').that.is.not.empty;
      expect(data.glossary).to.be.an('object');
      expect(metadata).to.have.all.keys(
        'from_cache',
        'ai_model',
        'tokens_used',
        'processing_time_ms',
        'cost_usd',
      );
      expect(metadata).to.include({ from_cache: false, ai_model: modelName });
      expect(metadata.tokens_used).to.be.above(0);
      expect(metadata.cost_usd).to.be.above(0);
      const second = await simplify({ as: key, body }, base);
      expect([second.status, second.body.data]).to.deep.equal([200, data]);
      expect(second.body.metadata).to.have.all.keys(Object.keys(metadata));
      expect(second.body.metadata).to.include({ from_cache: true, tokens_used: 0, cost_usd: 0 });
    });
  }

  it('POST simplify waits while the model thinks, and force_refresh asks it again', async () => {
    lab.gate.shut();
    const body = bodyOf();
    const waiting = simplify({ as: key, body });
    await until('the model is asked', () => lab.gate.held() === 1);
    lab.gate.open();
    expect((await waiting).status).to.equal(200);
    const calls = lab.model.requests.length;
    const again = await simplify({ as: key, body: { ...body, force_refresh: true } });
    expect([again.status, again.body.metadata.from_cache]).to.deep.equal([200, false]);
    expect(lab.model.requests.length - calls).to.equal(1);
  });

  it('POST simplify tells a failure as a problem: 422 with its code', async () => {
    lab.model.script({ kind: 'refusal' });
    const { status, body, headers } = await simplify({ as: key, body: bodyOf() });
    expect([status, body.code, body.success]).to.deep.equal([422, 'MODEL_REFUSED', false]);
    expect(headers.get('content-type')).to.include('application/problem+json');
  });

  it('POST simplify is 404 for a scholar id without content, 422 for what it does not know', async () => {
    const unknown = await simplify({ as: key, body: { scholar_id: newName(), reading_level: 'beginner' } });
    expect([unknown.status, unknown.body.code]).to.deep.equal([404, 'PAPER_NOT_FOUND']);
    const wrong = [
      { ...bodyOf(), reading_level: 'expert' },
      { ...bodyOf(), document_id: '0199d1f0-7c3a-7b1e-9a51-3f1f2b6a9c10' },
      { reading_level: 'beginner' },
    ];
    for (const body of wrong) {
      const answer = await simplify({ as: key, body });
      expect([answer.status, answer.body.code]).to.deep.equal([422, 'VALIDATION_FAILED']);
    }
  });

  it('without a key, with a wrong one, or with one of another scope nothing is answered', async () => {
    const { runtime } = lab.running;
    const narrow = (await runtime.access.keys.create({ name: 'narrow', scopes: ['questions'] })).key;
    const broad = (await runtime.access.keys.create({ name: 'broad', scopes: ['ai'] })).key;
    const calls = lab.model.requests.length;
    for (const base of [lab.running.url, lab.running.aiUrl]) {
      const asked = (as: CallOptions['as']) =>
        Promise.all([
          lab.call('POST', `${base}/api/ai/simplify`, { as, body: bodyOf() }),
          lab.call('GET', `${base}/api/ai/stats`, { as }),
        ]);
      for (const as of [null, 'wrong', `${key}x`, `scory_${'A'.repeat(43)}`, newOwner()])
        expect((await asked(as)).map(({ status }) => status)).to.deep.equal([401, 401]);
      expect((await asked(narrow)).map(({ status }) => status)).to.deep.equal([403, 403]);
    }
    expect(lab.model.requests.length).to.equal(calls);
    expect((await simplify({ as: broad, body: bodyOf() })).status).to.equal(200);
  });

  it('GET health is open on both ports and counts papers, jobs and workers', async () => {
    const read = async (base: string) => {
      const { status, body } = await lab.call('GET', `${base}/api/ai/health`);
      expect(status).to.equal(200);
      return body;
    };
    const health = await read(lab.running.aiUrl);
    expect(health).to.have.all.keys('status', 'version', 'uptime', 'cache', 'queue');
    expect(health).to.deep.include({ status: 'healthy', version: '0.0.0' });
    expect(health.uptime).to.be.a('number').at.least(0);
    expect(health.cache).to.have.all.keys('redis_connected', 'cached_papers');
    expect(health.cache.redis_connected).to.equal(true);
    expect(health.queue).to.deep.equal({ pending_jobs: 0, active_workers: 1 });
    await simplify({ as: key, body: bodyOf() });
    const later = await read(lab.running.url);
    expect(later.cache.cached_papers).to.equal(health.cache.cached_papers + 1);
  });

  it('GET stats adds up totals, hit rate and cost by model', async () => {
    const body = bodyOf();
    for (let nth = 0; nth < 4; nth += 1) await simplify({ as: key, body });
    const stats = async () => (await lab.call('GET', '/api/ai/stats', { as: key })).body;
    await until('all are written', async () => (await stats()).total_requests === told.requests);
    const { average_processing_time_ms: average, ...sums } = await stats();
    expect(told.hits).to.be.at.least(3);
    expect(told.tokens).to.be.above(0);
    const costUsd = told.microUsd / 1e6;
    expect(sums).to.deep.equal({
      total_requests: told.requests,
      cache_hit_rate: Number(((100 * told.hits) / told.requests).toFixed(1)),
      total_tokens_used: told.tokens,
      total_cost_usd: costUsd,
      by_model: { [modelName]: { requests: told.requests, cost_usd: costUsd } },
    });
    const [row] = await lab.world.query(
      'SELECT avg(processing_time_ms) AS average FROM papers.simplification_requests',
    );
    expect(average).to.be.closeTo(Number(row?.average), 0.05);
  });
});
