import { TransientError } from '@scory/chassis/errors.ts';
import { until } from '@scory/chassis/testing/harness.ts';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { pino } from 'pino';
import type { Embedder } from '../embedder.ts';
import { EncoderThread } from './encoder-thread.ts';
import { createOfflineEmbedder, type OfflineOptions } from './offline-embedder.ts';

const dot = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, at) => sum + value * (b[at] as number), 0);
const passages = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `Group ${index} was given the treatment for ${index} weeks.`);

/** Each question is nearest to the answer beside it. */
const alike = [
  ['How do plants make food from light?', 'Leaves turn sunshine, water and air into sugar.'],
  ['What makes bread rise?', 'Yeast gives off gas that blows the dough up.'],
  ['Why does the moon change its shape?', 'We see different parts of its lit side as it circles the Earth.'],
  ['Who may vote in the election?', 'Every citizen over eighteen can cast a ballot.'],
] as const;

describe('embeddings without a provider', () => {
  let threads: EncoderThread[];
  let embedder: Embedder;

  const embedderOf = (options: Partial<OfflineOptions> = {}): Embedder =>
    createOfflineEmbedder({
      log: pino({ level: 'silent' }),
      threads: 1,
      startThread: () => {
        const thread = new EncoderThread();
        threads.push(thread);
        return thread;
      },
      ...options,
    });
  const failureOf = async (work: Promise<unknown>): Promise<TransientError> => {
    try {
      await work;
    } catch (error) {
      return error as TransientError;
    }
    throw new Error('it did not fail');
  };

  beforeEach(() => {
    threads = [];
    embedder = embedderOf();
  });
  afterEach(() => embedder.close());

  it('starts no thread before there is something to embed', async () => {
    expect(embedder).to.include({ provider: 'offline', offline: true, dimensions: 512 });
    expect(await embedder.embed([], { kind: 'passage' })).to.deep.equal([]);
    expect(threads).to.have.length(0);
  });

  it('gives the same vector of length 1 for a text, whatever stands beside it', async () => {
    const texts = [...passages(40), 'short', passages(30).join(' '), 'short'];
    const vectors = await embedder.embed(texts, { kind: 'passage' });
    for (const index of [0, 17, 39, 40, 41]) {
      const vector = vectors[index]!;
      expect(vector).to.have.length(512);
      expect(dot(vector, vector)).to.be.closeTo(1, 1e-5);
      const [alone] = await embedder.embed([texts[index]!], { kind: 'query' });
      expect(dot(vector, alone!), texts[index]!.slice(0, 40)).to.be.closeTo(1, 1e-5);
    }
    expect(vectors[42]).to.equal(vectors[40]);
  });

  it('puts a question nearer to its answer than to what is about something else', async () => {
    const questions = await embedder.embed(
      alike.map(([question]) => question),
      { kind: 'query' },
    );
    const answers = await embedder.embed(
      alike.map(([, answer]) => answer),
      { kind: 'passage' },
    );
    for (const [index, question] of questions.entries()) {
      const near = answers.map((answer) => dot(question, answer));
      expect(near.indexOf(Math.max(...near)), alike[index]?.[0]).to.equal(index);
    }
  });

  it('reads a long text to its end', async () => {
    const beginning = 'The bank lends money to small shops. '.repeat(20);
    const [whole, cut] = await embedder.embed(
      [`${beginning}${'Penguins hatch their eggs on the ice. '.repeat(40)}`, beginning],
      { kind: 'passage' },
    );
    const [question] = await embedder.embed(['Where do penguins breed?'], { kind: 'query' });
    expect(dot(question!, whole!)).to.be.greaterThan(dot(question!, cut!) + 0.1);
  });

  it('takes any script, symbols, and a word without an end', async () => {
    const odd = ['日本語の文章', '😀', '\u0000', 'a\ud800b', 'x'.repeat(3_000), '∑∀∂ = ∅'];
    const vectors = await embedder.embed(odd, { kind: 'passage' });
    for (const vector of vectors) expect(dot(vector, vector)).to.be.closeTo(1, 1e-5);
  });

  it('refuses a text with nothing in it, and one that is too long', async () => {
    expect(await failureOf(embedder.embed(['one', ''], { kind: 'passage' }))).to.include({
      code: 'EMPTY_TEXT',
    });
    expect(await failureOf(embedder.embed(['x'.repeat(32_001)], { kind: 'query' }))).to.include({
      code: 'INPUT_TOO_LONG',
    });
    expect(threads).to.have.length(0);
  });

  it('leaves the event loop of its caller free', async () => {
    await embedder.embed(['warm'], { kind: 'query' });
    let ticks = 0;
    const clock = setInterval(() => {
      ticks += 1;
    }, 1);
    const before = performance.eventLoopUtilization();
    await embedder.embed(passages(200), { kind: 'passage' });
    const { utilization, idle } = performance.eventLoopUtilization(before);
    clearInterval(clock);
    // 200 passages are 13 batches; a loop that computes them itself is never idle and ticks between batches at best.
    expect(ticks).to.be.greaterThan(50);
    expect(idle).to.be.greaterThan(0);
    expect(utilization).to.be.lessThan(0.8);
  });

  it('lets a question overtake the passages that wait', async () => {
    const done: string[] = [];
    const all = embedder.embed(passages(150), { kind: 'passage' }).then(() => done.push('passages'));
    await embedder.embed(['Who was treated?'], { kind: 'query' }).then(() => done.push('question'));
    await all;
    expect(done).to.deep.equal(['question', 'passages']);
  });

  it('drops what has not begun when the caller gives up', async () => {
    const small = embedderOf({ maxWaiting: 100 });
    const controller = new AbortController();
    const given = failureOf(small.embed(passages(5_000), { kind: 'passage', signal: controller.signal }));
    expect(await failureOf(small.embed(passages(10), { kind: 'passage' }))).to.include({
      code: 'EMBEDDER_BUSY',
      retryAfterMs: 5_000,
    });
    const reason = new Error('cancelled');
    controller.abort(reason);
    expect(await given).to.equal(reason);
    expect(await small.embed(passages(10), { kind: 'passage' })).to.have.length(10);
    await small.close();
  });

  it('embeds all the same when its thread dies in the middle', async () => {
    const asked = embedder.embed(passages(60), { kind: 'passage' });
    await until('the thread encodes', () => threads[0]?.busy === true);
    await threads[0]?.end();
    expect(await asked).to.have.length(60);
    expect(threads).to.have.length(2);
    await threads[1]?.end();
    expect(await embedder.embed(['again'], { kind: 'query' })).to.have.length(1);
    expect(threads).to.have.length(3);
  });

  it('asks for another try when thread after thread dies, and serves the next', async () => {
    const startThread = (): EncoderThread => {
      const thread = new EncoderThread(threads.length < 2 ? { timeoutMs: 1 } : {});
      threads.push(thread);
      return thread;
    };
    const weak = embedderOf({ startThread });
    const error = await failureOf(weak.embed(['one'], { kind: 'query' }));
    expect(error).to.be.instanceOf(TransientError);
    expect(error.code).to.equal('MODEL_UNAVAILABLE');
    expect(await weak.embed(['one'], { kind: 'query' })).to.have.length(1);
    await weak.close();
  });

  it('ends a thread that takes too long', async () => {
    const slow = new EncoderThread({ timeoutMs: 1 });
    expect(await failureOf(slow.encode(['one']))).to.include({ name: 'EncoderThreadDied' });
    expect(slow.dead).to.equal(true);
  });

  it('fails what is under way when it closes, and leaves nothing running', async () => {
    const workers = (): number =>
      process.getActiveResourcesInfo().filter((name) => /worker|messageport/i.test(name)).length;
    const before = workers();
    const asked = failureOf(embedder.embed(passages(100), { kind: 'passage' }));
    await until('the thread encodes', () => threads[0]?.busy === true);
    await embedder.close();
    expect(await asked).to.include({ name: 'TransientError', code: 'SHUTTING_DOWN' });
    expect(await failureOf(embedder.embed(['two'], { kind: 'query' }))).to.include({ code: 'SHUTTING_DOWN' });
    expect(threads.every(({ dead }) => dead)).to.equal(true);
    expect(workers()).to.equal(before);
  });
});
