import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { MadeItem } from '../made-item.ts';
import { against, goodMcq, mcqOf, passageOf } from '../testing/made-items.ts';
import { singleKey } from './single-key.ts';

const reasons = (item: MadeItem): string => singleKey(item, against(item)).join('; ');
const [, ...others] = goodMcq.body.options.map(({ text }) => text);
const withWrong = (text: string, right = 'aorta'): MadeItem =>
  mcqOf(goodMcq.stem, [right, text, ...others.slice(1)], goodMcq.quote);

describe('gate single_key', () => {
  it('lets pass options that only share a word', () => {
    expect(reasons(goodMcq)).to.equal('');
    expect(reasons(withWrong('sodium chloride', 'sodium'))).to.equal('');
    expect(reasons(withWrong('does not increase', 'increases'))).to.equal('');
    expect(reasons(withWrong('from the aorta to the lungs', 'from the lungs to the aorta'))).to.equal('');
  });

  it('turns away options that say what is right in other words', () => {
    expect(reasons(withWrong('the Aorta'))).to.include('same as');
    expect(reasons(withWrong('abdominal aorta'))).to.include('part of');
    expect(reasons(withWrong('increases over time', 'increases'))).to.include('part of');
    expect(reasons(withWrong('1500 m', '1.5 km'))).to.include('same amount');
    expect(reasons(withWrong('half', '50 %'))).to.equal('');
    expect(reasons(withWrong('2 per cent', '2 %'))).to.include('same amount');
  });

  it('turns away options of which the material says the same', () => {
    const passages = new Map([
      [
        1,
        passageOf(
          'Insulin is made in the pancreas. Fats, proteins and sugars are digested in the small intestine.',
        ),
      ],
    ]);
    const item = mcqOf(
      'Which of these are digested in the small intestine?',
      ['fats', 'proteins', 'fibres', 'stones'],
      'Fats, proteins and sugars are digested in the small intestine',
    );
    expect(singleKey(item, against(item, { passages })).join()).to.include('proteins');
    const twice = new Map([
      [
        1,
        passageOf(
          'Bile is made by the liver in large amounts every day. Urea is made by the liver in large amounts every day.',
        ),
      ],
    ]);
    const second = mcqOf(
      'What does the liver make in large amounts every day?',
      ['bile', 'urea', 'insulin', 'saliva'],
      'Bile is made by the liver in large amounts',
    );
    expect(singleKey(second, against(second, { passages: twice })).join()).to.include('urea');
  });

  it('turns away parts to be matched that cannot be told apart', () => {
    const item: MadeItem = {
      ...goodMcq,
      type: 'matching',
      body: {
        left: [
          { id: 'l1', text: 'artery' },
          { id: 'l2', text: 'vein' },
        ],
        right: [
          { id: 'r1', text: 'carries blood quickly to organs' },
          { id: 'r2', text: 'quickly carries blood to organs' },
        ],
      },
      key: { pairs: { l1: 'r1', l2: 'r2' } },
    };
    expect(reasons(item)).to.include('say the same');
  });
});
