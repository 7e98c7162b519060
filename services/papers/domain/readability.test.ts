import { expect } from 'chai';
import { describe, it } from 'mocha';
import { isCommonWord, readabilityOf } from './readability.ts';

describe('readabilityOf', () => {
  it('computes the Flesch–Kincaid grade', () => {
    // 6 words, 1 sentence, 6 syllables: 0.39 · 6 + 11.8 · 1 − 15.59 = −1.45, rounded up.
    expect(readabilityOf('The cat sat on the mat.').grade).to.equal(-1.4);
  });

  it('grades scientific prose above everyday prose', () => {
    const hard =
      'Perioperative administration of intravenous analgesics significantly attenuates postoperative hyperalgesia.';
    const easy = 'People who got the drug in a vein had less pain after the operation.';
    expect(readabilityOf(hard).grade).to.be.above(readabilityOf(easy).grade + 8);
    expect(readabilityOf(hard).rareWords).to.be.above(0.5);
    expect(readabilityOf(easy).rareWords).to.be.below(0.1);
  });

  it('does not reward full stops put into a sentence with fewer rare words', () => {
    const whole = readabilityOf('Hypertension and tachycardia attenuate prognosis.');
    const cut = readabilityOf('Hypertension. And tachycardia. Attenuate prognosis.');
    expect(cut.rareWords).to.equal(whole.rareWords);
  });

  it('is zero for nothing', () => {
    expect(readabilityOf('')).to.deep.equal({ grade: 0, rareWords: 0, words: 0, sentences: 0 });
    expect(readabilityOf('12 % … 3')).to.include({ grade: 0, words: 0 });
  });

  it('knows inflected and British forms of common words', () => {
    for (const word of ['studies', 'stopped', 'bigger', 'easily', 'colour', 'realised', 'running', 'don’t'])
      expect(isCommonWord(word), word).to.equal(true);
    for (const word of ['thoracotomy', 'heterogeneity', 'constructor', '__proto__'])
      expect(isCommonWord(word), word).to.equal(false);
  });
});
