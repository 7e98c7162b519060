/** What becomes of a job when the model does not do its part. */
import { until } from '@scory/chassis/testing/harness.ts';
import type { Behaviour } from '@scory/llm/stand-in/server.ts';
import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { modelName, newContent, newOwner, openPapers, type PapersWorld } from './papers-world.ts';

const fallbackModel = 'claude-haiku-4-5';
const providerWords = 'words of the provider that no caller may see';
const body = () => ({ scholar_id: 'paper', paper_content: newContent(), reading_level: 'beginner' });
const times = (count: number, behaviour: Behaviour): Behaviour[] => new Array(count).fill(behaviour);

describe('a model that fails', function () {
  this.timeout(60_000);
  let lab: PapersWorld;
  let calls: number;
  before(async () => {
    lab = await openPapers();
  });
  after(() => lab?.close());
  beforeEach(() => {
    calls = lab.model.requests.length;
  });
  const modelCalls = (): number => lab.model.requests.length - calls;

  /** Waits for the end without waiting for the back-off. */
  async function hurried<T>(end: Promise<T>): Promise<T> {
    let over = false;
    const watch = end.finally(() => {
      over = true;
    });
    await until(
      'it ends',
      async () => {
        await lab.world.query(
          "UPDATE jobs.job SET due_at = now() WHERE status = 'queued' AND sent_at IS NULL AND attempt > 0",
        );
        return over;
      },
      30_000,
    );
    return watch;
  }

  const final: [what: string, behaviour: Behaviour, code: string][] = [
    ['refuses', { kind: 'refusal' }, 'MODEL_REFUSED'],
    ['does not take our key', { kind: 'status', status: 401, message: providerWords }, 'MODEL_AUTH'],
    [
      'cannot hold the input',
      { kind: 'status', status: 400, message: 'context length exceeded' },
      'INPUT_TOO_LONG',
    ],
    ['cannot take the request', { kind: 'status', status: 400, message: providerWords }, 'MODEL_FAILED'],
  ];
  for (const [what, behaviour, code] of final) {
    it(`that ${what} ends the job at once: ${code}`, async () => {
      lab.model.script(behaviour);
      const job = await lab.run(newOwner(), body());
      expect(job).to.deep.include({ status: 'failed', result: null });
      expect(job.error).to.include({ code, retryable: false });
      expect(JSON.stringify(job)).not.to.include(providerWords);
      expect(modelCalls()).to.equal(1);
    });
  }

  it('that answers in a broken shape once is told so and answers again', async () => {
    lab.model.script({ kind: 'malformed' });
    const job = await lab.run(newOwner(), body());
    expect(job.status, JSON.stringify(job.error)).to.equal('succeeded');
    expect(modelCalls()).to.equal(2);
    const messages = lab.model.requests.at(-1)?.body.messages as { role: string; content: string }[];
    expect(messages.map(({ role }) => role)).to.deep.equal(['system', 'user', 'assistant', 'user']);
    expect(messages.at(-1)?.content).to.include('does not match the schema');
    expect(job.metadata.tokens_used, 'both calls are paid').to.be.above(
      ((lab.model.requests.at(-1)?.user.length as number) / 4) * 2,
    );
  });

  const passing: [what: string, behaviour: Behaviour, callsPerTry: number, code: string][] = [
    ['answers in a broken shape', { kind: 'malformed' }, 2, 'MODEL_UNAVAILABLE'],
    ['is down', { kind: 'status', status: 500, message: providerWords }, 1, 'MODEL_UNAVAILABLE'],
    ['is over its limit', { kind: 'status', status: 429, retryAfterSeconds: 0 }, 1, 'MODEL_RATE_LIMITED'],
  ];
  for (const [what, behaviour, callsPerTry, code] of passing) {
    it(`that ${what} is asked again by the job, and five times in all: ${code}`, async () => {
      const owner = newOwner();
      lab.model.script(...times(5 * callsPerTry, behaviour));
      const job = await hurried(lab.run(owner, body()));
      expect(job).to.deep.include({ status: 'failed', result: null });
      expect(job.error).to.include({ code, retryable: true });
      expect(JSON.stringify(job)).not.to.include(providerWords);
      expect(modelCalls()).to.equal(5 * callsPerTry);
      await until('the paper says so', async () => {
        const { data } = (await lab.get(owner, '/api/v1/academic/paper')).body;
        return data?.processing_status === 'failed' && data.processing_error === code;
      });
    });
  }

  it('that comes back in time is no failure at all; meanwhile the job tells why it waits', async () => {
    const owner = newOwner();
    lab.model.script({ kind: 'status', status: 429, retryAfterSeconds: 600 });
    const { data: accepted } = (await lab.post(owner, body())).body;
    const waiting = await lab.jobThat(owner, accepted.id, 'it waits', ({ attempt }) => attempt === 1);
    expect(waiting).to.deep.include({ status: 'queued', finished_at: null, result: null });
    const [row] = await lab.world.query<{ due_at: Date }>('SELECT due_at FROM jobs.job WHERE id = $1', [
      accepted.id,
    ]);
    expect(row?.due_at.getTime(), 'not before the provider allows it').to.be.above(Date.now() + 500_000);
    await lab.world.query('UPDATE jobs.job SET due_at = now() WHERE id = $1', [accepted.id]);
    const job = await lab.jobThat(owner, accepted.id, 'it ends', ({ finished_at }) => finished_at !== null);
    expect(job).to.deep.include({ status: 'succeeded', error: null });
  });

  it('is a retryable 503 to other back ends', async () => {
    lab.model.script(...times(5, { kind: 'status', status: 500 }));
    const { status, body: problem } = await hurried(
      lab.call('POST', '/api/ai/simplify', {
        as: lab.world.environment.AI_BACKEND_API_KEY as string,
        body: body(),
      }),
    );
    expect([status, problem.code, problem.retryable]).to.deep.equal([503, 'MODEL_UNAVAILABLE', true]);
  });

  it('a cancel closes the call that is under way', async () => {
    const owner = newOwner();
    lab.model.script({ kind: 'hang' });
    const { data: accepted } = (await lab.post(owner, body())).body;
    await until('the model is asked', () => modelCalls() === 1);
    await lab.call('POST', `/api/v1/jobs/${accepted.id}/cancel`, { as: owner });
    const job = await lab.jobThat(owner, accepted.id, 'it ends', ({ finished_at }) => finished_at !== null);
    expect([job.status, job.error?.code]).to.deep.equal(['cancelled', 'CANCELLED']);
    await until('the connection is closed', () => lab.model.requests.at(-1)?.aborted === true);
  });
});

describe('a model that fails beside another provider', function () {
  this.timeout(60_000);
  let lab: PapersWorld;
  before(async () => {
    lab = await openPapers({
      environment: { ANTHROPIC_API_KEY: 'stand-in', ANTHROPIC_MODEL: fallbackModel },
    });
  });
  after(() => lab?.close());

  it('is stood in for within the same run, and the result names who made it', async () => {
    const owner = newOwner();
    lab.model.script({ kind: 'status', status: 500 });
    const asked = body();
    const job = await lab.run(owner, asked);
    expect(job).to.include({ status: 'succeeded', attempt: 0 });
    expect(job.metadata.ai_model).to.equal(fallbackModel);
    expect(lab.model.requests.map(({ protocol }) => protocol)).to.deep.equal(['openai', 'anthropic']);
    expect(lab.model.requests[0]?.body.model).to.equal(modelName);
    expect((await lab.post(owner, asked)).body.metadata).to.include({
      ai_model: fallbackModel,
      from_cache: true,
    });
  });
});
