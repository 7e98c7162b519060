import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { Draft } from '../prompts/make-items.ts';
import { assembleItem, withMarks } from './assemble-item.ts';
import type { PlannedSlot } from './blueprint.ts';
import { sumOfMarks } from './share-marks.ts';

const slotOf = (type: PlannedSlot['type'], marks = 1): PlannedSlot => ({
  ...{ number: 4, type, topic: 'Rivers', bloom: 'remember', difficulty: 'easy', marks, passages: [9] },
});
const common = { slot: 1, passage: 1, quote: 'q', explanation: ' Because. ' };
const mcq = (stem: string): Draft<'mcq'> => ({
  ...{ ...common, type: 'mcq', stem, answer: 'right', distractors: ['wrong', 'worse', 'worst'] },
});

describe('an item from what a model says', () => {
  it('has its right option in any place, the same for the same question', () => {
    const places = new Set<string>();
    for (let turn = 0; turn < 40; turn += 1) {
      const item = assembleItem(mcq(`Question ${turn}?`), slotOf('mcq'), 9);
      if (item.type !== 'mcq') throw new Error('another type');
      expect(item.body.options.find(({ id }) => id === item.key.option)?.text).to.equal('right');
      expect(item.body.options.map(({ id }) => id)).to.deep.equal(['a', 'b', 'c', 'd']);
      places.add(item.key.option);
      expect(assembleItem(mcq(`Question ${turn}?`), slotOf('mcq'), 9)).to.deep.equal(item);
    }
    expect([...places].sort()).to.deep.equal(['a', 'b', 'c', 'd']);
  });

  it('keeps pairs and orders, whatever is shuffled', () => {
    const texts = fc.uniqueArray(
      fc.string({ minLength: 1, maxLength: 8 }).filter((text) => text.trim() === text && text !== ''),
      {
        minLength: 3,
        maxLength: 8,
      },
    );
    fc.assert(
      fc.property(texts, fc.string(), (steps, stem) => {
        const ordering = assembleItem({ ...common, type: 'ordering', stem, steps }, slotOf('ordering'), 9);
        if (ordering.type !== 'ordering') throw new Error('another type');
        const textOf = new Map(ordering.body.items.map(({ id, text }) => [id, text]));
        expect(ordering.key.order.map((id) => textOf.get(id))).to.deep.equal(steps);
        const pairs = steps.map((text, place) => ({ left: `left ${place}`, right: text }));
        const matching = assembleItem(
          { ...common, type: 'matching', stem, pairs, extra_right: ['rest'] },
          slotOf('matching'),
          9,
        );
        if (matching.type !== 'matching') throw new Error('another type');
        const right = new Map(matching.body.right.map(({ id, text }) => [id, text]));
        expect(matching.body.left.map(({ id }) => right.get(matching.key.pairs[id] ?? ''))).to.deep.equal(
          steps,
        );
      }),
    );
  });

  it('has points that add up to its marks, also when those change', () => {
    const points = fc.array(fc.integer({ min: -3, max: 40 }), { minLength: 1, maxLength: 8 });
    const marks = fc.integer({ min: 8, max: 10_000 }).map((cents) => cents / 100);
    fc.assert(
      fc.property(points, marks, marks, (given, first, second) => {
        const criteria = given.map((each, place) => ({ text: `criterion ${place}`, points: each }));
        const draft: Draft<'essay'> = {
          ...common,
          type: 'essay',
          stem: 'Why?',
          model_answer: 'So.',
          criteria,
          words_max: 0,
        };
        const item = assembleItem(draft, slotOf('essay', first), 9);
        for (const [made, total] of [
          [item, first],
          [withMarks(item, second), second],
        ] as const) {
          if (made.type !== 'essay') throw new Error('another type');
          expect(sumOfMarks(made.key.rubric.map((each) => each.points))).to.equal(total);
          expect(made.body.words_max).to.equal(null);
        }
      }),
    );
  });
});
