import { expect } from 'chai';
import { describe, it } from 'mocha';
import { countTokens } from '../../../services/documents/domain/tokens.ts';
import { randomNumbers } from '../../../services/documents/test/scanned-pages.ts';
import { readCorpus, readSubject } from './corpus.ts';
import { courseReader } from './course-reader.ts';
import { distractorsOf } from './distractors.ts';

const subjects = readCorpus();
const topics = subjects.flatMap((subject) => subject.topics);
const passages = topics.flatMap((topic) => topic.passages);

/** Of a question: those that carry meaning, roughly without their endings. */
const contentWords = (text: string): string[] =>
  (text.toLowerCase().match(/\p{L}{5,}/gu) ?? [])
    .filter((word) => !/^(which|where|about|there|their|would|could|should|being|after|before)$/.test(word))
    .map((word) => word.slice(0, 5));

describe('the corpus that questions are asked of', () => {
  it('has a hundred topics with two passages each, a question to every passage, and questions without answer', () => {
    expect(topics.length).to.be.at.least(100);
    expect(passages.length).to.be.at.least(200);
    for (const { title, terms, passages: own } of topics) {
      expect(own, title).to.have.length(2);
      expect(new Set(terms).size, title).to.be.at.least(4);
    }
    for (const { question, text } of passages) expect(question.endsWith('?'), text).to.equal(true);
    const unanswerable = subjects.flatMap((subject) => subject.unanswerable);
    expect(unanswerable.length).to.be.at.least(20);
  });

  it('says nothing twice, and each passage is long enough to be a chunk by itself', () => {
    expect(new Set(passages.map(({ text }) => text)).size).to.equal(passages.length);
    for (const { text } of passages) expect(countTokens(text), text).to.be.within(50, 200);
  });

  it('asks in other words: of five content words a question shares less than one with its passage', () => {
    const shared = passages.map(({ question, text }) => {
      const there = new Set(contentWords(text));
      const asked = contentWords(question);
      return asked.filter((word) => there.has(word)).length / Math.max(1, asked.length);
    });
    expect(shared.reduce((sum, share) => sum + share, 0) / shared.length).to.be.below(0.2);
  });

  it('refuses lines that belong to nothing', () => {
    expect(() => readSubject('stray', 'a line before any topic')).to.throw('stray.md:1');
    expect(() => readSubject('stray', '# A\n## B\ntext\n? asked?\nmore')).to.throw('stray.md:5');
  });
});

describe('distractors', () => {
  it('speak of the topic in its own terms, each differently, and are the same in every run', () => {
    const topic = topics[0]!;
    const made = distractorsOf(topic, randomNumbers(7), new Set());
    expect(new Set(made.map(({ text }) => text)).size).to.equal(made.length);
    for (const { text } of made) {
      const named = topic.terms.filter((term) => text.toLowerCase().includes(term.toLowerCase()));
      expect(named, text).to.have.length.at.least(2);
    }
    expect(distractorsOf(topic, randomNumbers(7), new Set())).to.deep.equal(made);
  });

  it('hold the name or number that a question asks by', () => {
    for (const { text, question } of distractorsOf(topics[1]!, randomNumbers(3), new Set())) {
      if (question === undefined) continue;
      const [, ...named] = question.match(/\p{Lu}\p{L}+|\d{4}/gu) as string[];
      for (const name of named) expect(text).to.include(name);
    }
  });
});

describe('a course reader', () => {
  it('knows the pages that its answers stand on', async () => {
    const { questions, pdf } = await courseReader(subjects[0]!, 1);
    const pages = questions.flatMap((question) => question.pages);
    expect(pdf.subarray(0, 5).toString()).to.equal('%PDF-');
    expect(Math.max(...pages)).to.be.above(10);
    for (const question of questions) expect(question.pages.length).to.be.within(1, 2);
  });
});
