import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { RepairInput, RepairOutput, SimplifyOutput } from '../prompts/simplify.ts';
import { finish } from './finish.ts';
import { readPaper } from './paper-text.ts';
import { type Ask, simplifyWithModel } from './simplify-with-model.ts';

const paper = readPaper({
  title: 'Green roofs and rain',
  abstract:
    'We measured rain on 12 green roofs and 12 bare roofs. Green roofs held back 40% of the rain. Bare roofs held back 5% of the rain. Temperature did not differ between the roofs. Green roofs may help against floods.',
});
const answer = (
  summary: [string, number[]][],
  points: [string, number[]][] = [['Green roofs held back 40% of the rain.', [1]]],
): SimplifyOutput => ({
  title: 'Roofs with plants',
  summary: summary.map(([text, sources]) => ({ text, sources })),
  key_points: points.map(([text, sources]) => ({ text, sources })),
  glossary: [{ term: 'green roof', definition: 'A roof with plants.' }],
});

describe('finish', () => {
  it('passes a faithful answer through, with sources and grades', async () => {
    const { result, failing } = await finish(
      answer([
        ['Green roofs kept 40% of the rain.', [1]],
        ['Bare roofs held back only 5% of it.', [2]],
      ]),
      paper,
      'beginner',
    );
    expect(failing).to.deep.equal([]);
    expect(result).to.include({
      title: 'Roofs with plants',
      engine: 'model',
      left_out: 0,
      summary: 'Green roofs kept 40% of the rain. Bare roofs held back only 5% of it.',
    });
    expect(result!.sources.summary.map(([first]) => first)).to.deep.equal([1, 2]);
    expect(result!.glossary).to.deep.equal({ 'green roof': 'A roof with plants.' });
  });

  it('says what to repair, why, and what the source says', async () => {
    const { result, failing } = await finish(
      answer([
        ['Green roofs held back 60% of the rain.', [1]],
        ['Temperature differed between the roofs.', [3]],
      ]),
      paper,
      'beginner',
    );
    expect(result).to.equal(null);
    expect(failing.map(({ position, violations }) => [position, violations[0]!.code])).to.deep.equal([
      [0, 'NUMBER_UNSUPPORTED'],
      [1, 'POLARITY_CHANGED'],
    ]);
    expect(failing[1]!.nearest.map(({ text }) => text)).to.include(
      'Temperature did not differ between the roofs.',
    );
  });

  it('leaves out what still fails, with a warning that names it', async () => {
    const wrong = 'Temperature differed between the roofs.';
    const { result } = await finish(
      answer([
        ['Green roofs held back 40% of the rain.', [1]],
        [wrong, [3]],
      ]),
      paper,
      'beginner',
      { final: true },
    );
    expect(result!.summary).to.equal('Green roofs held back 40% of the rain.');
    expect(result!.left_out).to.equal(1);
    expect(result!.warnings).to.deep.include({
      code: 'POLARITY_CHANGED',
      message: 'The source denies “differ”, this does not.',
      sentence: wrong,
    });
  });

  it('puts sentences of the paper in the place of a summary that is wrong throughout', async () => {
    const { result } = await finish(answer([['Rents rose in Paris by 90%.', [1]]], []), paper, 'beginner', {
      final: true,
    });
    expect(result!.engine).to.equal('extractive');
    expect(result!.warnings.map(({ code }) => code)).to.include.members(['SUMMARY_REPLACED', 'UNSUPPORTED']);
    expect(result!.summary).to.contain('40%');
  });

  it('does not take a title that claims what the source does not', async () => {
    const { result } = await finish(
      {
        ...answer([['Green roofs held back 40% of the rain.', [1]]]),
        title: 'Green roofs hold back 90% of the rain',
      },
      paper,
      'beginner',
    );
    expect(result!.title).to.equal('Green roofs and rain');
  });

  it('survives an answer full of rubbish', async () => {
    const rubbish: SimplifyOutput = {
      title: '\u0000\uD800',
      summary: [
        { text: '\u0000', sources: [-1, 1e9] },
        { text: '', sources: [] },
        {
          text: 'Green roofs held back 40% of the rain.\u0000 Bare roofs held back 5% of the rain.',
          sources: [1, 1],
        },
      ],
      key_points: [],
      glossary: [
        { term: '__proto__', definition: 'x' },
        { term: '', definition: '' },
      ],
    };
    const { result } = await finish(rubbish, paper, 'beginner', { final: true });
    expect(result!.sentences).to.deep.equal([
      'Green roofs held back 40% of the rain.',
      'Bare roofs held back 5% of the rain.',
    ]);
    expect(JSON.stringify(result)).not.to.contain('\\u0000');
  });
});

