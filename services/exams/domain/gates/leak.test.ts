import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { MadeItem } from '../made-item.ts';
import { against, clozeOf, goodMcq, mcqOf, numericOf, shortOf, statementOf } from '../testing/made-items.ts';
import { leak } from './leak.ts';

const reasons = (item: MadeItem, accepted: MadeItem): string =>
  leak(item, against(item, { accepted: [accepted] })).join();
const telling = mcqOf(
  'Blood that the left ventricle pumps into the aorta vessel comes from where?',
  ['lungs', 'liver', 'skin', 'brain'],
  goodMcq.quote,
);

describe('gate leak', () => {
  it('turns away what tells the answer of another, and what another tells the answer of', () => {
    expect(reasons(telling, goodMcq)).to.include('gives away');
    expect(reasons(goodMcq, telling)).to.include('gives its answer away');
  });

  it('notices numbers, gaps and open answers that are told', () => {
    const beats = numericOf('How many times a minute does an adult heart beat?', 70, goodMcq.quote);
    expect(
      reasons(
        statementOf('True or false: An adult heart beats 70 times a minute.', true, goodMcq.quote),
        beats,
      ),
    ).to.include('gives away');
    const cloze = clozeOf('The {{g1}} sets the rhythm of the heart.', { g1: ['sinus node'] }, goodMcq.quote);
    expect(
      reasons(
        shortOf(
          'The sinus node sets the rhythm of the heart. What can replace it?',
          'A pacemaker.',
          goodMcq.quote,
        ),
        cloze,
      ),
    ).to.include('gives away');
    const open = shortOf('Why does the rate rise?', 'Muscles need more oxygen.', goodMcq.quote);
    expect(
      reasons(
        mcqOf(
          'When muscles need more oxygen, what changes?',
          ['pulse', 'height', 'eyes', 'hair'],
          goodMcq.quote,
        ),
        open,
      ),
    ).to.include('gives away');
  });

  it('lets pass answers that stand elsewhere without their question, and statements that may be false', () => {
    expect(
      reasons(
        mcqOf('Which part of the aorta lies in the chest?', ['arch', 'root', 'wall', 'fork'], goodMcq.quote),
        goodMcq,
      ),
    ).to.equal('');
    expect(
      reasons(
        statementOf(
          'True or false: The left ventricle pumps blood into the aorta vessel.',
          false,
          goodMcq.quote,
        ),
        goodMcq,
      ),
    ).to.equal('');
  });
});
