import { expect } from 'chai';
import { describe, it } from 'mocha';
import { definedTerms, glossaryFor } from './glossary.ts';
import { readPaper } from './paper-text.ts';

describe('glossary', () => {
  const paper = readPaper({
    title: 'T',
    abstract:
      'We used supervised fine-tuning (SFT) and a large language model (LLM). Retrieval practice is defined as recalling information from memory instead of rereading it. The value (XQZ) was low. Bone mineral density (BMD) fell.',
  });

  it('takes acronyms and definitions from the paper with their sentences', () => {
    const terms = new Map(
      definedTerms(paper).map(({ term, definition, sources }) => [term, { definition, sources }]),
    );
    expect(terms.get('SFT')).to.deep.equal({
      definition: 'Short for “supervised fine-tuning”.',
      sources: [0],
    });
    expect(terms.get('BMD')?.definition).to.equal('Short for “Bone mineral density”.');
    expect(terms.get('Retrieval practice')).to.deep.equal({
      definition: 'Recalling information from memory instead of rereading it.',
      sources: [1],
    });
    expect(terms.has('XQZ')).to.equal(false);
  });

  it('explains only what the text uses, in everyday words where asked to', () => {
    const outputs = ['The BMD was compared with a placebo in a randomised controlled trial.'];
    const defined = definedTerms(paper);
    expect(glossaryFor(outputs, defined, false, 9).map(({ term }) => term)).to.deep.equal(['BMD']);
    const terms = glossaryFor(outputs, defined, true, 9).map(({ term }) => term);
    expect(terms).to.include.members(['BMD', 'placebo', 'randomised controlled trial']);
    expect(glossaryFor(outputs, defined, true, 2)).to.have.length(2);
  });
});
