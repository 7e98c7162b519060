import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { readPaper } from './paper-text.ts';

const text = `A Study of Rain on Roofs
Ann Author, Bob Writer
ann@example.org

Abstract
Rain falls on many roofs. We measured how much of it runs
off. Roofs with plants hold back 40 % of the rain.

1 Introduction
Cities flood more often than they did. Green roofs may help against flood-
ing, and they are well-
known in the north.

2 Methods
2.1 Sites
We chose 12 roofs.

Acknowledgements
We thank the owners.

References
[1] Smith J. Rain. Journal of Roofs 2001.
1 Miller A, Roofs and Rain. 2004.

Appendix A Further sites
Two more roofs were looked at.`;

describe('readPaper', () => {
  const paper = readPaper({ text });

  it('finds the sections with their kinds and takes the first line as the title', () => {
    expect(paper.title).to.equal('A Study of Rain on Roofs');
    expect(paper.sections.filter(({ first, end }) => end > first).map(({ kind }) => kind)).to.deep.equal([
      'front',
      'abstract',
      'introduction',
      'body',
      'acknowledgements',
      'references',
      'appendix',
    ]);
  });

  it('numbers every sentence without gaps, also what it keeps out of the simplification', () => {
    expect(paper.sentences.map(({ index }) => index)).to.deep.equal(paper.sentences.map((_, at) => at));
    const dropped = paper.sentences.filter(({ kept }) => !kept).map((sentence) => sentence.text);
    expect(dropped.join(' '))
      .to.contain('We thank the owners.')
      .and.contain('Journal of Roofs')
      .and.contain('ann@example.org');
    expect(paper.sentences.filter(({ kept }) => kept).map((sentence) => sentence.text)).to.include(
      'Two more roofs were looked at.',
    );
  });

  it('joins words that a line end broke and keeps hyphens that belong', () => {
    const all = paper.sentences.map((sentence) => sentence.text).join(' ');
    expect(all).to.contain('against flooding,').and.contain('well-known in the north');
  });

  it('gives a structured abstract its sections', () => {
    const { sections, sentences } = readPaper({
      abstract: 'Background: Rain is wet.\nMethods: We measured it.\nRESULTS: Of 40 roofs, 12 leaked.',
    });
    expect(sections.map(({ title }) => title)).to.deep.equal([
      'Abstract',
      'Background',
      'Methods',
      'RESULTS',
    ]);
    expect(sentences.map((sentence) => sentence.text)).to.deep.equal([
      'Rain is wet.',
      'We measured it.',
      'Of 40 roofs, 12 leaked.',
    ]);
  });

  it('takes paragraphs with kinds: tables are one numbered unit, headings none, pages are remembered', () => {
    const { sentences } = readPaper({
      title: 'T',
      paragraphs: [
        { text: '1 Results', kind: 'heading', pages: [2] },
        { text: 'It rained. It poured.', kind: 'text', pages: [2] },
        { text: 'Roof\tRain\nA\t3', kind: 'table', pages: [3] },
      ],
    });
    expect(sentences.map(({ role, page }) => [role, page])).to.deep.equal([
      ['prose', 2],
      ['prose', 2],
      ['table', 3],
    ]);
  });

  it('detects the language of the text, also against what is claimed of it', () => {
    const german =
      'Der Regen fällt auf die Dächer und das Wasser ist nicht mit dem Boden verbunden, wo es auf die Straße läuft. '.repeat(
        5,
      );
    expect(readPaper({ text: german }).language).to.equal('de');
    expect(readPaper({ text: german, language: 'en' }).language).to.equal('de');
    expect(readPaper({ text: 'Regen.', language: 'de' }).language).to.equal('de');
  });

  it('never throws, and hands on only text that a database takes', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.string({ unit: 'binary', maxLength: 80 }),
        (body, title) => {
          const { sentences, title: read } = readPaper({ title, text: `${body}\u0000\uD800`, pages: null });
          for (const each of [read, ...sentences.map((sentence) => sentence.text)]) {
            expect(each.isWellFormed()).to.equal(true);
            expect(each).not.to.contain('\u0000');
          }
        },
      ),
    );
  });
});
