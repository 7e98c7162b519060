import type { Item } from '@scory/contracts/exams/items.ts';
import { expect } from 'chai';
import fc from 'fast-check';
import {
  type Essay,
  type GIFTQuestion,
  type Matching,
  type MultipleChoice,
  parse,
  type ShortAnswer,
} from 'gift-pegjs';
import { describe, it } from 'mocha';
import { arbitraryItem } from '../test/arbitrary-item.ts';
import { readHtml, same } from '../test/reading-html.ts';
import { examOf, itemTypes, sampleItem, sampleItems } from '../test/sample-items.ts';
import { decimal, giftFile } from './gift.ts';
import { oneLine } from './visible-text.ts';

/** The questions that another program reads in the file, without the category before them. */
const read = (items: readonly Item[]): GIFTQuestion[] => {
  const [category, ...questions] = parse(giftFile(examOf(items)).toString('utf8'));
  expect(category?.type).to.equal('Category');
  return questions;
};

const only = <T extends GIFTQuestion>(items: readonly Item[], type: T['type']): T => {
  const [question, ...others] = read(items);
  expect(others).to.deep.equal([]);
  expect(question?.type).to.equal(type);
  return question as T;
};

/** The reader leaves escapes in the right sides of matches: these are its own marks for them. */
const unescapeRight = (text: string): string =>
  text.replace(/&&(\d{3});?/g, (_, code: string) => String.fromCharCode(Number(code)));

const shows = (html: { format: string; text: string }, text: string): void => {
  expect(html.format).to.equal('html');
  const shown = readHtml(html.text);
  expect(shown.tags).to.deep.equal([]);
  expect(shown.text).to.equal(same(text));
};

/** Whether an answer that is typed would count: `*` stands for anything, `\*` for a star. */
const accepts = (pattern: string, answer: string): boolean => {
  const source = oneLine(pattern)
    .split(/(\\\*|\*)/)
    .map((piece) =>
      piece === '*' ? '.*' : (piece === '\\*' ? '*' : piece).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'),
    )
    .join('');
  return new RegExp(`^${source}$`).test(oneLine(answer));
};

