import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { MadeItem } from '../made-item.ts';
import { against, clozeOf, goodMcq, mcqOf, statementOf } from '../testing/made-items.ts';
import { duplicate } from './duplicate.ts';

const repeats = (item: MadeItem, accepted: MadeItem): boolean =>
  duplicate(item, against(item, { accepted: [accepted] })).length > 0;

describe('gate duplicate', () => {
  it('turns away the same question in other words, with other options, or of another type', () => {
    const other = mcqOf(
      'Which vessel does the left ventricle pump its blood into?',
      ['the aorta', 'x vein', 'y vein', 'z vein'],
      goodMcq.quote,
    );
    expect(repeats(other, goodMcq)).to.equal(true);
    const cloze = clozeOf(
      'The left ventricle pumps blood into the {{g1}}.',
      { g1: ['aorta'] },
      goodMcq.quote,
    );
    expect(repeats(cloze, goodMcq)).to.equal(true);
    expect(
      repeats(
        statementOf('True or false: The left ventricle pumps blood into the aorta.', true, goodMcq.quote),
        cloze,
      ),
    ).to.equal(true);
  });

  it('turns away another gap of the same sentence, and its opposite', () => {
    const sentence = 'The sinus node sets the rhythm of the heart';
    const one = clozeOf('The {{g1}} sets the rhythm of the heart.', { g1: ['sinus node'] }, sentence);
    const two = clozeOf('The sinus node sets the {{g1}} of the heart.', { g1: ['rhythm'] }, sentence);
    expect(repeats(one, two)).to.equal(true);
    expect(
      repeats(
        statementOf('True or false: Salt slows fermentation.', true, sentence),
        statementOf('True or false: Salt speeds fermentation up.', false, sentence),
      ),
    ).to.equal(true);
  });

  it('lets pass questions alike that ask for different facts', () => {
    const right = mcqOf(
      'Into which organ does the right ventricle pump blood?',
      ['lungs', 'liver', 'brain', 'skin'],
      'the right ventricle pumps it into the lungs',
    );
    expect(repeats(right, goodMcq)).to.equal(false);
  });

  it('is the same both ways round', () => {
    const cloze = clozeOf(
      'The left ventricle pumps blood into the {{g1}}.',
      { g1: ['aorta'] },
      goodMcq.quote,
    );
    expect(repeats(cloze, goodMcq)).to.equal(repeats(goodMcq, cloze));
  });
});
