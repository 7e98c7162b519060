import { expect } from 'chai';
import { describe, it } from 'mocha';
import { headingLevels } from './heading-levels.ts';

const levels = (headings: [text: string, size?: number, font?: string][]): number[] =>
  headingLevels(headings.map(([text, size = 10, font = 'f']) => ({ text, size, font })));

describe('levels of headings', () => {
  it('follow the numbers', () => {
    expect(
      levels([
        ['1 Introduction'],
        ['2. Method'],
        ['2.1 Data'],
        ['2.1.3 Cleaning'],
        ['3) Results'],
        ['A.1 More'],
      ]),
    ).to.deep.equal([1, 1, 2, 3, 1, 2]);
  });

  it('take letters for subsections under Roman numbers, and for appendices under Arabic ones', () => {
    expect(levels([['I. INTRODUCTION'], ['IV. METHOD'], ['A. Data']])).to.deep.equal([1, 1, 2]);
    expect(levels([['1 Introduction'], ['A Proofs']])).to.deep.equal([1, 1]);
  });

  it('put chapters under parts, and sections under chapters', () => {
    expect(
      levels([['Part I'], ['Chapter 1 Beginnings'], ['1.1 The first'], ['Chapter 2 More']]),
    ).to.deep.equal([1, 2, 3, 2]);
    expect(levels([['Chapter 1 Beginnings'], ['1.1 The first']])).to.deep.equal([1, 2]);
  });

  it('give a heading without number the level that its style has elsewhere', () => {
    expect(
      levels([
        ['1 Introduction', 14, 'b'],
        ['1.1 Aims', 11, 'b'],
        ['Ethics statement', 14, 'b'],
        ['Participants', 11, 'b'],
        ['A run-in head', 9, 'i'],
      ]),
    ).to.deep.equal([1, 2, 1, 2, 3]);
  });

  it('rank sizes where nothing has a number', () => {
    expect(
      levels([
        ['Cells', 18],
        ['Membranes', 14],
        ['Pumps', 12],
        ['Genes', 18],
        ['Copying', 14],
      ]),
    ).to.deep.equal([1, 2, 3, 1, 2]);
  });
});
