/** Documents to be divided into chunks, and what holds for the chunks of every one of them. */
import type { DocumentPage, DocumentText, Paragraph } from '@scory/contracts/documents/text.ts';
import { expect } from 'chai';
import { boxesOf } from '../domain/boxes-of.ts';
import type { Chunk } from '../domain/chunk.ts';
import { countTokens } from '../domain/tokens.ts';

export type Source = Pick<DocumentText, 'pages' | 'title' | 'abstract'>;

export const paragraph = (
  text: string,
  kind: Paragraph['kind'] = 'text',
  more: Partial<Paragraph> = {},
): Paragraph => ({
  text,
  kind,
  boxes: [],
  ...more,
});
const pageOf = (paragraphs: Paragraph[], number = 1): DocumentPage => ({
  number,
  width: 600,
  height: 800,
  paragraphs,
});
export const documentOf = (...pages: Paragraph[][]): Source => ({
  title: null,
  abstract: null,
  pages: pages.map((paragraphs, index) => pageOf(paragraphs, index + 1)),
});
export const prose = (sentences: number, word = 'word'): string =>
  Array.from(
    { length: sentences },
    (_, at) => `Sentence ${at} says ${word} after ${word} in its own way.`,
  ).join(' ');
/** What each chunk says of itself holds against the text it was made from. */
export function expectHonest(source: Source, chunks: readonly Chunk[], maxTokens: number): void {
  chunks.forEach((chunk, index) => {
    expect(chunk.index).to.equal(index);
    expect(chunk.tokens).to.equal(countTokens(chunk.text)).and.to.be.within(1, maxTokens);
    let at = 0;
    for (const { start, end, page, paragraph: place, from, to, lines, boxes } of chunk.spans) {
      const whole = source.pages.find(({ number }) => number === page)!.paragraphs[place]!;
      expect(end).to.be.above(start);
      expect(chunk.text.slice(start, end)).to.equal(whole.text.slice(from, to));
      expect(chunk.text.slice(at, start), 'between spans').to.match(/^\s*$/);
      expect(lines?.map(({ box }) => box) ?? boxes).to.deep.equal(boxesOf(whole, from, to));
      at = end;
    }
    expect(at, 'nothing after the last span').to.equal(chunk.text.length);
  });
}
