/** What reaches a reader: nothing that the paper does not say, and for every sentence where the paper says it. */
import { until } from '@scory/chassis/testing/harness.ts';
import type { JobView } from '@scory/contracts/http.ts';
import type { SimplifiedPaper, SimplifyMetadata } from '@scory/contracts/papers/simplify.ts';
import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { newContent, newName, newOwner, openPapers, type PapersWorld, sentences } from './papers-world.ts';

const bodyOf = (more: Record<string, unknown> = {}) => ({
  paper_content: newContent(),
  reading_level: 'beginner',
  ...more,
});
const truth = { text: 'Adults who slept remembered 35 words on average.', sources: [3] };
const untrue = { text: 'Adults who slept remembered 95 words on average.', sources: [3] };
const reversed = { text: 'We found a difference between women and men.', sources: [5] };
const fromNowhere = { text: 'Vaccines against malaria protect children in Mozambique.', sources: [1] };
const answerOf = (...summary: { text: string; sources: number[] }[]) => ({
  kind: 'answer' as const,
  value: { title: 'Sleep and memory', summary, key_points: [truth], glossary: [] },
});
const repairOf = (text: string, position = 1) => ({
  kind: 'answer' as const,
  value: { sentences: [{ position, text, sources: [3] }] },
});

function outcomeOf(job: JobView): { result: SimplifiedPaper; metadata: SimplifyMetadata } {
  expect(job.status, JSON.stringify(job.error)).to.equal('succeeded');
  return { result: job.result as SimplifiedPaper, metadata: job.metadata as SimplifyMetadata };
}

/** Every sentence of the result names sentences that the source has. */
function expectSourced({ result, metadata }: ReturnType<typeof outcomeOf>): void {
  const { summary, key_points: points } = metadata.sources;
  expect(summary).not.to.deep.equal([]);
  expect(summary.map(({ text }) => text).join(' ')).to.equal(result.summary.replaceAll('\n\n', ' '));
  expect(points.map(({ text }) => text)).to.deep.equal(result.key_points);
  for (const { text, sources } of [...summary, ...points]) {
    expect(sources, text).not.to.deep.equal([]);
    for (const index of sources) expect(index, text).to.be.within(0, metadata.source_sentences - 1);
  }
}

describe('the faithfulness of a simplification', function () {
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
  const asked = () => lab.model.requests.slice(calls);

  it('each sentence names the sentences of the paper that it rests on', async () => {
    const outcome = outcomeOf(await lab.run(newOwner(), bodyOf()));
    expectSourced(outcome);
    expect(outcome.metadata.source_sentences).to.equal(sentences.length);
    expect(outcome.metadata).to.include({ left_out: 0, language: 'en' });
    for (const { text, sources } of outcome.metadata.sources.summary)
      expect(text).to.equal(sentences[sources[0] as number]);
  });

  it('a number that the paper does not say goes back to the model and is put right', async () => {
    lab.model.script(
      answerOf(truth, untrue),
      repairOf('Adults who stayed awake remembered 21 words on average.'),
    );
    const job = await lab.run(newOwner(), bodyOf());
    const outcome = outcomeOf(job);
    expect(outcome.result.summary).to.equal(
      'Adults who slept remembered 35 words on average. Adults who stayed awake remembered 21 words on average.',
    );
    expect(asked()).to.have.length(2);
    const repair = asked()[1]?.user;
    expect(repair).to.include(`Position 1: ${untrue.text}`).and.to.include(`[3] ${truth.text}`);
    expectSourced(outcome);
    expect(outcome.metadata.left_out).to.equal(0);
    await until('both calls are in the ledger, and paid', async () => {
      const rows = await lab.world.query<{ tokens: number }>(
        'SELECT input_tokens + output_tokens AS tokens FROM llm.usage WHERE job_id = $1',
        [job.id],
      );
      const tokens = rows.reduce((sum, row) => sum + row.tokens, 0);
      return rows.length === 2 && tokens === outcome.metadata.tokens_used;
    });
  });

  for (const [what, wrong, code] of [
    ['a wrong number', untrue, 'NUMBER_UNSUPPORTED'],
    ['a lost "no"', reversed, 'POLARITY_CHANGED'],
    ['a sentence from nowhere', fromNowhere, 'UNSUPPORTED'],
  ] as const) {
    it(`${what} that the model insists on is left out, and the result says so`, async () => {
      lab.model.script(answerOf(truth, { ...wrong, sources: [...wrong.sources] }), repairOf(wrong.text));
      const owner = newOwner();
      const job = await lab.run(owner, bodyOf());
      const outcome = outcomeOf(job);
      expect(outcome.result.summary).to.equal(truth.text);
      expect(outcome.metadata.left_out).to.equal(1);
      expect(outcome.metadata.warnings).to.deep.include.members(job.warnings);
      expect(job.warnings.map(({ code: given, sentence }) => [given, sentence])).to.deep.include([
        code,
        wrong.text,
      ]);
      expectSourced(outcome);
    });
  }

  it('where nothing of the answer holds, sentences of the paper stand in its place', async () => {
    lab.model.script(
      { kind: 'answer', value: { title: 'Malaria', summary: [fromNowhere], key_points: [], glossary: [] } },
      repairOf('', 0),
    );
    const outcome = outcomeOf(await lab.run(newOwner(), bodyOf()));
    expect(outcome.result.summary).not.to.include('malaria');
    expect(outcome.metadata.warnings.map(({ code }) => code)).to.include('SUMMARY_REPLACED');
    expectSourced(outcome);
  });

  it('sources that the model makes up are not passed on', async () => {
    lab.model.script(
      answerOf({ ...truth, sources: [999, -1, 3] }, { text: sentences[5] as string, sources: [] }),
    );
    expectSourced(outcomeOf(await lab.run(newOwner(), bodyOf())));
  });

  it('a title with a number of its own is that of the paper', async () => {
    const value = {
      title: 'Sleep makes memory 95% better',
      summary: [truth],
      key_points: [truth],
      glossary: [],
    };
    lab.model.script({ kind: 'answer', value });
    const body = bodyOf();
    const { result } = outcomeOf(await lab.run(newOwner(), body));
    expect(result.title).to.equal(body.paper_content.title);
  });
});

