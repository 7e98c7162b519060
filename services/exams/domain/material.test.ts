import type { DocumentPassage } from '@scory/contracts/documents/passages.ts';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { materialOf } from './material.ts';

const document = { id: '00000000-0000-7000-8000-000000000001', title: 'Rivers', language: 'en' };
const prose = (about: string, sentences = 4): string =>
  Array.from(
    { length: sentences },
    (_, place) => `The ${about} number ${place} carries sand and gravel to the sea.`,
  ).join(' ');

function passage(text: string, more: Partial<DocumentPassage> = {}): DocumentPassage {
  const lines = [...text.matchAll(/\S.{0,59}/gs)].map(({ index, 0: line }) => ({
    ...{ start: index, end: index + line.length, page: 1 },
    box: [0, 0, line.length, 10] as [number, number, number, number],
  }));
  return {
    number: 0,
    kind: 'text',
    section: ['Flow'],
    text,
    tokens: 50,
    lines,
    repeats: 0,
    hidden: false,
    ...more,
  };
}

const of = (...passages: DocumentPassage[]) =>
  materialOf([{ document, passages: passages.map((each) => ({ passage: each })) }]);

describe('the material of an exam', () => {
  it('leaves out what a paper says about itself, tables, captions, what no reader sees, and what is no prose', () => {
    const { passages } = of(
      passage(prose('river')),
      passage(prose('reference'), { section: ['References'] }),
      passage(prose('thanks'), { section: ['5', '7. Acknowledgements'] }),
      passage(prose('secret'), { hidden: true }),
      passage(prose('table'), { kind: 'table' }),
      passage(prose('caption'), { kind: 'caption' }),
      passage(
        '12 4.5 | 33 + 18 = 2, 99 / 7.1 0.004 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32. End'.repeat(
          2,
        ),
      ),
      passage('Short.'),
      passage(`© 2020 Elsevier. All rights reserved. ${prose('notice', 2)}`),
    );
    expect(passages.map(({ text }) => text.slice(0, 9))).to.deep.equal(['The river']);
  });

  it('says nothing twice: no overlap of passages, no passage that two documents share', () => {
    const before = prose('delta');
    const after = `${before.slice(-50)} ${prose('brook')}`;
    const { passages } = of(passage(before), passage(after, { repeats: 50 }), passage(before.toUpperCase()));
    expect(passages.map(({ text }) => text)).to.deep.equal([before, prose('brook')]);
    expect(passages.map(({ number }) => number)).to.deep.equal([1, 2]);
  });

  it('divides long passages between sentences, and each character keeps its line', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 60 }), fc.integer({ min: 0, max: 40 }), (sentences, repeats) => {
        const whole = passage(prose('stream', sentences), { repeats });
        const { passages } = of(whole);
        for (const { text, lines } of passages) {
          expect(whole.text).to.include(text);
          expect(text).to.match(/[.]$/);
          for (const line of lines) {
            const words = text.slice(line.start, line.end);
            expect(line.end).to.be.at.most(text.length);
            expect(whole.text).to.include(words);
          }
          const covered = new Set(
            lines.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, at) => start + at)),
          );
          for (let at = 0; at < text.length; at += 1)
            if (/\S/.test(text[at] as string)) expect(covered.has(at), `${at} of ${text}`).to.equal(true);
        }
        if (sentences > 30) expect(passages.length).to.be.greaterThan(1);
      }),
    );
  });

  it('has the language of most of it, and the topic or heading of each passage', () => {
    const german = { ...document, id: '00000000-0000-7000-8000-000000000002', language: 'de' };
    const made = materialOf([
      { document, passages: [{ passage: passage(prose('river', 3)), topic: 'sediment' }] },
      { document: german, passages: [{ passage: passage(prose('Fluss', 9), { section: [] }) }] },
    ]);
    expect(made.language).to.equal('de');
    expect(made.passages.map(({ topic }) => topic)).to.deep.equal(['sediment', 'Rivers']);
  });

  it('never throws, whatever the text is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3_000 }), fc.nat(3_000), (text, repeats) => {
        of(passage(text, { repeats: Math.min(repeats, text.length) }));
      }),
    );
  });
});
