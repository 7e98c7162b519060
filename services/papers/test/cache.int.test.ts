import { testEnvironment, until } from '@scory/chassis/testing/harness.ts';
import { openWire, type Wire } from '@scory/chassis/testing/wire.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import { expect } from 'chai';
import { after, afterEach, before, describe, it } from 'mocha';
import { cacheKey } from '../content.ts';
import { type Answer, newContent, newOwner, openPapers, type PapersWorld } from './papers-world.ts';

describe('the cache of simplifications', function () {
  this.timeout(60_000);
  let wire: Wire;
  let lab: PapersWorld;
  before(async () => {
    wire = await openWire(testEnvironment().REDIS_URL ?? 'redis://127.0.0.1:6379');
    lab = await openPapers({ environment: { REDIS_URL: wire.url } });
  });
  after(async () => {
    await lab?.close();
    await wire?.cut();
  });

  afterEach('no job is left that would fill the cache meanwhile', () =>
    until('all jobs have ended', async () => {
      const [row] = await lab.world.query('SELECT count(*) AS open FROM jobs.job WHERE finished_at IS NULL');
      return row?.open === '0';
    }),
  );

  /** An edge that has nothing in its memory yet. */
  const freshEdge = async () => {
    const { url, runtime } = await lab.world.start(['papers.api']);
    await until('its Redis is there', () => runtime.redis.up());
    return (as: Actor, body: unknown): Promise<Answer> =>
      lab.call('POST', `${url}/api/v1/academic/simplify`, { as, body });
  };
  const redisKeys = async (): Promise<string[]> => {
    const { redis } = lab.running.runtime;
    return redis.client.keys(redis.key('simplified:content:*'));
  };
  const made = async () => {
    const owner = newOwner();
    const body = { paper_content: newContent(), reading_level: 'beginner' };
    const job = await lab.run(owner, body);
    expect(job.status, JSON.stringify(job.error)).to.equal('succeeded');
    return { owner, body, job };
  };

  it('answers 202 with a job, then the same request 200 with what the job made, for nothing', async () => {
    const owner = newOwner();
    const body = { paper_content: newContent(), reading_level: 'beginner' };
    const calls = lab.model.requests.length;
    const first = await lab.post(owner, body);
    expect([first.status, first.body.data.status]).to.deep.equal([202, 'queued']);
    expect(first.headers.get('location')).to.equal(`/api/v1/jobs/${first.body.data.id}`);
    const job = await lab.jobThat(owner, first.body.data.id, 'it ends', (each) => each.finished_at !== null);
    expect(job.status, JSON.stringify(job.error)).to.equal('succeeded');
    expect(job.metadata).to.include({ from_cache: false, source: 'ai-backend', reading_level: 'beginner' });
    expect(job.metadata.tokens_used).to.be.above(0);
    expect(job.metadata.cost_usd).to.be.above(0);

    const second = await lab.post(owner, body);
    expect(second.status).to.equal(200);
    const { scholar_id: _name, ...result } = job.result as Record<string, unknown>;
    expect(second.body.data).to.deep.equal(result);
    expect(second.body.metadata).to.include({
      from_cache: true,
      source: 'cache',
      tokens_used: 0,
      cost_usd: 0,
      ai_backend_time_ms: 0,
      ai_model: job.metadata.ai_model,
      processed_at: job.metadata.processed_at,
    });
    expect(second.body.metadata.sources).to.deep.equal(job.metadata.sources);
    expect(lab.model.requests.length - calls, 'model calls').to.equal(1);
  });

  it('knows content by what is read of it: other text, level or language is another job, other authors are not', async () => {
    const { owner, body } = await made();
    const { paper_content: content } = body;
    const others = [
      { ...body, reading_level: 'advanced' },
      { ...body, language: 'en' },
      { ...body, paper_content: { ...content, title: `${content.title}, again` } },
      { ...body, paper_content: { ...content, abstract: content.abstract.replace('35', '36') } },
      { ...body, paper_content: { ...content, text: content.abstract } },
    ];
    const ids = new Set<string>();
    for (const other of others) {
      const { status, body: answer } = await lab.post(owner, other);
      expect(status, JSON.stringify(other)).to.equal(202);
      ids.add(answer.data.id);
    }
    expect(ids.size).to.equal(others.length);
    const renamed = {
      ...body,
      scholar_id: 'another-name',
      paper_content: { ...content, authors: [], year: 1999 },
    };
    expect((await lab.post(owner, renamed)).status).to.equal(200);
  });

  it('knows the model and the version of the prompts too', async () => {
    const { owner, body } = await made();
    const { OPENAI_MODEL, OPENAI_API_KEY } = lab.world.config;
    try {
      Object.assign(lab.world.config, { OPENAI_MODEL: 'gpt-4o' });
      const otherModel = await freshEdge();
      Object.assign(lab.world.config, { OPENAI_API_KEY: undefined });
      const offline = await freshEdge();
      const answers = [await otherModel(owner, body), await offline(owner, body)];
      expect(answers.map(({ status }) => status)).to.deep.equal([202, 202]);
      expect(answers[0]?.body.data.id).not.to.equal(answers[1]?.body.data.id);
    } finally {
      Object.assign(lab.world.config, { OPENAI_MODEL, OPENAI_API_KEY });
    }
    const parts = { contentHash: 'a', level: 'beginner', language: null, promptVersion: '1', model: 'm' };
    expect(cacheKey({ ...parts, promptVersion: '2' })).not.to.equal(cacheKey(parts));
  });

  it('is passed by force_refresh, and holds what that made from then on, in every process', async () => {
    const { owner, body, job } = await made();
    const elsewhere = await freshEdge();
    const summaries = async () =>
      Promise.all([lab.post(owner, body), elsewhere(owner, body)]).then((answers) =>
        answers.map((answer) => answer.body.data.summary),
      );
    const old = (job.result as { summary: string }).summary;
    expect(await summaries()).to.deep.equal([old, old]);
    const text = 'Sleep helps the brain to keep what was learned.';
    const value = {
      title: 'Sleep and memory',
      summary: [{ text, sources: [0] }],
      key_points: [],
      glossary: [],
    };
    lab.model.script({ kind: 'answer', value });
    const again = await lab.run(owner, { ...body, force_refresh: true });
    expect(again.id).not.to.equal(job.id);
    expect(again.metadata).to.include({ from_cache: false, source: 'ai-backend' });
    expect(again.result).to.include({ summary: text });
    // Both had the old one in memory.
    await until('both answer with the new one', async () =>
      (await summaries()).every((each) => each === text),
    );
    expect((await (await freshEdge())(owner, body)).body.data.summary, 'a new process').to.equal(text);
  });

  it('is filled again from PostgreSQL after Redis lost it', async () => {
    const { owner, body, job } = await made();
    const { redis } = lab.running.runtime;
    const stored = await redisKeys();
    expect(stored).not.to.deep.equal([]);
    await redis.client.del(stored);
    const second = await (await freshEdge())(owner, body);
    expect([second.status, second.body.metadata.from_cache]).to.deep.equal([200, true]);
    expect((job.result as { summary: string }).summary).to.equal(second.body.data.summary);
    expect(await redisKeys()).to.have.length(1);
    expect(await redis.client.ttl((await redisKeys())[0] as string)).to.be.within(604_000, 604_800);
    await lab.world.query('DELETE FROM papers.simplifications');
    const third = await (await freshEdge())(owner, body);
    expect([third.status, third.body.data]).to.deep.equal([200, second.body.data]);
  });

  it('answers and makes new ones while Redis is away', async () => {
    const { owner, body, job } = await made();
    const edge = await freshEdge();
    await wire.cut();
    try {
      const cached = await edge(owner, body);
      expect([cached.status, cached.body.metadata.from_cache]).to.deep.equal([200, true]);
      expect(job.result).to.deep.include(cached.body.data);
      const fresh = { paper_content: newContent(), reading_level: 'intermediate' };
      const other = await lab.run(owner, fresh);
      expect([other.status, other.metadata.from_cache]).to.deep.equal(['succeeded', false]);
      expect((await edge(owner, fresh)).body.metadata.from_cache).to.equal(true);
    } finally {
      await wire.mend();
    }
    await until(
      'Redis is back',
      async () => (await lab.get(owner, '/api/ai/health')).body.status === 'healthy',
    );
  });
});
