import { type PermanentError, TransientError } from '@scory/chassis/errors.ts';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { pino } from 'pino';
import { z } from 'zod';
import { createGateway, type ModelGateway } from './gateway.ts';
import type { Usage } from './ledger.ts';
import type { Prompt } from './prompt.ts';
import { createAnthropicProvider } from './providers/anthropic.ts';
import { createOpenAiProvider } from './providers/openai.ts';
import { type StandIn, startStandIn } from './stand-in/server.ts';

const prompt: Prompt<string, { answer: string; score: number }> = {
  id: 'lab.question',
  version: 1,
  system: 'Answer.',
  user: (question) => question,
  schema: z.object({ answer: z.string(), score: z.number() }),
  maxOutputTokens: 100,
};

describe('model gateway through the real SDKs', () => {
  let openai: StandIn;
  let anthropic: StandIn;
  let usage: Usage[];

  beforeEach(async () => {
    openai = await startStandIn();
    anthropic = await startStandIn();
    usage = [];
  });
  afterEach(() => Promise.all([openai.close(), anthropic.close()]));

  const first = (dialect: 'openai' | 'compatible' = 'openai') =>
    createOpenAiProvider({
      name: dialect,
      dialect,
      apiKey: 'key',
      baseUrl: `${openai.url}/v1`,
      model: 'gpt-4o-mini',
    });
  const second = () =>
    createAnthropicProvider({ apiKey: 'key', baseUrl: anthropic.url, model: 'claude-haiku-4-5' });
  const gatewayOf = (providers = [first(), second()], timeoutMs = 5_000): ModelGateway =>
    createGateway({
      providers,
      timeoutMs,
      ledger: { add: (entry) => void usage.push(entry), close: async () => undefined },
      metrics: { modelCall: () => undefined },
      log: pino({ level: 'silent' }),
    });
  const ask = (gateway: ModelGateway, signal?: AbortSignal) =>
    gateway.generate({ prompt, input: 'Is water wet? Yes.', ownerId: 'owner', jobId: 'job', signal });
  it('shows pictures to either provider, before the text and as they are, also when it asks again', async () => {
    const picture = { mediaType: 'image/png', data: Buffer.from('89504e470d0a1a0a', 'hex') } as const;
    const showing: typeof prompt = { ...prompt, pictures: () => [picture] };
    for (const [provider, standIn] of [
      [first(), openai],
      [second(), anthropic],
    ] as const) {
      standIn.script({ kind: 'malformed' });
      await gatewayOf([provider]).generate({
        prompt: showing,
        input: 'What is this? A dot.',
        ownerId: 'owner',
      });
      expect(standIn.requests).to.have.length(2);
      for (const { pictures, user } of standIn.requests) {
        expect(pictures).to.deep.equal([picture]);
        expect(user).to.equal('What is this? A dot.');
      }
      expect(standIn.requests[0]!.schema).to.have.property('properties');
    }
    expect(usage.map(({ outcome }) => outcome)).to.deep.equal(['ok', 'ok']);
  });

  const failureOf = async (work: Promise<unknown>): Promise<PermanentError | TransientError> => {
    try {
      await work;
    } catch (error) {
      return error as PermanentError;
    }
    throw new Error('it did not fail');
  };

  it('gives a typed value with tokens and cost, and records the call', async () => {
    const generation = await ask(gatewayOf());
    expect(generation.value).to.deep.equal({ answer: 'Is water wet?', score: 0 });
    expect(generation).to.include({ provider: 'openai', model: 'gpt-4o-mini' });
    expect(generation.inputTokens).to.be.greaterThan(0);
    expect(generation.costUsd).to.equal(
      Math.round(generation.inputTokens * 0.15 + generation.outputTokens * 0.6) / 1e6,
    );
    expect(usage).to.have.length(1);
    expect(usage[0]).to.include({ outcome: 'ok', promptId: 'lab.question', ownerId: 'owner', jobId: 'job' });
    expect(openai.requests[0]?.body.response_format).to.have.nested.property('json_schema.strict', true);
  });

  for (const status of [401, 429, 500, 529]) {
    it(`falls back to the second provider on ${status}, without a retry of the SDK`, async () => {
      openai.script({ kind: 'status', status });
      const generation = await ask(gatewayOf());
      expect(generation.provider).to.equal('anthropic');
      expect(openai.requests).to.have.length(1);
      expect(usage.map((entry) => entry.outcome)).to.deep.equal([
        status === 401 ? 'auth' : status === 500 ? 'unavailable' : 'rate_limited',
        'ok',
      ]);
    });
  }

  it('asks the last choice only where nobody else answers', async () => {
    const gateway = gatewayOf();
    const asking = { prompt, input: 'Is water wet? Yes.', ownerId: 'owner', lastChoice: 'openai' };
    expect((await gateway.generate(asking)).provider).to.equal('anthropic');
    anthropic.script({ kind: 'status', status: 500 });
    expect((await gateway.generate(asking)).provider).to.equal('openai');
    expect((await gatewayOf([first()]).generate(asking)).provider).to.equal('openai');
  });

  it('leaves a provider alone for the time it asked for', async () => {
    openai.script({ kind: 'status', status: 429, retryAfterSeconds: 60 });
    const gateway = gatewayOf();
    await ask(gateway);
    await ask(gateway);
    expect(openai.requests).to.have.length(1);
    expect(anthropic.requests).to.have.length(2);
  });

  it('asks for another try when all fail for passing reasons, not before the shortest Retry-After', async () => {
    openai.script({ kind: 'status', status: 429, retryAfterSeconds: 7 });
    anthropic.script({ kind: 'status', status: 429, retryAfterSeconds: 3 });
    const error = await failureOf(ask(gatewayOf()));
    expect(error).to.be.instanceOf(TransientError);
    expect(error).to.include({ code: 'MODEL_RATE_LIMITED', retryAfterMs: 3_000 });
    expect(error.message).not.to.include('scripted');
  });

  it('fails for good when the model refuses or the input is too long', async () => {
    openai.script({ kind: 'refusal' });
    expect(await failureOf(ask(gatewayOf()))).to.include({ name: 'PermanentError', code: 'MODEL_REFUSED' });
    openai.script({
      kind: 'status',
      status: 400,
      message: "This model's maximum context length is 128000 tokens",
    });
    expect(await failureOf(ask(gatewayOf()))).to.include({ name: 'PermanentError', code: 'INPUT_TOO_LONG' });
    expect(anthropic.requests).to.have.length(0);
  });

  it('has a broken answer repaired once, then goes to the next provider', async () => {
    openai.script({ kind: 'answer', value: { answer: 1 } });
    expect((await ask(gatewayOf())).provider).to.equal('openai');
    const turns = openai.requests[1]?.body.messages as { content: string }[];
    expect(turns.at(-1)?.content).to.include('does not match the schema');
    openai.script({ kind: 'malformed' }, { kind: 'malformed' });
    expect((await ask(gatewayOf())).provider).to.equal('anthropic');
  });

  it('refuses text that no store takes', async () => {
    openai.script({ kind: 'answer', value: { answer: 'nul \u0000', score: 1 } });
    expect((await ask(gatewayOf([first()]))).value.answer).to.equal('Is water wet?');
    expect(openai.requests).to.have.length(2);
  });

  it('takes an answer that is cut off for an outage', async () => {
    openai.script({ kind: 'cut' });
    expect((await ask(gatewayOf())).provider).to.equal('anthropic');
  });

  it('ends a call that hangs at its time limit', async () => {
    openai.script({ kind: 'hang' });
    expect((await ask(gatewayOf(undefined, 300))).provider).to.equal('anthropic');
  });

  it('closes the connection when the caller gives up, and asks nobody else', async () => {
    openai.script({ kind: 'hang' });
    const controller = new AbortController();
    const asked = ask(gatewayOf(), controller.signal);
    const reason = new Error('cancelled');
    while (openai.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    controller.abort(reason);
    expect(await failureOf(asked)).to.equal(reason);
    while (!openai.requests[0]?.aborted) await new Promise((resolve) => setImmediate(resolve));
    expect(anthropic.requests).to.have.length(0);
    expect(usage.map((entry) => entry.outcome)).to.deep.equal(['aborted']);
  });

  it('does without JSON schemas where a compatible endpoint knows none', async () => {
    openai.script({ kind: 'status', status: 400, message: 'unknown response_format' });
    openai.script({ kind: 'answer', value: { answer: 'plain', score: 2 } });
    const generation = await ask(gatewayOf([first('compatible')]));
    expect(generation.value.answer).to.equal('plain');
    expect(openai.requests[1]?.body.response_format).to.deep.equal({ type: 'json_object' });
  });

  it('makes an older Anthropic model call a tool instead', async () => {
    anthropic.script({ kind: 'status', status: 400, message: 'output_config is not supported' });
    const generation = await ask(gatewayOf([second()]));
    expect(generation.value).to.deep.equal({ answer: 'Is water wet?', score: 0 });
    expect(anthropic.requests[1]?.body.tool_choice).to.deep.include({ type: 'tool' });
  });

  it('says that a model is needed where none is configured', async () => {
    expect(await failureOf(ask(gatewayOf([])))).to.include({ code: 'MODEL_NEEDED' });
  });
});