describe('simplifyWithModel', () => {
  /** Answers by prompt id, as a model would; keeps what it was asked. */
  function modelOf(answers: Record<string, (input: never) => unknown>): {
    ask: Ask;
    asked: { id: string; text: string }[];
  } {
    const asked: { id: string; text: string }[] = [];
    const ask: Ask = async (prompt, input) => {
      asked.push({ id: prompt.id, text: prompt.user(input) });
      return prompt.schema.parse(answers[prompt.id]!(input as never));
    };
    return { ask, asked };
  }

  it('asks for one repair and uses it', async () => {
    const { ask, asked } = modelOf({
      'papers.simplify.single': () =>
        answer([
          ['Green roofs held back 60% of the rain.', [1]],
          ['Rents rose in Paris.', []],
        ]),
      'papers.simplify.repair': (input: RepairInput): RepairOutput => ({
        sentences: input.faults.map(({ position }, at) =>
          at === 0
            ? { position, text: 'Green roofs held back 40% of the rain.', sources: [1] }
            : { position, text: '', sources: [] },
        ),
      }),
    });
    const result = await simplifyWithModel(paper, { level: 'beginner', inputTokens: 4_000, ask });
    expect(asked.map(({ id }) => id)).to.deep.equal(['papers.simplify.single', 'papers.simplify.repair']);
    expect(result).to.include({
      summary: 'Green roofs held back 40% of the rain.',
      left_out: 1,
      engine: 'model',
    });
  });

  it('reads a long paper whole: the marker of the last section reaches a request and the result', async () => {
    const text = `${Array.from({ length: 12 }, (_, at) => `${at + 1} Part ${at + 1}\n\n${`Roofs of part ${at} hold rain. `.repeat(40)}`).join('\n\n')}\n\n13 End\n\nThe marker zebrafish swam in the last tank.`;
    const long = readPaper({ title: 'Long', text });
    const marker = long.sentences.at(-1)!.index;
    const { ask, asked } = modelOf({
      'papers.simplify.map': (input: { sections: { sentences: { index: number; text: string }[] }[] }) => {
        const last = input.sections.at(-1)!.sentences.at(-1)!;
        return { notes: [{ text: last.text, sources: [last.index] }], glossary: [] };
      },
      'papers.simplify.reduce': (input: { notes: { text: string; sources: number[] }[] }) => ({
        title: 'Long',
        summary: input.notes,
        key_points: [],
        glossary: [],
      }),
    });
    const steps: number[] = [];
    const result = await simplifyWithModel(long, {
      level: 'beginner',
      inputTokens: 1_500,
      ask,
      onProgress: (done) => steps.push(done),
    });
    expect(
      asked.filter(({ id, text: sent }) => id === 'papers.simplify.map' && sent.includes('zebrafish')),
    ).to.have.length(1);
    expect(result.summary).to.contain('zebrafish');
    expect(result.sources.summary.at(-1)).to.include(marker);
    expect(steps).to.deep.equal([...steps].sort((a, b) => a - b));
  });

  it('checks a translation by its numbers', async () => {
    const { ask } = modelOf({
      'papers.simplify.single': () =>
        answer([['Atap hijau menahan 40% air hujan.', [1]]], [['Atap biasa menahan 5% air hujan.', [2]]]),
    });
    const result = await simplifyWithModel(paper, {
      level: 'beginner',
      language: 'id',
      inputTokens: 4_000,
      ask,
    });
    expect(result).to.include({ summary: 'Atap hijau menahan 40% air hujan.', language: 'id' });
    expect(result.warnings.map(({ code }) => code)).to.deep.equal(['LANGUAGE_NOT_SUPPORTED']);
  });
});
