import { expect } from 'chai';
import { describe, it } from 'mocha';
import { contentStems, coverage, jaccard, stem } from './words.ts';

describe('words', () => {
  it('brings forms of a word together, and keeps others apart', () => {
    for (const [a, b] of [
      ['activates', 'activation'],
      ['cells', 'cell'],
      ['running', 'runs'],
      ['grew', 'grown'],
      ['tumour', 'tumors'],
      ['stored', 'storage'],
    ] as const)
      expect(stem(a, 'en'), a).to.equal(stem(b, 'en'));
    expect(stem('mass', 'en')).not.to.equal(stem('masses', 'de'));
    expect(stem('nation', 'en')).not.to.equal(stem('native', 'en'));
  });

  it('keeps what carries content', () => {
    expect(contentStems('Which of the cells are not in the 12 left ventricles?', 'en')).to.deep.equal([
      'cell',
      '12',
      'left',
      'ventricl',
    ]);
    expect(contentStems('Welche der Zellen sind in der Leber?', 'de')).to.deep.equal(['zellen', 'leber']);
  });

  it('compares sets', () => {
    expect(coverage(new Set(['a', 'b']), new Set(['a']))).to.equal(0.5);
    expect(coverage(new Set(), new Set(['a']))).to.equal(1);
    expect(jaccard(new Set(['a', 'b']), new Set(['b', 'c']))).to.equal(1 / 3);
    expect(jaccard(new Set(), new Set())).to.equal(0);
  });
});
