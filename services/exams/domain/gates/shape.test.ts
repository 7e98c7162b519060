import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { MadeItem } from '../made-item.ts';
import { against, clozeOf, goodMcq, numericOf, shortOf, slotOf } from '../testing/made-items.ts';
import { shape } from './shape.ts';

const reasons = (item: MadeItem): string[] => shape(item, against(item));
const quote = goodMcq.quote;
const matching = (pairs: Record<string, string>): MadeItem => ({
  ...goodMcq,
  type: 'matching',
  body: {
    left: ['one', 'two', 'three'].map((text, at) => ({ id: `l${at}`, text })),
    right: ['first', 'second', 'third'].map((text, at) => ({ id: `r${at}`, text })),
  },
  key: { pairs },
});
const ordering = (order: string[]): MadeItem => ({
  ...goodMcq,
  type: 'ordering',
  body: { items: ['one', 'two', 'three'].map((text, at) => ({ id: `i${at}`, text })) },
  key: { order },
});

describe('gate shape', () => {
  it('lets whole items pass', () => {
    for (const item of [
      goodMcq,
      matching({ l0: 'r2', l1: 'r1', l2: 'r0' }),
      ordering(['i2', 'i0', 'i1']),
      clozeOf('The {{g1}} pumps blood into the aorta.', { g1: ['left ventricle'] }, quote),
      numericOf('How many times a minute does it beat?', 70, quote),
      shortOf('Why does the heart rate rise?', 'Muscles need more oxygen.', quote),
    ])
      expect(reasons(item), item.type).to.deep.equal([]);
  });

  it('turns away another type than was asked for', () => {
    expect(shape(goodMcq, against(goodMcq, { slot: slotOf('essay') })).join()).to.include(
      'essay was asked for',
    );
  });

  it('turns away keys that do not fit their body', () => {
    expect(reasons({ ...goodMcq, key: { option: 'z' } }).join()).to.include('does not have');
    expect(reasons(matching({ l0: 'r0', l1: 'r0', l2: 'r1' })).join()).to.include('same right one');
    expect(reasons(matching({ l0: 'r0', l1: 'r1' })).join()).to.include('each left part');
    expect(reasons(ordering(['i0', 'i1', 'i1'])).join()).to.include('one place');
    expect(
      reasons(clozeOf('The {{g1}} and the {{g1}} of the heart.', { g1: ['valve'] }, quote)).join(),
    ).to.include('once');
    expect(reasons(clozeOf('The {{g1}} pumps blood into it.', { g2: ['valve'] }, quote)).join()).to.include(
      'gaps',
    );
  });

  it('turns away options that are the same but for typesetting, and too few of them', () => {
    const [first, second, ...others] = goodMcq.body.options;
    const twice = { ...goodMcq, body: { options: [first!, { ...second!, text: 'a) Aorta.' }, ...others] } };
    expect(reasons(twice).join()).to.include('the same');
    expect(reasons({ ...goodMcq, body: { options: [first!, second!] } }).join()).to.include('fewer than 3');
    expect(
      reasons({ ...goodMcq, body: { options: [first!, { ...second!, text: '—' }, ...others] } }).join(),
    ).to.include('says nothing');
  });

  it('turns away rubrics that are not worth the marks, and tolerances that accept everything', () => {
    const item = shortOf('Why does the heart rate rise?', 'Muscles need more oxygen.', quote);
    expect(
      reasons({ ...item, key: { ...item.key, rubric: [{ id: 'c1', text: 'oxygen', points: 3 }] } }).join(),
    ).to.include('3 and not 2');
    const number = numericOf('How many times a minute does it beat?', 70, quote);
    expect(reasons({ ...number, key: { value: 70, tolerance: 70 } }).join()).to.include('tolerance');
  });

  it('says what a body or key is missing that has no shape at all', () => {
    const broken = { ...goodMcq, body: { options: 'none' } } as unknown as MadeItem;
    expect(reasons(broken).join()).to.include('its body does not fit its type');
    expect(reasons({ ...goodMcq, stem: 'What does {{term}} do in the heart?' }).join()).to.include(
      'template',
    );
  });
});
