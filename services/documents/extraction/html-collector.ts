/** Collects text into paragraphs as elements of HTML open and close; inside a table, into rows. */
import type { Paragraph } from '@scory/contracts/documents/text.ts';
import { cleanText } from '../domain/clean-text.ts';
import { type OrdinalStyle, ordinal } from '../domain/ordinals.ts';
import { paragraphOf } from '../domain/plain-text.ts';
import { tidyText } from '../domain/tidy-text.ts';
import { HtmlTable } from './html-table.ts';

const blocks: ReadonlySet<string> = new Set(
  (
    'address article aside blockquote body br caption center dd details div dl dt fieldset figcaption figure footer ' +
    'h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu ol p pre search section summary table tbody td ' +
    'tfoot th thead tr ul'
  ).split(' '),
);

export const isBlock = (name: string): boolean => blocks.has(name);

interface Block {
  kind: Paragraph['kind'];
  level: number | undefined;
  isPre: boolean;
}

interface List {
  next: number;
  style: OrdinalStyle | undefined;
}

const styles: Record<string, OrdinalStyle> = {
  '1': 'decimal',
  a: 'letter',
  A: 'LETTER',
  i: 'roman',
  I: 'ROMAN',
};

const integerOr = (text: string | undefined, otherwise: number): number =>
  /^\s*-?\d{1,9}\s*$/.test(text ?? '') ? Number(text) : otherwise;

function listOf(name: string, attributes: Record<string, string>): List {
  if (name !== 'ol') return { next: 0, style: undefined };
  const type = attributes.type ?? '1';
  return {
    next: integerOr(attributes.start, 1),
    style: Object.hasOwn(styles, type) ? styles[type] : 'decimal',
  };
}

const plain: Block = { kind: 'text', level: undefined, isPre: false };

/** What an element says of the text in it; what it stands in goes on to hold where it says nothing. */
function blockOf(name: string, outer: Block): Block {
  const level = /^h([1-6])$/.exec(name)?.[1];
  if (level !== undefined) return { kind: 'heading', level: Number(level), isPre: false };
  if (name === 'figcaption' || name === 'caption') return { ...plain, kind: 'caption' };
  if (name === 'pre') return { ...plain, kind: 'fragment', isPre: true };
  return outer;
}

/** Lines as they are, without those before and after the text. */
const preformatted = (raw: string): string =>
  cleanText(raw.replaceAll('\r', ''))
    .replace(/^(?:[^\S\n]*\n)+/, '')
    .trimEnd();

export class HtmlCollector {
  readonly paragraphs: Paragraph[] = [];
  readonly #blocks: Block[] = [plain];
  readonly #lists: List[] = [];
  /** Only the outermost table has rows of its own. */
  readonly #tables: HtmlTable[] = [];
  #text = '';
  /** Number of the list item that has begun and has no text yet. */
  #label = '';

  text(chunk: string): void {
    this.#text += chunk;
  }

  open(name: string, attributes: Record<string, string>, isNote: boolean): void {
    if (!isBlock(name)) return;
    const inCell = this.#tables.length > 0 && name !== 'caption';
    if (inCell) this.#text += this.#tables.length === 1 && name === 'tr' ? '' : ' ';
    else if (name === 'br' && this.#block.isPre) this.#text += '\n';
    else this.flush();
    if (name === 'br' || name === 'hr') return;
    this.#blocks.push(isNote ? { ...plain, kind: 'footnote' } : blockOf(name, this.#block));
    if (name === 'ol' || name === 'ul' || name === 'menu') this.#lists.push(listOf(name, attributes));
    if (name === 'li') this.#item(attributes);
    if (name === 'table') this.#tables.push(new HtmlTable());
    if (this.#tables.length === 1) this.#openInTable(name, attributes);
  }

  close(name: string): void {
    if (!isBlock(name) || name === 'br' || name === 'hr') return;
    if (this.#tables.length === 1) this.#closeInTable(name);
    else if (this.#tables.length > 1) this.#text += ' ';
    else this.flush();
    if (name === 'table') this.#tables.pop();
    if (name === 'li') this.#label = '';
    if (name === 'ol' || name === 'ul' || name === 'menu') this.#lists.pop();
    this.#blocks.pop();
  }

  flush(): void {
    const { kind, level, isPre } = this.#block;
    const text = isPre ? preformatted(this.#text) : tidyText(this.#text);
    this.#text = '';
    if (text === '') return;
    this.paragraphs.push({
      ...paragraphOf(this.#label + text, kind),
      ...(level !== undefined && { level }),
    });
    this.#label = '';
  }

  get #block(): Block {
    return this.#blocks.at(-1) ?? plain;
  }

  #item(attributes: Record<string, string>): void {
    const list = this.#lists.at(-1);
    if (!list?.style) return;
    const number = integerOr(attributes.value, list.next);
    list.next = number + 1;
    const label = `${ordinal(number, list.style)}. `;
    if (this.#tables.length > 0) this.#text += label;
    else this.#label = label;
  }

  #openInTable(name: string, attributes: Record<string, string>): void {
    const table = this.#tables[0]!;
    if (name === 'tr') {
      table.endRow();
      this.#text = '';
    } else if (name === 'td' || name === 'th') {
      this.#text = '';
      table.beginCell(attributes);
    } else if (name === 'caption') this.#text = '';
  }

  #closeInTable(name: string): void {
    const table = this.#tables[0]!;
    if (name === 'caption') this.flush();
    else if (name === 'td' || name === 'th') {
      table.endCell(tidyText(this.#text));
      this.#text = '';
    } else if (name === 'tr') table.endRow();
    else if (name === 'table') {
      table.endRow();
      this.#text = '';
      this.paragraphs.push(...table.paragraphs(this.#blocks.at(-2)?.kind === 'footnote'));
    } else this.#text += ' ';
  }
}
