import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { boxesOf } from './boxes-of.ts';
import { cleanText } from './clean-text.ts';
import { vocabularyOf } from './hyphenation.ts';
import { layoutDocument } from './layout.ts';
import type { Line, TextItem } from './page-lines.ts';
import { joinedLines, withoutSoftHyphens } from './traced-text.ts';

const lineAt = (text: string, row: number): Line => {
  const top = row * 12;
  const place = { x0: 50, x1: 50 + text.length * 5, top, bottom: top + 10, baseline: top + 8 };
  return { text, ...place, size: 10, font: 'f', weight: text.length };
};
const nothingKnown = vocabularyOf([]);

describe('traced text', () => {
  it('gives a word that the line end cut both of its boxes, and its hyphen none', () => {
    const { text, lines } = joinedLines(
      [lineAt('the dehyphen-', 0), lineAt('ation of text', 1)],
      nothingKnown,
    );
    expect(text).to.equal('the dehyphenation of text');
    expect(lines.map(({ start, end }) => text.slice(start, end))).to.deep.equal([
      'the dehyphen',
      'ation of text',
    ]);
    expect(boxesOf({ text, lines, boxes: [] }, 4, 17)).to.have.length(2);
  });

  it('keeps places right over soft hyphens, used by a line end or not', () => {
    const joined = joinedLines(
      [lineAt('so\u00ADft hyphen\u00AD', 0), lineAt('ation, un\u00ADused', 1)],
      nothingKnown,
    );
    const { text, lines } = withoutSoftHyphens(joined);
    expect(text).to.equal('soft hyphenation, unused');
    expect(lines.map(({ start, end }) => text.slice(start, end))).to.deep.equal([
      'soft hyphen',
      'ation, unused',
    ]);
  });

  const piece = fc
    .array(
      fc.constantFrom(
        'word',
        'e\uFB03cient',
        'soft\u00ADly',
        'dash-',
        'cut\u00AD',
        'x',
        '19',
        'Ünder',
        '漢字',
        'שלום',
      ),
      {
        minLength: 1,
        maxLength: 6,
      },
    )
    .map((words) => words.join(' '));

  it('says of every line where its characters are: in order, apart, and all of them', () => {
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 12 }), (pieces) => {
        const source = pieces.map((text, row) => lineAt(cleanText(text), row));
        const { text, lines } = withoutSoftHyphens(joinedLines(source, vocabularyOf(pieces)));
        let at = 0;
        for (const { start, end, box } of lines) {
          expect(start).to.be.least(at);
          expect(end).to.be.above(start);
          expect(text.slice(at, start)).to.match(/^ ?$/);
          const own = source.find((line) => line.top === box[1])!.text.replaceAll('\u00AD', '');
          expect([own, own.replace(/[-\u2010]$/, '')]).to.include(text.slice(start, end));
          at = end;
        }
        expect(at).to.equal(text.length);
      }),
    );
  });

  it('holds over whole pages, tables and columns included', () => {
    const item = fc.record({
      text: piece,
      x: fc.integer({ min: 0, max: 550 }),
      y: fc.integer({ min: 20, max: 780 }),
      width: fc.integer({ min: 5, max: 300 }),
      size: fc.constantFrom(6, 10, 12),
      font: fc.constantFrom('a', 'b'),
    });
    fc.assert(
      fc.property(fc.array(item, { maxLength: 40 }), (items: TextItem[]) => {
        const { pages } = layoutDocument([{ number: 1, width: 600, height: 800, items }]);
        for (const { text, lines, boxes } of pages[0]!.paragraphs) {
          const covered = lines!.map(({ start, end }) => text.slice(start, end)).join('');
          expect(covered.replace(/\s/g, '')).to.equal(text.replace(/\s/g, ''));
          const overlapping = lines!.some(({ start }, index) => index > 0 && start < lines![index - 1]!.end);
          expect(overlapping).to.equal(false);
          for (const { box } of lines!) {
            const within = boxes.some(
              ([x0, y0, x1, y1]) => box[0] >= x0 && box[1] >= y0 && box[2] <= x1 && box[3] <= y1,
            );
            expect(within, 'a line lies in a box of its paragraph').to.equal(true);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('boxes of a range', () => {
  const paragraph = {
    text: '0123456789 abcdefghij',
    boxes: [[0, 0, 100, 30]] as [number, number, number, number][],
    lines: [
      { start: 0, end: 10, box: [0, 0, 100, 10] as [number, number, number, number] },
      { start: 11, end: 21, box: [0, 20, 100, 30] as [number, number, number, number] },
    ],
  };

  it('is a box a line, as wide as the share of its characters', () => {
    expect(boxesOf(paragraph, 5, 13)).to.deep.equal([
      [50, 0, 100, 10],
      [0, 20, 20, 30],
    ]);
    expect(boxesOf(paragraph, 10, 11)).to.deep.equal([]);
  });

  it('begins at the right where the script does', () => {
    const [box] = boxesOf({ ...paragraph, text: 'אבגדהוזחטי abcdefghij' }, 0, 5);
    expect(box).to.deep.equal([50, 0, 100, 10]);
  });

  it('is the whole paragraph where its lines are not known', () => {
    const { lines: _, ...old } = paragraph;
    expect(boxesOf(old, 5, 6)).to.deep.equal(old.boxes);
  });
});
