import type { Box } from '@scory/contracts/documents/text.ts';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { layoutDocument } from './layout.ts';
import { inTypeOfDocument, itemsOf, leaning, type StraightReading, withoutNoise } from './ocr-words.ts';
import type { TextItem } from './page-lines.ts';
import { replacesText, wantsOcr } from './wants-ocr.ts';

/** Lines of words at equal distances, as an engine gives them. */
const readingOf = (texts: string[], confidence = 0.9): StraightReading => ({
  lines: texts.map((_, line) => ({ baseline: 100 + line * 14, size: 10 + (line % 3) * 0.4 })),
  words: texts.flatMap((text, line) =>
    text.split(' ').map((word, at) => ({
      text: word,
      confidence,
      box: [60 + at * 50, 92 + line * 14, 60 + at * 50 + 40, 102 + line * 14] as Box,
      line,
    })),
  ),
});

describe('words that were read', () => {
  it('keep their spaces and their order in the layout, whatever the gaps between them', () => {
    const word = fc.stringMatching(/^[a-z]{1,9}$/);
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 2, maxLength: 9 }),
        fc.integer({ min: 0, max: 5 }),
        (words, gap) => {
          let x = 60;
          const reading: StraightReading = {
            lines: [{ baseline: 100, size: 10 }],
            words: words.map((text) => {
              const box: Box = [x, 92, x + text.length * 5, 102];
              x += text.length * 5 + gap;
              return { text, confidence: 1, box, line: 0 };
            }),
          };
          const page = { number: 1, width: 600, height: 800, items: itemsOf(reading) };
          const [paragraph] = layoutDocument([page]).pages[0]!.paragraphs;
          expect(paragraph!.text).to.equal(words.join(' '));
        },
      ),
    );
  });

  it('lose lines that read like grain, and keep their neighbours', () => {
    const noise = readingOf(['~| ~ ..', 'k1 jh'], 0.15);
    const text = readingOf(['words that one can read']);
    const lines = [...text.lines, ...noise.lines];
    const words = [...text.words, ...noise.words.map((word) => ({ ...word, line: word.line + 1 }))];
    expect(
      withoutNoise({ lines, words })
        .words.map((word) => word.text)
        .join(' '),
    ).to.equal('words that one can read');
    expect(withoutNoise(readingOf(['=== ---'])).words).to.deep.equal([]);
  });

  it('have bullets where an engine has no letter for them', () => {
    const list = withoutNoise(readingOf(['® First', '¢ Second', 'e Third', 'e third']));
    expect(list.words.map((word) => word.text).join(' ')).to.equal('• First • Second • Third e third');
    const none = withoutNoise(readingOf(['e Third', 'Scory ® is a name', '©']));
    expect(none.words.map((word) => word.text).join(' ')).to.equal('e Third Scory ® is a name');
  });

  it('stand where they stood before the page was straightened', () => {
    const page = { width: 595, height: 842 };
    const box: Box = [100, 200, 300, 212];
    expect(leaning(box, 0, page)).to.deep.equal(box);
    fc.assert(
      fc.property(fc.double({ min: -10, max: 10, noNaN: true }), (skew) => {
        const [x0, y0, x1, y1] = leaning(box, skew, page);
        const angle = (skew * Math.PI) / 180;
        const middle = [(200 - 297.5) * Math.cos(angle) - (206 - 421) * Math.sin(angle) + 297.5];
        expect((x0 + x1) / 2).to.be.closeTo(middle[0]!, 0.2);
        expect(x1 - x0).to.be.at.least(190);
        expect(y1 - y0).to.be.at.least(11);
        expect(Math.min(x0, y0)).to.be.at.least(0);
        expect(x1).to.be.at.most(page.width);
      }),
    );
  });

  it('take the type of the pages around them', () => {
    const own: TextItem = { text: 'set in type', x: 0, y: 0, width: 9, size: 11, font: 'Times' };
    const [, read] = inTypeOfDocument([
      { items: [own] },
      { items: itemsOf(readingOf(['read from a scan'])) },
    ]);
    expect(new Set(read!.items.map(({ font, size }) => `${font} ${size}`))).to.deep.equal(
      new Set(['Times 11']),
    );
  });
});

describe('which pages are read as pictures', () => {
  const ordinary = { glyphs: 900, unmapped: 0, unseen: false, garbled: false };
  it('those with hardly a glyph, with glyphs or words that mean nothing, and with text that nobody sees', () => {
    expect(wantsOcr(ordinary)).to.equal(undefined);
    expect(wantsOcr({ ...ordinary, unmapped: 20 })).to.equal(undefined);
    expect(wantsOcr({ ...ordinary, glyphs: 19 })).to.equal('few glyphs');
    expect(wantsOcr({ ...ordinary, unmapped: 400 })).to.equal('unmapped glyphs');
    expect(wantsOcr({ ...ordinary, unseen: true })).to.equal('unseen text');
    expect(wantsOcr({ ...ordinary, garbled: true })).to.equal('garbled text');
  });
  it('and keep their own text where the picture says no more, or nothing one would stand by', () => {
    const read = { letters: 400, certain: true, agreement: 0.2 };
    expect(replacesText('few glyphs', { glyphs: 12 }, { ...read, letters: 14 })).to.equal(false);
    expect(replacesText('few glyphs', { glyphs: 2 }, { ...read, certain: false })).to.equal(true);
    expect(replacesText('unseen text', { glyphs: 400 }, { ...read, certain: false })).to.equal(false);
    expect(replacesText('unseen text', { glyphs: 400 }, read)).to.equal(true);
    expect(replacesText('garbled text', { glyphs: 400 }, read)).to.equal(true);
    expect(replacesText('garbled text', { glyphs: 400 }, { ...read, agreement: 0.8 })).to.equal(false);
  });
});
