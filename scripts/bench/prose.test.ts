import { expect } from 'chai';
import { describe, it } from 'mocha';
import { readProse } from './prose.ts';

describe('the prose of the installed packages', () => {
  it('is enough for an index, in topics, and asks what none of its sentences is', async () => {
    const { sentences, questions } = await readProse();
    expect(sentences.length).to.be.within(1_000, 2_000);
    expect(new Set(sentences.map(({ topic }) => topic)).size).to.be.greaterThan(30);
    expect(questions.length).to.be.greaterThan(500);
    const texts = new Set(sentences.map(({ text }) => text));
    expect(texts.size).to.equal(sentences.length);
    for (const question of questions) {
      expect(question.split(' ').length).to.be.within(4, 11);
      expect(texts.has(`${question}.`)).to.equal(false);
    }
  });
});