describe('a paper that is longer than the context of the model', function () {
  this.timeout(60_000);
  const contextTokens = 2_000;
  let lab: PapersWorld;
  before(async () => {
    lab = await openPapers({ environment: { MODEL_CONTEXT_TOKENS: String(contextTokens) } });
  });
  after(() => lab?.close());

  it('reaches the model whole, part by part, and its last sentence the reader', async () => {
    const body = Array.from(
      { length: 400 },
      () => `The group called ${newName()} slept well and learned many words of the list.`,
    );
    const marker = `Only the group called ${newName()} forgot every word of the list.`;
    const text = [...body, marker].join(' ');
    const outcome = outcomeOf(
      await lab.run(newOwner(), bodyOf({ paper_content: { title: 'Sleep and memory', text } })),
    );
    const parts = lab.model.requests.filter(({ user }) => user.includes('<paper>'));
    expect(parts.length).to.be.above(5);
    for (const { user } of lab.model.requests)
      expect(user.length / 4, 'tokens of one call').to.be.below(contextTokens * 1.2);
    const read = parts.flatMap(({ user }) => [...user.matchAll(/^\[(\d+)\] (.+)$/gm)]);
    expect(read.map(([, index]) => Number(index)).sort((a, b) => a - b)).to.deep.equal(
      Array.from({ length: 401 }, (_, index) => index),
    );
    expect(new Set(read.map(([, , sentence]) => sentence))).to.deep.equal(new Set([...body, marker]));
    expect(outcome.result.summary).to.include(marker);
    const last = outcome.metadata.sources.summary.find(({ text: sentence }) => sentence === marker);
    expect(last?.sources).to.include(400);
    expectSourced(outcome);
  });
});

describe('without any model', function () {
  this.timeout(60_000);
  let lab: PapersWorld;
  before(async () => {
    lab = await openPapers({ environment: { OPENAI_API_KEY: '' } });
  });
  after(() => lab?.close());

  it('the offline engine simplifies, says so, costs nothing and names its sources', async () => {
    const owner = newOwner();
    const outcome = outcomeOf(await lab.run(owner, bodyOf()));
    expectSourced(outcome);
    expect(outcome.metadata).to.include({ ai_model: 'offline-extractive', tokens_used: 0, cost_usd: 0 });
    expect(outcome.metadata.warnings.map(({ code }) => code)).to.include('EXTRACTIVE');
    for (const number of outcome.result.summary.match(/\d+/g) ?? [])
      expect(sentences.join(' ')).to.include(number);
    expect(lab.model.requests).to.deep.equal([]);
  });
});
