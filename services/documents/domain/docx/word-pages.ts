/** Pages of a Word document: they fill as paragraphs come, and end where breaks say so. */
import type { DocumentPage, Paragraph } from '@scory/contracts/documents/text.ts';
import { tidyText } from '../tidy-text.ts';
import { marks } from './inline.ts';

export class WordPages {
  readonly #pages: Paragraph[][] = [[]];
  /** A hard break was read; the next rendered one is the same, seen by the word processor. */
  #awaiting = false;
  /** Whether the document has begun. */
  #begun = false;
  characters = 0;

  get count(): number {
    return this.#pages.length;
  }

  hardBreak(): void {
    this.#pages.push([]);
    this.#awaiting = true;
  }

  /** What begins a page anyway does not begin a second one at the very start. */
  breakBefore(): void {
    if (this.#begun) this.hardBreak();
  }

  renderedBreak(): void {
    if (this.#awaiting) this.#awaiting = false;
    // A document that begins with one has no empty page before it.
    else if (this.#begun) this.#pages.push([]);
  }

  /** Text without breaks in it. */
  add(paragraph: Omit<Paragraph, 'boxes'>): number {
    const page = this.#pages.at(-1)!;
    page.push({ ...paragraph, boxes: [] });
    this.characters += paragraph.text.length;
    this.seen();
    return page.length - 1;
  }

  seen(): void {
    this.#awaiting = false;
    this.#begun = true;
  }

  /** Raw text with marks in it, cut where a page ends. Returns its first words, tidied. */
  addRaw(raw: string, paragraph: Omit<Paragraph, 'boxes' | 'text'>): string {
    let before: { page: number; index: number } | undefined;
    let first = '';
    for (const piece of raw.split(/([\f\v])/)) {
      if (piece === marks.hardBreak) this.hardBreak();
      else if (piece === marks.renderedBreak) this.renderedBreak();
      else {
        if (piece.includes(marks.drawing)) this.seen();
        const text = tidyText(piece);
        if (text === '') continue;
        const continues = before?.page === this.count - 1 ? before.index : undefined;
        const index = this.add({ ...paragraph, text, ...(continues !== undefined && { continues }) });
        before = { page: this.count, index };
        first ||= text;
      }
    }
    return first;
  }

  finish(): DocumentPage[] {
    return this.#pages.map((paragraphs, index) => ({ number: index + 1, width: 0, height: 0, paragraphs }));
  }
}
