/** From the body of a Word document to pages of paragraphs; the parts are handed in, in the order of the body. */
import type { DocumentPage, Paragraph } from '@scory/contracts/documents/text.ts';
import { tidyText } from '../tidy-text.ts';
import { childOf, childrenOf, type XmlElement } from '../xml-element.ts';
import { type Inline, inlineOf, marks, unwrapped } from './inline.ts';
import type { Numbering } from './numbering.ts';
import type { Styles } from './styles.ts';
import { WordPages } from './word-pages.ts';
import { gridOf, type Row } from './word-table.ts';

export interface WordParts {
  styles: Styles;
  numbering: Numbering;
  /** By id. */
  footnotes: ReadonlyMap<string, XmlElement>;
  endnotes: ReadonlyMap<string, XmlElement>;
}

export class WordDocument {
  readonly #parts: WordParts;
  readonly #pages = new WordPages();
  /** Text before a paragraph end that was deleted: it goes on in the next paragraph. */
  #carried = '';
  #title: string | undefined;
  #heading: string | undefined;
  #endnotes = new Set<string>();
  #footnotes = new Set<string>();
  /** What kind all is that is read now: notes are written in paragraphs of their own. */
  #kind: Paragraph['kind'] | undefined;
  /** Text was left out because a reader does not see it. */
  hidden = false;

  constructor(parts: WordParts) {
    this.#parts = parts;
  }

  get pageCount(): number {
    return this.#pages.count;
  }

  get characters(): number {
    return this.#pages.characters;
  }

  /** A block of the body: paragraph, table or what groups them. */
  add(block: XmlElement): void {
    for (const element of unwrapped({ name: '', attributes: {}, children: [block] })) {
      if (element.name === 'w:p') this.#paragraph(element);
      else if (element.name === 'w:tbl') this.#table(element);
    }
  }

  finish(): { pages: DocumentPage[]; title: string | null } {
    this.#flushCarried();
    this.#notes(this.#parts.endnotes, this.#endnotes);
    return { pages: this.#pages.finish(), title: this.#title ?? this.#heading ?? null };
  }

  #paragraph(element: XmlElement): void {
    const properties = childOf(element, 'w:pPr');
    const style = this.#parts.styles.paragraph(properties);
    const inline = this.#read(element, style.hidden);
    const text = this.#carried + this.#numbered(style.numbering, inline.text);
    this.#carried = '';
    if (style.breaksBefore) this.#pages.breakBefore();
    if (childOf(properties, 'w:rPr', 'w:del')) this.#carried = text;
    else {
      const kind = this.#kind ?? (style.kind === 'text' && inline.isMath ? 'fragment' : style.kind);
      const level = kind === 'heading' ? style.level : undefined;
      const said = this.#pages.addRaw(text, { kind, ...(level !== undefined && { level }) });
      if (kind === 'heading' && style.isTitle) this.#title ??= said || undefined;
      else if (kind === 'heading') this.#heading ??= said || undefined;
    }
    this.#anchored([inline]);
  }

  #flushCarried(): void {
    this.#pages.addRaw(this.#carried, { kind: 'text' });
    this.#carried = '';
  }

  #read(element: XmlElement, hiddenByStyle: boolean): Inline {
    const inline = inlineOf(element, this.#parts.styles, hiddenByStyle);
    this.hidden ||= inline.hidden;
    return inline;
  }

  #numbered(numbering: { list: string; level: number } | undefined, text: string): string {
    // Word numbers empty paragraphs too.
    const label = numbering ? this.#parts.numbering.next(numbering) : '';
    if (label === '' || tidyText(text) === '') return text;
    // The number stands on the page where the text begins.
    const [leading] = /^[\f\v\u0001\s]*/.exec(text)!;
    return `${leading}${label} ${text.slice(leading.length)}`;
  }

  /** What paragraphs point to comes after them: text boxes, footnotes. */
  #anchored(inlines: readonly Inline[]): void {
    for (const { boxes, footnotes, endnotes } of inlines) {
      for (const box of boxes) for (const block of unwrapped(box)) this.add(block);
      if (this.#kind === 'footnote') continue;
      const unread = footnotes.filter((id) => !this.#footnotes.has(id));
      for (const id of unread) this.#footnotes.add(id);
      this.#notes(this.#parts.footnotes, unread);
      for (const id of endnotes) this.#endnotes.add(id);
    }
  }

  #notes(notes: ReadonlyMap<string, XmlElement>, ids: Iterable<string>): void {
    this.#kind = 'footnote';
    for (const id of ids) {
      const note = notes.get(id);
      if (note) for (const block of unwrapped(note)) this.add(block);
    }
    this.#kind = undefined;
  }

  #table(element: XmlElement): void {
    this.#flushCarried();
    const inlines: Inline[] = [];
    const grid = gridOf(element);
    // A table of one column is a frame around what stands in it.
    if (grid.every(({ cells }) => cells.length <= 1)) {
      for (const { cells } of grid)
        for (const { content } of cells) if (content) for (const block of unwrapped(content)) this.add(block);
      return;
    }
    let rows: string[] = [];
    const flush = (): void => {
      if (rows.length > 0) this.#pages.add({ kind: this.#kind ?? 'table', text: rows.join('\n') });
      rows = [];
    };
    for (const row of grid) {
      const raw = this.#row(row, inlines);
      const text = raw.map(tidyText);
      const at = raw.join('').search(/[\f\v]/);
      const begins = at >= 0 && tidyText(raw.join('').slice(0, at)) === '';
      if (begins) {
        flush();
        this.#break(raw.join(''));
      }
      if (text.some((cell) => cell !== '')) rows.push(text.join('\t'));
      else if (raw.join('').includes(marks.drawing)) this.#pages.seen();
      if (at >= 0 && !begins) {
        flush();
        this.#break(raw.join(''));
      }
    }
    flush();
    this.#anchored(inlines);
  }

  /** A row stands on one page here, whatever breaks are in it. */
  #break(raw: string): void {
    if (raw.includes(marks.hardBreak)) this.#pages.hardBreak();
    if (raw.includes(marks.renderedBreak)) this.#pages.renderedBreak();
  }

  /** Raw text by cell. */
  #row({ cells }: Row, inlines: Inline[]): string[] {
    return cells.map(({ content }) => (content ? this.#cell(content, inlines) : ''));
  }

  #cell(content: XmlElement, inlines: Inline[]): string {
    const texts: string[] = [];
    for (const block of unwrapped(content)) {
      if (block.name === 'w:p') {
        const style = this.#parts.styles.paragraph(childOf(block, 'w:pPr'));
        const inline = this.#read(block, style.hidden);
        inlines.push(inline);
        texts.push(this.#numbered(style.numbering, inline.text));
      } else if (block.name === 'w:tbl') {
        for (const row of gridOf(block)) texts.push(...this.#row(row, inlines));
      }
    }
    return texts.filter((text) => text !== '').join(' ');
  }
}

/** Notes of a part by their id. */
export const notesById = (
  root: XmlElement | undefined,
  name: 'w:footnote' | 'w:endnote',
): Map<string, XmlElement> =>
  new Map(childrenOf(root, name).map((note) => [note.attributes['w:id'] ?? '', note]));
