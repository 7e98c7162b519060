/** Paragraphs of an HTML page: what a reader would see of it, without its frame. */
import type { Paragraph } from '@scory/contracts/documents/text.ts';
import { Parser } from 'htmlparser2';
import { tidyText } from '../domain/tidy-text.ts';
import { declaresEntities } from './archive/xml-reader.ts';
import { HtmlCollector, isBlock } from './html-collector.ts';
import { ExtractError } from './protocol.ts';

const setOf = (names: string): ReadonlySet<string> => new Set(names.split(' '));
const unseen = setOf(
  'script style noscript template svg math canvas iframe object audio video head nav select datalist textarea ' +
    'button form dialog rt rp',
);
/** Elements without an end. */
const voids = setOf('area base br col embed hr img input link meta source track wbr');
/** No page is written so; a parser's work grows with the square of it. */
const deepest = 10_000;

export interface HtmlText {
  title: string | null;
  authors: string[];
  /** As declared, a BCP 47 tag. */
  language: string | undefined;
  paragraphs: Paragraph[];
}

const unseenStyle =
  /display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?:opacity|font-size)\s*:\s*0(?:\.0+)?(?:px|pt|em|rem|%)?\s*(?:;|!|$)/i;

/** Marks that lead to a note, or say where a page of the printed book began. */
const pointsElsewhere = /(?:^|\s|-)(?:noteref|pagebreak)(?:\s|$)/;

const roleOf = (attributes: Record<string, string>): string =>
  `${attributes['epub:type'] ?? ''} ${attributes.role ?? ''}`;

function isInvisible(name: string, attributes: Record<string, string>): boolean {
  return (
    unseen.has(name) ||
    'hidden' in attributes ||
    attributes['aria-hidden'] === 'true' ||
    unseenStyle.test(attributes.style ?? '') ||
    pointsElsewhere.test(roleOf(attributes))
  );
}

class PageReader {
  readonly collector = new HtmlCollector();
  readonly authors: string[] = [];
  title = '';
  language: string | undefined;
  #inTitle = false;
  #depth = 0;
  /** Depth of elements within one that is not shown, and which that is. */
  #hidden = 0;
  #hiddenBy = '';

  open(name: string, attributes: Record<string, string>): void {
    this.#depth += 1;
    if (this.#depth > deepest)
      throw new ExtractError('FILE_MALFORMED', 'The elements of the page stand too deep in each other');
    if (name === 'html') this.language ??= attributes.lang ?? attributes['xml:lang'];
    if (name === 'meta' && attributes.name?.toLowerCase() === 'author') this.#author(attributes.content);
    // Pictures have titles too.
    if (name === 'title' && (this.#hidden === 0 || this.#hiddenBy === 'head'))
      this.#inTitle = this.title === '';
    if (this.#hidden === 0 && !isInvisible(name, attributes))
      this.collector.open(name, attributes, /(?:foot|end|rear)note(?:\s|$)/.test(roleOf(attributes)));
    else if (!voids.has(name)) {
      if (this.#hidden === 0) this.#hide(name, attributes);
      this.#hidden += 1;
    }
  }

  text(chunk: string): void {
    if (this.#inTitle) this.title += chunk;
    else if (this.#hidden === 0) this.collector.text(chunk);
  }

  close(name: string): void {
    this.#depth -= 1;
    if (name === 'title') this.#inTitle = false;
    if (this.#hidden === 0) this.collector.close(name);
    else if (!voids.has(name)) this.#hidden -= 1;
  }

  #hide(name: string, attributes: Record<string, string>): void {
    this.#hiddenBy = name;
    if (isBlock(name)) this.collector.flush();
    // A formula in words of its author.
    if (name === 'math' && attributes.alttext) this.collector.text(` ${attributes.alttext} `);
  }

  #author(content: string | undefined): void {
    const name = tidyText(content ?? '');
    if (name !== '') this.authors.push(name);
  }
}

/**
 * Tolerates any markup: unclosed, mis-nested and unknown elements included. Throws an `ExtractError` where
 * elements nest without end, or an XHTML page declares entities. `isXhtml`: `<a id="x"/>` is an empty element.
 */
export function htmlParagraphs(html: string, { isXhtml = false } = {}): HtmlText {
  const reader = new PageReader();
  const parser = new Parser(
    {
      onopentag: (name, attributes) => reader.open(name, attributes),
      ontext: (chunk) => reader.text(chunk),
      onclosetag: (name) => reader.close(name),
      onprocessinginstruction(name, data) {
        if (isXhtml && name.toLowerCase() === '!doctype' && declaresEntities(data))
          throw new ExtractError('FILE_MALFORMED', 'A part of the file declares a document type of its own');
      },
    },
    { recognizeSelfClosing: isXhtml },
  );
  parser.end(html);
  reader.collector.flush();
  const { title, authors, language, collector } = reader;
  return { title: tidyText(title) || null, authors, language, paragraphs: collector.paragraphs };
}
