import type { DocumentPage } from '@scory/contracts/documents/text.ts';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { type Transcript, withTranscript } from './transcript.ts';

const engine = { name: 'vision:lab', version: 'model-1' };
const words = ['Photosynthesis', 'turns', 'light', 'into', 'sugar', 'within', 'chloroplasts'];
const page = (read: readonly string[], confidence = 0.95): DocumentPage => ({
  number: 3,
  width: 600,
  height: 800,
  paragraphs: [{ text: 'Phot0synthes1s', kind: 'text', boxes: [[0, 0, 10, 10]] }],
  ocr: {
    engine: 'tesseract',
    version: '1',
    languages: ['eng'],
    confidence: 0.6,
    words: read.map((text) => ({ text, box: [0, 0, 10, 10], confidence })),
  },
});
const told = (...lines: Transcript['paragraphs'][number]['lines'][number][]): Transcript => ({
  engine,
  paragraphs: [{ kind: 'text', lines }],
});
const line = (text: string, box: number[] | null = null) => ({ text, box });
const whole = told(
  line('Photosynthesis turns light into sugar', [100, 250, 900, 270]),
  line('within chloroplasts.', [100, 280, 500, 300]),
);

describe('a transcript of a page', () => {
  it('takes the place of what OCR read where it holds the words that OCR stands by', () => {
    const { page: taken, verdict } = withTranscript(page(words), whole);
    expect(verdict).to.equal('confirmed');
    expect(taken.paragraphs).to.deep.equal([
      {
        text: 'Photosynthesis turns light into sugar within chloroplasts.',
        kind: 'text',
        boxes: [
          [60, 200, 540, 216],
          [60, 224, 300, 240],
        ],
        lines: [
          { start: 0, end: 37, box: [60, 200, 540, 216] },
          { start: 38, end: 58, box: [60, 224, 300, 240] },
        ],
      },
    ]);
    expect(taken.ocr).to.include({ engine: 'tesseract', confidence: 0.6 });
    expect(taken.ocr?.transcript).to.deep.equal({
      ...{ engine: 'vision:lab', version: 'model-1', checked: 6 + 1, missing: [] },
    });
  });

  it('that lacks some of them is taken and disputed, with the words that are missing', () => {
    const { page: taken, verdict } = withTranscript(
      page(words),
      told(line('Photosynthesis turns light into sugar.')),
    );
    expect(verdict).to.equal('disputed');
    expect(taken.ocr?.transcript?.missing).to.deep.equal(['within', 'chloroplasts']);
    expect(taken.paragraphs[0]!.text).to.equal('Photosynthesis turns light into sugar.');
  });

  it('that lacks most of them, or has no text, is not taken', () => {
    for (const invented of [told(line('The mitochondria are the powerhouse of the cell.')), told()]) {
      const given = page(words);
      expect(withTranscript(given, invented)).to.deep.equal({ page: given, verdict: 'disputed' });
    }
  });

  it('is unchecked where OCR stands by too few words', () => {
    expect(withTranscript(page(words, 0.5), whole).verdict).to.equal('unchecked');
    expect(withTranscript(page(['only', 'these']), whole).verdict).to.equal('unchecked');
  });

  it('has no places where those that it gives are none', () => {
    for (const box of [[0, 0, 1_001, 10], [5, 5, 5, 9], [1, 2, 3], [Number.NaN, 0, 1, 1], null]) {
      const [paragraph] = withTranscript(page(words), told(line(words.join(' '), box))).page.paragraphs;
      expect(paragraph).to.deep.equal({ text: words.join(' '), kind: 'text', boxes: [] });
    }
  });
});
