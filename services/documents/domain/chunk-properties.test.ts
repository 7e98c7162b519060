import type { Paragraph } from '@scory/contracts/documents/text.ts';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { documentOf, expectHonest, paragraph, prose, type Source } from '../test/chunk-sources.ts';
import type { Chunk } from './chunk.ts';
import { chunkDocument } from './chunk-document.ts';
import { sentenceRanges } from './sentences.ts';

/** How often each character is in a chunk for the first time, by page and paragraph. */
function timesNew(source: Source, chunks: readonly Chunk[]): Map<Paragraph, Uint8Array> {
  const times = new Map<Paragraph, Uint8Array>();
  for (const { spans } of chunks) {
    for (const { page, paragraph: place, from, to, repeated } of spans) {
      const whole = source.pages.find(({ number }) => number === page)!.paragraphs[place]!;
      const counts = times.get(whole) ?? new Uint8Array(whole.text.length);
      times.set(whole, counts);
      if (!repeated) for (let index = from; index < to; index += 1) counts[index]! += 1;
    }
  }
  return times;
}

describe('chunks of any document', () => {
  const word = fc.constantFrom(
    'word',
    'et al.',
    'No. 5',
    'It.',
    '漢字。',
    'שלום',
    '12,3',
    'long'.repeat(60),
    'e.g.',
    '😀',
  );
  const text = fc.array(word, { minLength: 1, maxLength: 60 }).map((words) => words.join(' '));
  const table = fc
    .array(fc.array(word, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 12 })
    .map((rows) => rows.map((row) => row.join('\t')).join('\n'));
  const any = fc.oneof(
    { weight: 5, arbitrary: text.map((value) => paragraph(value)) },
    table.map((value) => paragraph(value, 'table')),
    fc
      .tuple(
        text,
        fc.constantFrom('caption', 'footnote', 'fragment', 'reference') as fc.Arbitrary<Paragraph['kind']>,
      )
      .map(([value, kind]) => paragraph(value, kind)),
    fc
      .tuple(fc.constantFrom('1 One', '2 Two', 'Abstract', '2.1 Deep'), fc.integer({ min: 0, max: 3 }))
      .map(([value, level]) => paragraph(value, 'heading', { level })),
    text.map((value) => paragraph(value, 'text', { hidden: true })),
  );
  const anyDocument = fc
    .array(fc.tuple(fc.array(any, { maxLength: 8 }), fc.boolean()), { minLength: 1, maxLength: 4 })
    .map((pages) =>
      documentOf(
        ...pages.map(([paragraphs, continues], at) => {
          const last = (pages[at - 1]?.[0].length ?? 0) - 1;
          const goesOn = continues && last >= 0 && paragraphs[0]?.kind === 'text';
          return goesOn ? [{ ...paragraphs[0]!, continues: last }, ...paragraphs.slice(1)] : paragraphs;
        }),
      ),
    );
  const sizes = { targetTokens: 60, maxTokens: 80, overlapTokens: 20 };

  it('are honest, within the limit, and the same each time', () => {
    fc.assert(
      fc.property(anyDocument, (source) => {
        const { chunks } = chunkDocument(source, sizes);
        expectHonest(source, chunks, sizes.maxTokens);
        expect(chunkDocument(structuredClone(source), sizes).chunks).to.deep.equal(chunks);
      }),
      { numRuns: 300 },
    );
  });

  it('hold every word of prose, tables, captions and footnotes once, repetitions aside, and nothing hidden beside what is seen', () => {
    fc.assert(
      fc.property(anyDocument, (source) => {
        const { chunks } = chunkDocument(source, sizes);
        const times = timesNew(source, chunks);
        for (const { hidden, spans } of chunks) {
          for (const { page, paragraph: place } of spans)
            expect(source.pages[page - 1]!.paragraphs[place]!.hidden).to.equal(hidden);
        }
        for (const { paragraphs } of source.pages) {
          for (const each of paragraphs) {
            if (['heading', 'fragment', 'reference'].includes(each.kind)) continue;
            const counts = times.get(each);
            const missed = Array.from(each.text).length > 0 && each.text.trim() !== '' && !counts;
            // What goes on with a fragment or a reference is one.
            if (missed && each.continues !== undefined) continue;
            expect(missed, each.text).to.equal(false);
            for (const [index, times] of counts!.entries())
              if (/\S/.test(each.text[index]!))
                expect(times, `character ${index} of ${each.text}`).to.equal(1);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('repeat nothing but whole sentences, which the chunk before ends with, and heads of tables', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 8 }), (texts) => {
        const source = documentOf(texts.map((each) => paragraph(each)));
        const { chunks } = chunkDocument(source, sizes);
        for (const { index, text: own, spans } of chunks) {
          for (const { start, end, paragraph: place, from, to, repeated } of spans) {
            if (!repeated) continue;
            expect(chunks[index - 1]!.text).to.include(own.slice(start, end));
            const ranges = sentenceRanges(texts[place]!);
            expect(ranges.map((range) => range.start)).to.include(from);
            expect(ranges.map((range) => texts[place]!.slice(0, range.end).trimEnd().length)).to.include(to);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('chunks of the worst documents', () => {
  const worst: [what: string, source: () => Source][] = [
    ['a sentence of 50,000 characters without a space', () => documentOf([paragraph('a'.repeat(50_000))])],
    ['the same in Chinese', () => documentOf([paragraph('漢字'.repeat(25_000))])],
    [
      '100,000 paragraphs of one word',
      () => documentOf(Array.from({ length: 100_000 }, () => paragraph('word'))),
    ],
    [
      '100,000 headings',
      () =>
        documentOf(Array.from({ length: 100_000 }, (_, at) => paragraph(`${at}`, 'heading', { level: 1 }))),
    ],
    [
      'only tables',
      () => documentOf(Array.from({ length: 300 }, () => paragraph('a\tb\tc\n'.repeat(300), 'table'))),
    ],
    ['one table row without end', () => documentOf([paragraph('cell\t'.repeat(40_000), 'table')])],
    ['right to left', () => documentOf([paragraph('هذه جملة عربية. '.repeat(5_000))])],
    [
      '2,000 pages of one paragraph',
      () =>
        documentOf(
          ...Array.from({ length: 2_000 }, (_, at) => [
            paragraph(prose(20), 'text', at > 0 ? { continues: 0 } : {}),
          ]),
        ),
    ],
    ['full stops', () => documentOf([paragraph('. '.repeat(100_000))])],
  ];
  for (const [what, source] of worst) {
    it(`are bounded in time and size: ${what}`, function () {
      this.timeout(60_000);
      const document = source();
      const startedAt = performance.now();
      const { chunks } = chunkDocument(document);
      expect(performance.now() - startedAt, 'ms').to.be.below(20_000);
      const characters = document.pages
        .flatMap(({ paragraphs }) => paragraphs)
        .reduce((sum, each) => sum + each.text.length + 2, 0);
      expect(chunks.reduce((sum, chunk) => sum + chunk.text.length, 0)).to.be.below(1.5 * characters);
      expect(Math.max(...chunks.map(({ tokens }) => tokens))).to.be.most(512);
    });
  }
});