describe('GIFT', () => {
  it('holds every type, in the order of the exam', () => {
    const types = read(sampleItems()).map(({ type }) => type);
    expect(types).to.deep.equal([
      ...['MC', 'MC', 'TF', 'Short', 'MC', 'Essay', 'Numerical', 'Matching', 'Matching', 'Essay'],
    ]);
  });

  it('says which option is right, whatever is written in it', () => {
    fc.assert(
      fc.property(arbitraryItem('mcq'), (item) => {
        const question = only<MultipleChoice>([item], 'MC');
        shows(question.stem, item.stem);
        expect(question.choices.map(({ isCorrect }) => isCorrect)).to.deep.equal(
          item.body.options.map(({ id }) => id === item.key.option),
        );
        for (const [place, { text }] of item.body.options.entries()) {
          const choice = question.choices[place];
          if (choice) shows(choice.text, text);
          expect(choice?.weight).to.equal(null);
        }
        const [source] = item.sources;
        const feedback = [...(item.explanation ? [item.explanation] : []), `page 7: “${source?.quote}”`];
        if (question.globalFeedback) shows(question.globalFeedback, feedback.join('\n'));
        expect(question.globalFeedback).not.to.equal(null);
      }),
    );
  });

  it('gives shares to the right options of several, and takes them off for wrong ones', () => {
    fc.assert(
      fc.property(arbitraryItem('multi_select'), (item) => {
        const { choices } = only<MultipleChoice>([item], 'MC');
        const wrong = Number((-100 / (item.body.options.length - 2)).toFixed(5));
        expect(choices.map(({ weight }) => weight)).to.deep.equal(
          item.body.options.map(({ id }) => (item.key.options.includes(id) ? 50 : wrong)),
        );
        for (const [place, { text }] of item.body.options.entries()) {
          if (choices[place]) shows(choices[place].text, text);
        }
      }),
    );
  });

  it('asks for each gap of a cloze', () => {
    fc.assert(
      fc.property(arbitraryItem('cloze'), (item) => {
        const questions = read([item]) as (MultipleChoice | ShortAnswer)[];
        expect(questions.length).to.equal(item.body.gaps.length);
        for (const [place, { id, options }] of item.body.gaps.entries()) {
          const accepted = item.key.gaps[id] ?? [];
          const choices = questions[place]?.choices ?? [];
          if (options) {
            expect(choices.map(({ text }) => readHtml(text.text).text)).to.deep.equal(options.map(same));
            expect(choices.map(({ isCorrect }) => isCorrect)).to.deep.equal(
              options.map((option) => accepted.includes(option)),
            );
          } else {
            expect(choices.length).to.equal(accepted.length);
            for (const [number, { text }] of choices.entries())
              expect(accepts(text.text, accepted[number] ?? ''), text.text).to.equal(true);
            expect(choices.every(({ weight }) => weight === 100)).to.equal(true);
          }
        }
      }),
    );
  });

  it('pairs what belongs together, and leaves over what does not', () => {
    fc.assert(
      fc.property(arbitraryItem('matching'), (item) => {
        const { matchPairs } = only<Matching>([item], 'Matching');
        const textOf = (id: string): string => item.body.right.find((part) => part.id === id)?.text ?? '';
        const pairs = item.body.left.map(({ id, text }) => [
          same(text),
          oneLine(textOf(item.key.pairs[id] ?? '')),
        ]);
        const used = Object.values(item.key.pairs);
        const unused = item.body.right.filter(({ id }) => !used.includes(id));
        expect(
          matchPairs.map(({ subquestion, subanswer }) => [
            readHtml(subquestion.text).text,
            oneLine(readHtml(unescapeRight(subanswer)).text),
          ]),
        ).to.deep.equal([...pairs, ...unused.map(({ text }) => ['', oneLine(text)])]);
      }),
    );
  });

  it('asks for the places of an ordering', () => {
    fc.assert(
      fc.property(arbitraryItem('ordering'), (item) => {
        const { matchPairs } = only<Matching>([item], 'Matching');
        const inOrder = item.key.order.map(
          (id) => item.body.items.find((part) => part.id === id)?.text ?? '',
        );
        expect(matchPairs.map(({ subanswer }) => subanswer)).to.deep.equal(
          inOrder.map((_, place) => String(place + 1)),
        );
        expect(matchPairs.map(({ subquestion }) => readHtml(subquestion.text).text)).to.deep.equal(
          inOrder.map(same),
        );
      }),
    );
  });

  it('shows what an open answer should have after it is given', () => {
    fc.assert(
      fc.property(arbitraryItem('essay'), (item) => {
        const { globalFeedback, stem } = only<Essay>([item], 'Essay');
        shows(stem, item.stem);
        const shown = readHtml(globalFeedback?.text ?? '').text;
        expect(shown.startsWith(same(item.key.model_answer))).to.equal(true);
      }),
    );
  });

  it('writes every number without an exponent, and none of them otherwise than it is', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(decimal(value)).to.match(/^-?\d+(\.\d+)?$/);
        expect(Number(decimal(value)) === value).to.equal(true);
      }),
    );
    const [question] = read([sampleItem('numeric', 1)]);
    expect(question).to.deep.include({ type: 'Numerical' });
    expect((question as { choices: unknown }).choices).to.deep.include({
      type: 'range',
      number: 30.5,
      range: 1.5,
    });
  });

  it('is one question beside another, whatever they hold', () => {
    fc.assert(
      fc.property(fc.tuple(...itemTypes.map((type) => arbitraryItem(type))), (items) => {
        const cloze = items.find((item) => item.type === 'cloze');
        const gaps = cloze?.type === 'cloze' ? cloze.body.gaps.length : 0;
        expect(read(items as Item[]).length).to.equal(itemTypes.length - 1 + gaps);
      }),
      { numRuns: 40 },
    );
  });
});
