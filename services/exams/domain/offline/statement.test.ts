import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { passageOf } from '../testing/made-items.ts';
import { type Grammar, loadGrammar } from './grammar.ts';
import { statementsOf } from './statement.ts';

describe('statements', () => {
  let grammar: Grammar;
  before(async () => {
    grammar = await loadGrammar();
  });
  const texts = (text: string): string[] =>
    statementsOf(passageOf(text), grammar).map((statement) => statement.text);

  it('takes citations, asides and openers off, and keeps the sentence as it stands for the quote', () => {
    const sentence =
      'Moreover, trees in cities (Smith et al., 2019) cool the air of their streets by several degrees [12, 14].';
    const [statement] = statementsOf(passageOf(`We say so. ${sentence} It helps.`), grammar);
    expect(statement?.text).to.equal('Trees in cities cool the air of their streets by several degrees.');
    expect(statement?.quote).to.equal(sentence);
    expect(statement?.passage.text.slice(statement.start, statement.end)).to.equal(sentence);
  });

  it('makes nothing of what hangs on other sentences, on the authors or on figures', () => {
    for (const sentence of [
      'This method reduces the time of a search by half in most cases.',
      'It reduces the time of a search by half in most of all cases.',
      'We show that the time of a search is reduced by half in this case.',
      'The system reduces the time of a search by half in most cases.',
      'As shown in Figure 3, the time of a search is reduced by half.',
      'The results of Table 2 say that searching takes half as long now.',
      'For a review of searching in large tables the reader is referred to [3].',
    ])
      expect(texts(sentence), sentence).to.deep.equal([]);
  });

  it('makes nothing of headings, formulas, code, tables and lists of names', () => {
    for (const text of [
      '3.2 Results and Discussion of Everything We Found in the Lab',
      'where R is an average of the spatial scalar and x = 4πG + Λ.',
      'Equations (1) and (2) hold where a b c d are the scale factors of it.',
      'for (let i = 0; i < n; i++) { sum += a[i]; } return the sum of all.',
      'ICLR 2023\t888\t5204\t2.46\t2.0\t5.0',
      'Andreas Gal, Brendan Eich, Mike Shaver, David Anderson, David Mandelin',
      'Crawler The training process involves two stages of imitation learning.',
      'Returns: NULL when the value was not found in the table of elements.',
    ])
      expect(texts(text), text).to.deep.equal([]);
  });

  it('leaves boilerplate sections, tables and footnotes alone', () => {
    const sentence = 'Trees in large cities cool the air of their streets by several degrees.';
    expect(texts(sentence)).to.have.length(1);
    for (const more of [
      { section: ['Acknowledgments'] },
      { section: ['References'] },
      { kind: 'table' as const },
      { kind: 'footnote' as const },
    ])
      expect(statementsOf(passageOf(sentence, more), grammar)).to.deep.equal([]);
  });
});
