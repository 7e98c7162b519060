import { expect } from 'chai';
import { describe, it } from 'mocha';
import { orderErrors, sharedWords, wordsInOrder } from './text-agreement.ts';

describe('agreement of two texts', () => {
  it('is whole for the same words set otherwise: ligatures, capitals, words divided at the end of a line', () => {
    const shared = sharedWords('The efficient classification', 'the e\uFB03cient classi-\nfication');
    expect(shared).to.deep.equal({ ofTheirs: 1, ofOurs: 1, n: 3 });
    expect(wordsInOrder('The efficient classification', 'the e\uFB03cient classi-\nfication')).to.equal(1);
  });

  it('counts words that one of them lacks, as often as they occur', () => {
    expect(sharedWords('a b', 'a a b c')).to.deep.equal({ ofTheirs: 0.5, ofOurs: 1, n: 4 });
    expect(sharedWords('', 'a')).to.deep.equal({ ofTheirs: 0, ofOurs: 0, n: 1 });
  });

  it('falls when columns are read across', () => {
    expect(wordsInOrder('a b c d', 'a c b d')).to.equal(0.75);
  });
});

describe('order of paragraphs', () => {
  const paragraphs = ['The first of the paragraphs.', 'Then comes a second one.', 'And at last the third.'];

  it('is without error for the order in which they were written, whatever lies between', () => {
    const text = `Head 1 ${paragraphs.join('\n12\n')} foot`;
    expect(orderErrors(text, paragraphs)).to.deep.equal({ wrong: 0, pairs: 3 });
  });

  it('counts pairs that are turned round, and all pairs of what is missing', () => {
    expect(orderErrors(paragraphs.toReversed().join(' '), paragraphs).wrong).to.equal(3);
    expect(orderErrors(`${paragraphs[1]} ${paragraphs[0]} ${paragraphs[2]}`, paragraphs).wrong).to.equal(1);
    expect(orderErrors(`${paragraphs[0]} ${paragraphs[2]}`, paragraphs).wrong).to.equal(2);
  });
});
