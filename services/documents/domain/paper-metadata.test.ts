import type { Paragraph } from '@scory/contracts/documents/text.ts';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { extractPdf } from '../extraction/extract-pdf.ts';
import { material } from '../test/material.ts';
import { authorNames } from './author-names.ts';
import { paperMetadata } from './paper-metadata.ts';

const page = (...texts: string[]): Paragraph[] =>
  texts
    .map((text) => ({ text, kind: /^#/.test(text) ? 'heading' : 'text', boxes: [] }))
    .map((each) => ({
      ...each,
      kind: each.kind as Paragraph['kind'],
      text: each.text.replace(/^#\s*/, ''),
    }));
const read = (...texts: string[]) => paperMetadata({ title: 'A Paper', paragraphs: page(...texts) });
const abstract = 'We show in this paper that a thing is so, and that another thing is not so at all.';

describe('names of authors', () => {
  const cases: [string, string[] | null][] = [
    [
      'Ada Lovelace1,2, C. Babbage∗ and Luigi F. Menabrea',
      ['Ada Lovelace', 'C. Babbage', 'Luigi F. Menabrea'],
    ],
    ['Yichen He∗1 Guanhua Huang∗1 Weinan E2', ['Yichen He', 'Guanhua Huang', 'Weinan E']],
    ['Ludwig van Beethoven; Maria de la Cruz', ['Ludwig van Beethoven', 'Maria de la Cruz']],
    ['ADA LOVELACE AND CHARLES BABBAGE', ['Ada Lovelace', 'Charles Babbage']],
    ['By Jane Roe, PhD', ['Jane Roe']],
    ['Department of Physics, University of Melbourne', null],
    ['Ada Lovelace, Analytical Society', ['Ada Lovelace', 'Analytical Society']],
    ['A study of two groups', null],
    ['January 3, 2024', null],
    ['Abstract', null],
  ];
  for (const [text, names] of cases)
    it(`${text}: ${names?.length ?? 'none'}`, () => expect(authorNames(text)).to.deep.equal(names));

  it('are read in bounded time from anything', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        const names = authorNames(text);
        return names === null || names.length > 0;
      }),
    );
    const startedAt = performance.now();
    authorNames(`${'A, 1 '.repeat(20_000)}x`);
    authorNames('1,1'.repeat(900));
    authorNames(' and'.repeat(700));
    expect(performance.now() - startedAt).to.be.below(1_000);
  });
});

describe('what a first page says of a paper', () => {
  it('is its authors, abstract, year and DOI', () => {
    expect(
      read(
        '# A Paper',
        'Ada Lovelace1 and Charles Babbage2',
        '1 University of London',
        'Published 3 October 1843, doi:10.1000/j.182.',
        '# Abstract',
        abstract,
        'Keywords: things',
        '# 1 Introduction',
        'Others (10.9999/other) published in 1999 what we use.',
      ),
    ).to.deep.include({ authors: ['Ada Lovelace', 'Charles Babbage'], abstract, year: 1843 });
  });

  it('is an abstract that its own first word marks', () => {
    expect(read('# A Paper', `Abstract—${abstract}`, 'More of it.', 'Index Terms—things').abstract).to.equal(
      `${abstract}\n\nMore of it.`,
    );
  });

  it('is nothing where the page does not say it clearly', () => {
    const nothing = { authors: null, abstract: null, year: null, doi: null };
    expect(read('# A Paper', 'In 1999 and 2003 somebody wrote of 12 things.')).to.deep.equal(nothing);
    expect(paperMetadata({ title: null, paragraphs: [] })).to.deep.equal(nothing);
    expect(
      read('# A Paper', 'Ada Lovelace', 'of London', 'San Francisco', '# Abstract', abstract).authors,
      'a place is no author',
    ).to.equal(null);
    expect(read('see doi 10.1000/1 and doi 10.1000/2').doi, 'two DOIs').to.equal(null);
    expect(read('© 2008 and Copyright 2009 of others').year, 'two years').to.equal(null);
  });

  it('leaves out what nobody sees', () => {
    const paragraphs = page('# A Paper', 'Eve Mallory', 'Ada Lovelace', '# Abstract', abstract);
    paragraphs[1]!.hidden = true;
    expect(paperMetadata({ title: 'A Paper', paragraphs }).authors).to.deep.equal(['Ada Lovelace']);
  });

  it('comes out of real papers', async function () {
    const read = async (name: string) => {
      const found = material(`papers/${name}.pdf`);
      if (!found) this.skip();
      return extractPdf(
        found,
        { maxPages: 100, maxCharacters: 1e7, ocr: { languages: ['eng'], maxPages: 0 } },
        () => undefined,
      );
    };
    const tracemonkey = await read('tracemonkey');
    expect(tracemonkey.authors).to.have.length(16).and.include.members(['Andreas Gal', 'Michael Franz']);
    expect(tracemonkey).to.include({ year: 2009, doi: null });
    expect(await read('0807.3577')).to.deep.include({
      authors: ['Krzysztof Bolejko', 'Lars Andersson'],
      year: 2008,
      doi: '10.1088/1475-7516/2008/10/003',
    });
    const pasa = await read('pqa_pasa');
    expect(pasa.authors).to.have.length(7).and.include('Weinan E');
    expect(pasa.abstract).to.match(/^We introduce PaSa/);
  });
});
