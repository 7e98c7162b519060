import type { Answer } from '@scory/contracts/exams/items.ts';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { rightAnswers, ruleItems } from '../../test/exam-rows.ts';
import { checkAnswer } from './check-answer.ts';
import { type MarkedItem, markByRule } from './mark-by-rule.ts';

const items = ruleItems as readonly MarkedItem[];
const ids = 'abcdefghij'.split('');
const parts = (count: number) => ids.slice(0, count).map((id) => ({ id, text: `Part ${id}` }));
const multiSelect = (count: number, right: string[]): MarkedItem => ({
  type: 'multi_select',
  body: { options: parts(count) },
  key: { options: right },
  marks: 1,
});
const ordering = (count: number): MarkedItem => ({
  type: 'ordering',
  body: { items: parts(count) },
  key: { order: ids.slice(0, count) },
  marks: 1,
});
const pointsOf = (item: MarkedItem, answer: unknown): number => markByRule(item, answer as Answer)!.points;

describe('marks by rule', () => {
  for (const [at, item] of items.entries())
    it(`give all marks to the right answer to a ${item.type}, none to no answer`, () => {
      expect(markByRule(item, rightAnswers[at] as Answer)).to.deep.equal({
        points: item.marks,
        provisional: false,
      });
      for (const nothing of [null, undefined])
        expect(markByRule(item, nothing)).to.deep.equal({ points: 0, provisional: false });
    });

  it('give a share for some of several, less what was wrong, never below nothing', () => {
    const item = multiSelect(5, ['a', 'b']);
    expect(pointsOf(item, { options: ['a'] })).to.equal(0.5);
    expect(pointsOf(item, { options: ['a', 'b', 'c'] })).to.equal(0.67);
    expect(pointsOf(item, { options: ['c', 'd'] })).to.equal(0);
    expect(pointsOf(item, { options: ids.slice(0, 5) })).to.equal(0);
    expect(pointsOf(multiSelect(2, ['a', 'b']), { options: ['a'] })).to.equal(0.5);
  });

  it('give choosing options at random nothing on average but what chance leaves above nothing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 10 }), fc.integer({ min: 1, max: 9 }), (count, right) => {
        const item = multiSelect(count, ids.slice(0, Math.min(right, count)));
        fc.assert(
          fc.property(fc.subarray(ids.slice(0, count)), (options) => {
            const points = pointsOf(item, { options });
            expect(points).to.be.within(0, 1);
            expect(points === 1).to.equal(
              options.length === (item.key as { options: string[] }).options.length &&
                options.every((id) => (item.key as { options: string[] }).options.includes(id)),
            );
          }),
          { numRuns: 20 },
        );
      }),
      { numRuns: 20 },
    );
  });

  it('take Kendall’s tau for an order: neighbours swapped cost little, the reverse has nothing', () => {
    const item = ordering(4);
    expect(pointsOf(item, { order: ['b', 'a', 'c', 'd'] })).to.equal(0.67);
    expect(pointsOf(item, { order: ['d', 'c', 'b', 'a'] })).to.equal(0);
    expect(pointsOf(item, { order: ['a', 'b'] })).to.equal(0.17);
    expect(pointsOf(item, { order: [] })).to.equal(0);
  });

  it('give an order full marks only where it is the right one', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(ids.slice(0, 6), { minLength: 6 }), (order) => {
        const points = pointsOf(ordering(6), { order });
        expect(points).to.be.within(0, 1);
        expect(points === 1).to.equal(order.join() === ids.slice(0, 6).join());
      }),
    );
  });

  it('count right pairs and right gaps', () => {
    const matching = items.find(({ type }) => type === 'matching')!;
    expect(pointsOf(matching, { pairs: { a: 'b', b: 'b' } })).to.equal(1);
    const cloze = items.find(({ type }) => type === 'cloze')!;
    expect(markByRule(cloze, { gaps: { g1: 'oxygen', g2: 'oxygen' } })).to.deep.equal({
      points: 1,
      provisional: false,
    });
    expect(markByRule(cloze, { gaps: { g1: 'CO2', g2: 'oxigen' } })).to.deep.equal({
      points: 1,
      provisional: true,
    });
  });

  it('are not fooled by names that every object has', () => {
    const item: MarkedItem = {
      type: 'matching',
      body: {
        left: [
          { id: 'constructor', text: 'x' },
          { id: 'b', text: 'y' },
        ],
        right: parts(2),
      },
      key: { pairs: { constructor: 'a', b: 'b' } as unknown as Record<string, string> },
      marks: 2,
    };
    expect(pointsOf(item, { pairs: {} })).to.equal(0);
    expect(pointsOf(item, { pairs: { b: 'b' } })).to.equal(1);
  });

  it('leave what is written in answer to an open question to a reader', () => {
    const item: MarkedItem = {
      type: 'essay',
      body: { words_max: null },
      key: { rubric: [{ id: 'a', text: 'x', points: 1 }], model_answer: 'x' },
      marks: 1,
    };
    expect(markByRule(item, { text: 'Because.' })).to.equal(undefined);
    for (const text of ['', ' \n\t']) expect(markByRule(item, { text })?.points).to.equal(0);
  });
});

describe('an answer that cannot be one to its item', () => {
  const [mcq, multi, , cloze, numeric, matching, order] = items as MarkedItem[];
  const cases: [string, MarkedItem, unknown][] = [
    ['of another type', mcq!, { text: 'b' }],
    ['an option that is not there', mcq!, { option: 'z' }],
    ['an option twice', multi!, { options: ['a', 'a'] }],
    ['a gap that is not there', cloze!, { gaps: { g3: 'x' } }],
    ['a number that is a list', numeric!, { value: [] }],
    ['a left part that is not there', matching!, { pairs: { z: 'a' } }],
    ['a right part that is not there', matching!, { pairs: { a: 'z' } }],
    ['an item twice in an order', order!, { order: ['a', 'a', 'b', 'c'] }],
  ];
  for (const [what, item, answer] of cases)
    it(`is refused: ${what}`, () => expect(checkAnswer(item, answer as Answer)).to.be.a('string'));

  it('is not refused where it is only wrong', () => {
    for (const [at, item] of items.entries())
      expect(checkAnswer(item, rightAnswers[at] as Answer)).to.equal(undefined);
    expect(checkAnswer(matching!, { pairs: { a: 'a', b: 'a' } })).to.equal(undefined);
    expect(checkAnswer(order!, { order: ['a'] })).to.equal(undefined);
  });
});
