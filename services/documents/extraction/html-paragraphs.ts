/** Paragraphs of an HTML page: what a reader would see of it, without its frame. */
import type { Paragraph } from '@scory/contracts/documents/text.ts';
import { Parser } from 'htmlparser2';
import { cleanText } from '../domain/clean-text.ts';
import { paragraphOf } from '../domain/plain-text.ts';

const setOf = (names: string): ReadonlySet<string> => new Set(names.split(' '));
const unseen = setOf(
  'script style noscript template svg math canvas iframe object head nav select button form dialog',
);
const blocks = setOf(
  'address article aside blockquote body br caption dd div dl dt fieldset figcaption figure footer h1 h2 h3 h4 h5 ' +
    'h6 header hr html li main ol p pre section table tbody td tfoot th thead tr ul',
);
/** Elements without an end. */
const voids = setOf('area base br col embed hr img input link meta source track wbr');

export interface HtmlText {
  title: string | null;
  paragraphs: Paragraph[];
}

const tidy = (raw: string): string => cleanText(raw).replaceAll('\u00AD', '').replace(/\s+/g, ' ').trim();

function isInvisible(name: string, attributes: Record<string, string>): boolean {
  return (
    unseen.has(name) ||
    'hidden' in attributes ||
    attributes['aria-hidden'] === 'true' ||
    /display\s*:\s*none|visibility\s*:\s*hidden/i.test(attributes.style ?? '')
  );
}

function kindOf(name: string): Paragraph['kind'] {
  if (/^h[1-6]$/.test(name)) return 'heading';
  return name === 'figcaption' || name === 'caption' ? 'caption' : 'text';
}

/** Collects text into paragraphs as elements open and close; inside a table, into rows. */
class Collector {
  readonly paragraphs: Paragraph[] = [];
  #text = '';
  #kind: Paragraph['kind'] = 'text';
  #level: number | undefined;
  #row: string[] | undefined;
  #rows: string[] | undefined;

  text(chunk: string): void {
    this.#text += chunk;
  }

  open(name: string): void {
    if (this.#rows) {
      if (name === 'tr') this.#row = [];
    } else if (blocks.has(name)) {
      this.flush();
      this.#kind = kindOf(name);
      this.#level = this.#kind === 'heading' ? Number(name[1]) : undefined;
      if (name === 'table') this.#rows = [];
    }
  }

  close(name: string): void {
    if (this.#rows) this.#closeInTable(name, this.#rows);
    else if (blocks.has(name)) {
      this.flush();
      this.#kind = 'text';
    }
  }

  flush(): void {
    const text = tidy(this.#text);
    if (text !== '')
      this.paragraphs.push(paragraphOf(text, this.#kind, this.#kind === 'heading' ? this.#level : undefined));
    this.#text = '';
  }

  #closeInTable(name: string, rows: string[]): void {
    if (name === 'td' || name === 'th') {
      this.#row?.push(tidy(this.#text));
      this.#text = '';
    } else if (name === 'caption') {
      this.#kind = 'caption';
      this.flush();
    } else if (name === 'tr' && this.#row) {
      if (this.#row.some((cell) => cell !== '')) rows.push(this.#row.join('\t'));
      this.#row = undefined;
    } else if (name === 'table') {
      if (rows.length > 0) this.paragraphs.push(paragraphOf(rows.join('\n'), 'table'));
      this.#rows = undefined;
      this.#text = '';
      this.#kind = 'text';
    }
  }
}

/** Tolerates any markup: unclosed, mis-nested and unknown elements included. */
export function htmlParagraphs(html: string): HtmlText {
  const collector = new Collector();
  let title = '';
  let inTitle = false;
  /** Depth of elements within one that is not shown. */
  let hidden = 0;
  const parser = new Parser({
    onopentag(name, attributes) {
      if (name === 'title') inTitle = true;
      if (hidden === 0 && !isInvisible(name, attributes)) collector.open(name);
      else if (!voids.has(name)) hidden += 1;
    },
    ontext(chunk) {
      if (inTitle) title += chunk;
      else if (hidden === 0) collector.text(chunk);
    },
    onclosetag(name) {
      if (name === 'title') inTitle = false;
      if (hidden === 0) collector.close(name);
      else if (!voids.has(name)) hidden -= 1;
    },
  });
  parser.end(html);
  collector.flush();
  return { title: tidy(title) || null, paragraphs: collector.paragraphs };
}
