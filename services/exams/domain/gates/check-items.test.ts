import type { Answer } from '@scory/contracts/exams/items.ts';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { MadeItem } from '../made-item.ts';
import { against, clozeOf, goodMcq, numericOf, shortOf, statementOf } from '../testing/made-items.ts';
import { agreesWithSolver, checkItem } from './check-items.ts';

describe('checking an item', () => {
  it('finds nothing in a good one, and says the gate and the reason of each fault', () => {
    expect(checkItem(goodMcq, against(goodMcq))).to.deep.equal([]);
    const bad = {
      ...goodMcq,
      stem: `According to the text, ${goodMcq.stem}`,
      quote: 'words that stand nowhere at all',
    };
    expect(checkItem(bad, against(bad)).map(({ gate }) => gate)).to.deep.equal([
      'self_contained',
      'grounding',
    ]);
    expect(checkItem(goodMcq, against(goodMcq, { accepted: [{ ...goodMcq }] }))[0]?.gate).to.equal(
      'duplicate',
    );
  });

  it('asks nothing further of what has no shape', () => {
    const broken = { ...goodMcq, body: null, stem: 'This' } as unknown as MadeItem;
    expect(new Set(checkItem(broken, against(broken)).map(({ gate }) => gate))).to.deep.equal(
      new Set(['shape']),
    );
  });
});

describe('a blind solver', () => {
  const cases: readonly (readonly [MadeItem, Answer, Answer])[] = [
    [goodMcq, { option: 'a' }, { option: 'b' }],
    [statementOf('True or false: Valves stop backflow.', true, ''), { value: true }, { value: false }],
    [numericOf('How often?', 70, ''), { value: '70 times' }, { value: 72 }],
    [
      clozeOf('The {{g1}}.', { g1: ['left ventricle', 'ventricle'] }, ''),
      { gaps: { g1: 'the Left Ventricles' } },
      { gaps: { g1: 'atrium' } },
    ],
    [
      { ...goodMcq, type: 'multi_select', key: { options: ['a', 'c'] } },
      { options: ['c', 'a'] },
      { options: ['a'] },
    ],
    [
      { ...goodMcq, type: 'ordering', body: { items: [] }, key: { order: ['a', 'b'] } },
      { order: ['a', 'b'] },
      { order: ['b', 'a'] },
    ],
    [
      { ...goodMcq, type: 'matching', body: { left: [], right: [] }, key: { pairs: { a: 'b', c: 'd' } } },
      { pairs: { c: 'd', a: 'b' } },
      { pairs: { a: 'd', c: 'b' } },
    ],
  ];

  it('agrees where it answers what the key says, in its own way of writing', () => {
    for (const [item, right] of cases) expect(agreesWithSolver(item, right), item.type).to.equal(undefined);
  });

  it('disagrees where it answers something else, or nothing that can be read', () => {
    for (const [item, , wrong] of cases) {
      expect(agreesWithSolver(item, wrong)?.gate, item.type).to.equal('single_key');
      for (const nothing of [null, undefined, 'a', {}])
        expect(agreesWithSolver(item, nothing)?.gate).to.equal('single_key');
    }
  });

  it('has no say in open questions', () => {
    expect(agreesWithSolver(shortOf('Why?', 'Because.', ''), { text: 'no idea' })).to.equal(undefined);
  });
});
