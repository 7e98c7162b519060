import { PermanentError, TransientError } from '@scory/chassis/errors.ts';
import { until } from '@scory/chassis/testing/harness.ts';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { pino } from 'pino';
import type { Embedder } from '../embedder.ts';
import type { Usage } from '../ledger.ts';
import { createOpenAiEmbeddings } from '../providers/openai-embeddings.ts';
import { type StandIn, startStandIn } from '../stand-in/server.ts';
import { createRemoteEmbedder, type RemoteOptions } from './remote-embedder.ts';

const model = 'text-embedding-3-small';
const size = 64;
const passages = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `passage ${'abcdefghij'.slice(index % 10)} number ${index}`);
const dot = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, at) => sum + value * (b[at] as number), 0);

/** What another try may not meet again. */
const passing = [
  ['500', { kind: 'status', status: 500 }],
  ['an answer that is cut off', { kind: 'cut' }],
  ['a vector too few', { kind: 'vectors', count: 1 }],
  ['a vector too many', { kind: 'vectors', count: 3 }],
  ['no vector', { kind: 'vectors', count: 0 }],
  ['a number that is none', { kind: 'vectors', first: Number.NaN }],
  ['an infinite number', { kind: 'vectors', first: Number.POSITIVE_INFINITY }],
] as const;

const failureOf = async (work: Promise<unknown>): Promise<PermanentError | TransientError> => {
  try {
    await work;
  } catch (error) {
    return error as PermanentError;
  }
  throw new Error('it did not fail');
};

describe('embeddings by a provider, through the real SDK', () => {
  let standIn: StandIn;
  let usage: Usage[];
  let calls: { outcome: string; tokens: number; costUsd: number }[];
  let embedder: Embedder;

  beforeEach(async () => {
    standIn = await startStandIn({ embeddingMaxTokens: 1_000 });
    usage = [];
    calls = [];
    embedder = embedderOf();
  });
  afterEach(() => Promise.all([embedder.close(), standIn.close()]));

  const embedderOf = (options: Partial<RemoteOptions> & { ask?: number } = {}): Embedder =>
    createRemoteEmbedder({
      provider: createOpenAiEmbeddings({
        name: 'openai',
        apiKey: 'key',
        baseUrl: `${standIn.url}/v1`,
        model,
        dimensions: options.ask,
      }),
      dimensions: size,
      batchTexts: 10,
      timeoutMs: 5_000,
      ledger: { add: (entry) => void usage.push(entry), close: async () => undefined },
      metrics: { modelCall: (call) => void calls.push(call) },
      log: pino({ level: 'silent' }),
      ...options,
    });
  const inputs = (): string[][] => standIn.requests.map(({ body }) => body.input as string[]);

  it('gives a vector of length 1 for every text, in their order, over several calls', async () => {
    const texts = passages(37);
    const vectors = await embedder.embed(texts, { kind: 'passage' });
    expect(inputs().map(({ length }) => length)).to.have.members([10, 10, 10, 7]);
    for (const [index, text] of texts.entries()) {
      const [alone] = await embedderOf().embed([text], { kind: 'passage' });
      expect(vectors[index], text).to.have.length(size);
      expect(dot(vectors[index]!, vectors[index]!)).to.be.closeTo(1, 1e-5);
      expect(dot(vectors[index]!, alone!), text).to.be.closeTo(1, 1e-5);
    }
  });

  it('asks for nothing where there is nothing to embed', async () => {
    expect(await embedder.embed([], { kind: 'passage' })).to.deep.equal([]);
    expect(standIn.requests).to.have.length(0);
  });

  it('asks for a text once that comes twice', async () => {
    const vectors = await embedder.embed(['one', 'two', 'one', ' one\n', 'two'], { kind: 'passage' });
    expect(inputs()).to.deep.equal([['one', 'two']]);
    expect(vectors.map((vector) => [vectors[0], vectors[1]].indexOf(vector))).to.deep.equal([0, 1, 0, 0, 1]);
  });

  it('makes calls no larger than the estimated tokens allow', async () => {
    const texts = passages(6).map((text) => text.repeat(20));
    await embedderOf({ batchTokens: 500 }).embed(texts, { kind: 'passage' });
    expect(inputs().flat()).to.have.members(texts);
    for (const batch of inputs()) expect(batch.join('').length / 3).to.be.lessThan(500);
  });

  it('halves a call that the provider finds too long, until a single text is', async () => {
    const texts = passages(8).map((text) => text.repeat(30));
    const vectors = await embedder.embed(texts, { kind: 'passage' });
    expect(vectors).to.have.length(8);
    expect(usage.map(({ outcome }) => outcome)).to.include.members(['context_too_long', 'ok']);
    const error = await failureOf(embedder.embed(['word '.repeat(1_000)], { kind: 'passage' }));
    expect(error).to.include({ name: 'PermanentError', code: 'INPUT_TOO_LONG' });
  });

  it('puts before a text what the model was trained to see there', async () => {
    const prefixed = embedderOf({ prefix: { query: 'query: ', passage: 'passage: ' } });
    await prefixed.embed(['why'], { kind: 'query' });
    await prefixed.embed(['because'], { kind: 'passage' });
    expect(inputs()).to.deep.equal([['query: why'], ['passage: because']]);
  });

  it('asks for base64, and for numbers where an endpoint knows neither that nor dimensions', async () => {
    const shortening = embedderOf({ ask: size });
    await shortening.embed(['one'], { kind: 'query' });
    expect(standIn.requests[0]?.body).to.include({ encoding_format: 'base64', dimensions: size });
    standIn.script({ kind: 'status', status: 400, message: 'unknown parameter' });
    await shortening.embed(['two'], { kind: 'query' });
    await shortening.embed(['three'], { kind: 'query' });
    for (const { body } of standIn.requests.slice(2)) {
      expect(body).to.include({ encoding_format: 'float' });
      expect(body).not.to.have.property('dimensions');
    }
  });

  it('records every call with who it is for, its tokens and its cost', async () => {
    await embedder.embed(passages(12), { kind: 'passage', ownerId: 'owner', jobId: 'job' });
    await embedder.embed(['why'], { kind: 'query' });
    expect(usage).to.have.length(3);
    const tokens = usage[0]!.inputTokens;
    expect(tokens).to.be.greaterThan(10);
    expect(usage[0]).to.include({ promptId: 'embed.passage', ownerId: 'owner', jobId: 'job', outcome: 'ok' });
    expect(usage[0]).to.include({ provider: 'openai', model, outputTokens: 0 });
    expect(usage[0]?.costUsd).to.equal(Math.round(tokens * 0.02) / 1e6);
    expect(usage[2]).to.include({ promptId: 'embed.query', jobId: null });
    expect(calls.map((call) => call.tokens)).to.deep.equal(usage.map((entry) => entry.inputTokens));
  });

  it('asks for another try when limited, not before the Retry-After', async () => {
    standIn.script({ kind: 'status', status: 429, retryAfterSeconds: 7 });
    const error = await failureOf(embedder.embed(['one'], { kind: 'passage' }));
    expect(error).to.be.instanceOf(TransientError);
    expect(error).to.include({ code: 'MODEL_RATE_LIMITED', retryAfterMs: 7_000 });
    expect(error.message).not.to.include('scripted');
    expect(standIn.requests).to.have.length(1);
    expect(usage.map(({ outcome }) => outcome)).to.deep.equal(['rate_limited']);
  });

  for (const [what, behaviour] of passing) {
    it(`asks for another try after ${what}`, async () => {
      standIn.script(behaviour);
      const error = await failureOf(embedder.embed(['one', 'two'], { kind: 'passage' }));
      expect(error).to.be.instanceOf(TransientError);
      expect(error.code).to.equal('MODEL_UNAVAILABLE');
      expect(usage.map(({ outcome }) => outcome)).not.to.include('ok');
      expect(await embedder.embed(['one', 'two'], { kind: 'passage' })).to.have.length(2);
    });
  }

  it('ends a call that hangs at its time limit', async () => {
    standIn.script({ kind: 'hang' });
    const error = await failureOf(embedderOf({ timeoutMs: 200 }).embed(['one'], { kind: 'query' }));
    expect(error).to.include({ name: 'TransientError', code: 'MODEL_UNAVAILABLE' });
    await until('the connection is closed', () => standIn.requests[0]?.aborted === true);
    expect(usage.map(({ outcome }) => outcome)).to.deep.equal(['unavailable']);
  });

  it('fails for good when the credentials are refused', async () => {
    standIn.script({ kind: 'status', status: 401 });
    const error = await failureOf(embedder.embed(['one'], { kind: 'query' }));
    expect(error).to.be.instanceOf(PermanentError);
    expect(error.code).to.equal('MODEL_AUTH');
  });

  it('never hands out vectors of another size than the index has', async () => {
    standIn.script({ kind: 'vectors', dimensions: size / 2 });
    const error = await failureOf(embedder.embed(['one', 'two'], { kind: 'passage' }));
    expect(error).to.include({ name: 'PermanentError', code: 'EMBEDDING_DIMENSIONS' });
    expect(error.message).to.include('32').and.to.include('64');
    expect(usage.map(({ outcome }) => outcome)).to.deep.equal(['bad_output']);
  });

  it('refuses a text with nothing in it, and one that is too long, before it asks', async () => {
    const empty = await failureOf(embedder.embed(['one', ' \n\t'], { kind: 'passage' }));
    expect(empty).to.include({ name: 'PermanentError', code: 'EMPTY_TEXT' });
    expect(empty.message).to.include('Text 2 of 2');
    const long = await failureOf(embedder.embed(['x'.repeat(32_001)], { kind: 'passage' }));
    expect(long).to.include({ name: 'PermanentError', code: 'INPUT_TOO_LONG' });
    expect(standIn.requests).to.have.length(0);
  });

  it('sends no half of a surrogate pair', async () => {
    await embedder.embed(['a\ud800b'], { kind: 'passage' });
    expect(inputs()).to.deep.equal([['a\ufffdb']]);
  });

  it('closes all connections when the caller gives up, and asks for no more', async () => {
    standIn.script(...Array.from({ length: 4 }, () => ({ kind: 'hang' }) as const));
    const controller = new AbortController();
    const asked = embedder.embed(passages(90), { kind: 'passage', signal: controller.signal });
    await until('calls are in flight', () => standIn.requests.length === 4);
    const reason = new Error('cancelled');
    controller.abort(reason);
    expect(await failureOf(asked)).to.equal(reason);
    await until('they are closed', () => standIn.requests.every(({ aborted }) => aborted));
    expect(standIn.requests).to.have.length(4);
    await until('they are recorded', () => usage.length === 4);
    expect(new Set(usage.map(({ outcome }) => outcome))).to.deep.equal(new Set(['aborted']));
  });

  it('gives the rest up when one of several calls fails', async () => {
    standIn.script({ kind: 'hang' }, { kind: 'hang' }, { kind: 'hang' }, { kind: 'status', status: 500 });
    const error = await failureOf(embedder.embed(passages(90), { kind: 'passage' }));
    expect(error.code).to.equal('MODEL_UNAVAILABLE');
    await until(
      'the others are closed',
      () => standIn.requests.filter(({ aborted }) => aborted).length === 3,
    );
    expect(standIn.requests).to.have.length(4);
  });

  it('fails what is under way when it closes', async () => {
    standIn.script({ kind: 'hang' });
    const asked = failureOf(embedder.embed(['one'], { kind: 'query' }));
    await until('the call is in flight', () => standIn.requests.length === 1);
    await embedder.close();
    expect(await asked).to.include({ name: 'TransientError', code: 'SHUTTING_DOWN' });
    expect(await failureOf(embedder.embed(['two'], { kind: 'query' }))).to.include({ code: 'SHUTTING_DOWN' });
  });
});
