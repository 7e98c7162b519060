/** Recognises lists of references and makes each of their entries one paragraph. */
import type { Paragraph } from '@scory/contracts/documents/text.ts';
import { isAppendix, isReferences, numberingOf } from './heading-words.ts';
import type { Vocabulary } from './hyphenation.ts';
import { type Line, rowsOf } from './page-lines.ts';
import type { DraftParagraph } from './paragraphs.ts';
import { append, boxAround, joinedLines, type TracedText, withoutSoftHyphens } from './traced-text.ts';

const bracketed = /^\[(\d{1,4})\]/;
const dotted = /^\(?(\d{1,4})[.)]\s/;
const bare = /^(\d{1,4})\s+(?=[\p{Lu}"“])/u;
const keyed = /^\[[\p{L}+]{1,20}[\d+]{0,5}[a-z]?\]\s/u;
const dated = /(?<!\d)(?:1[5-9]|20)\d\d[a-z]?(?!\d)|\b(?:in press|forthcoming|n\.d\.|https?:|doi)/;

/** Whether this is a list of references at all: `Literature` may also head a chapter. */
function looksCited(texts: readonly string[]): boolean {
  const cited = texts.filter(
    (text) => text.length < 1_200 && (dated.test(text) || labelOf(text) !== undefined),
  );
  return texts.length > 0 && cited.length >= texts.length / 2;
}

/** A paragraph, with the size it is set in where that is known. */
type Sized = Paragraph & { size?: number };

type Style = 'bracketed' | 'dotted' | 'bare' | 'keyed' | 'unlabelled';
const styles = { bracketed, dotted, bare, keyed } as const;

function labelOf(text: string): { style: Exclude<Style, 'unlabelled'>; number: number } | undefined {
  for (const style of ['bracketed', 'dotted', 'bare', 'keyed'] as const) {
    const found = styles[style].exec(text);
    if (found) return { style, number: Number(found[1] ?? 0) };
  }
  return undefined;
}

/** A heading ends the list unless it is an entry that looks like one, or heads a part of the list. */
function endsList({ kind, text, level, size }: Sized, opening: Sized): boolean {
  if (kind !== 'heading') return false;
  if (isAppendix(text)) return true;
  if (labelOf(text)?.style === 'bracketed' || dated.test(text)) return false;
  const deeper =
    level !== undefined && opening.level !== undefined
      ? level > opening.level
      : size !== undefined && size < opening.size! - 0.5;
  return !deeper || numberingOf(text) !== undefined;
}

/** Paragraphs of a list: neither the captions and tables that float over it nor what nobody sees. */
const isListed = ({ kind, hidden }: Paragraph): boolean => kind !== 'caption' && kind !== 'table' && !hidden;

/** From each heading of references, the paragraphs up to the next heading, as indexes into `paragraphs`. */
function listsOf(paragraphs: readonly Sized[]): number[][] {
  const lists: number[][] = [];
  let open: number[] | undefined;
  let opening: Sized | undefined;
  paragraphs.forEach((paragraph, index) => {
    if (paragraph.kind === 'heading' && isReferences(paragraph.text)) {
      open = [];
      opening = paragraph;
      lists.push(open);
    } else if (open && endsList(paragraph, opening!)) open = undefined;
    else if (open && isListed(paragraph)) open.push(index);
  });
  return lists;
}

/** Marks the entries of documents whose paragraphs are given, one an entry: Markdown, HTML, Word. */
export function markReferences(paragraphs: readonly Paragraph[]): void {
  for (const list of listsOf(paragraphs)) {
    const entries = list.map((index) => paragraphs[index]!).filter(({ kind }) => kind !== 'heading');
    if (!looksCited(entries.map((entry) => entry.text))) continue;
    for (const entry of entries) entry.kind = 'reference';
  }
}

interface Row {
  lines: Line[];
  x0: number;
  text: string;
}

/** Lines in reading order cut where the next column begins: the reader jumps up again. */
function columnsOf(lines: readonly Line[]): Row[][] {
  const columns: Line[][] = [];
  let low = -Infinity;
  for (const line of lines) {
    if (columns.length === 0 || line.baseline < low - 3 * line.size) {
      columns.push([]);
      low = -Infinity;
    }
    low = Math.max(low, line.baseline);
    columns.at(-1)!.push(line);
  }
  return columns.map((column) =>
    rowsOf(column).map((row) => ({
      lines: row,
      x0: row[0]!.x0,
      text: row.map((line) => line.text).join(' '),
    })),
  );
}

/** Tells, row by row, where an entry begins. */
type Opens = (row: Row, before: Row | undefined, column: readonly Row[]) => boolean;

/** Numbers go up by one; where a number is missed, by a little more. */
function opensByLabel(style: Exclude<Style, 'unlabelled'>): Opens {
  let last: number | undefined;
  return ({ text }) => {
    const found = styles[style].exec(text);
    if (!found) return false;
    if (style === 'keyed') return true;
    const number = Number(found[1]);
    if (last !== undefined && (number <= last || number > last + 3)) return false;
    last = number;
    return true;
  };
}

/** Without labels, first lines stick out to the left; or each entry ends with a full stop before the right edge. */
const opensByPlace: Opens = (row, before, column) => {
  const em = row.lines[0]!.size;
  const left = Math.min(...column.map(({ x0 }) => x0));
  const isIndented = ({ x0 }: Row): boolean => x0 > left + 0.5 * em && x0 < left + 5 * em;
  const indented = column.filter(isIndented).length;
  if (indented >= column.length * 0.2) return !isIndented(row);
  if (!before) return /^\p{Lu}/u.test(row.text);
  const right = (each: Row): number => Math.max(...each.lines.map((line) => line.x1));
  const edge = Math.max(...column.map(right));
  const apart = row.lines[0]!.baseline - before.lines[0]!.baseline > 1.6 * em;
  return apart || (/[.\])\d]$/.test(before.text) && right(before) < edge - 2 * em);
};

interface Entry {
  traced: TracedText;
  source: Line[][];
  /** Whether its beginning stands on a page before. */
  goesOn: boolean;
}

/** The entries on one page; the first may go on with the last one of the page before. */
function entriesOn(lines: readonly Line[], opens: Opens, vocabulary: Vocabulary, isFirst: boolean): Entry[] {
  const entries: Entry[] = [];
  for (const column of columnsOf(lines)) {
    column.forEach((row, index) => {
      const begins = opens(row, column[index - 1], column);
      const open = entries.at(-1);
      const traced = joinedLines(row.lines, vocabulary);
      if (begins || !open) {
        entries.push({ traced, source: [[...row.lines]], goesOn: !begins && !isFirst });
        return;
      }
      append(open.traced, traced, vocabulary);
      if (index === 0) open.source.push([...row.lines]);
      else open.source.at(-1)!.push(...row.lines);
    });
  }
  return entries;
}

function draftOf({ traced, source }: Entry): DraftParagraph {
  const lines = source.flat();
  const { size, font } = lines[0]!;
  const boxes = source.map(boxAround);
  return { ...withoutSoftHyphens(traced), kind: 'reference', boxes, size, font, source: lines };
}

function styleOf(drafts: readonly DraftParagraph[]): Style {
  const first = labelOf(drafts[0]!.text)?.style;
  const labels = drafts.filter(({ text }) => labelOf(text)?.style === first).length;
  return first !== undefined && labels >= Math.min(3, drafts.length * 0.3) ? first : 'unlabelled';
}

/** Replaces, page by page, the paragraphs of a list by its entries, which stand where its first paragraph stood. */
function replaceList(
  pages: DraftParagraph[][],
  list: ReadonlySet<DraftParagraph>,
  vocabulary: Vocabulary,
): void {
  const style = styleOf([...list]);
  const opens = style === 'unlabelled' ? opensByPlace : opensByLabel(style);
  let before: DraftParagraph[] | undefined;
  for (const [at, page] of pages.entries()) {
    const own = page.filter((draft) => list.has(draft));
    if (own.length === 0) {
      before = undefined;
      continue;
    }
    const entries = entriesOn(
      own.flatMap(({ source }) => source),
      opens,
      vocabulary,
      before === undefined,
    );
    const drafts = entries.map(draftOf);
    const place = page.indexOf(own[0]!);
    const rest = page.filter((draft) => !list.has(draft));
    const previous = before?.findLastIndex(({ kind }) => kind === 'reference') ?? -1;
    if (entries[0]!.goesOn && previous >= 0) drafts[0]!.continues = previous;
    before = rest.toSpliced(place, 0, ...drafts);
    pages[at] = before;
  }
}

/**
 * Recognises lists of references in pages that are being laid out: under `References` and its like, up to the next
 * heading or the end; numbered or by author and year. Entries are read anew from their lines, so that columns,
 * page breaks and stretched lines leave each of them whole.
 */
export function layOutReferences(pages: DraftParagraph[][], vocabulary: Vocabulary): void {
  const all = pages.flat();
  for (const list of listsOf(all)) {
    const drafts = list.map((index) => all[index]!);
    if (looksCited(drafts.map(({ text }) => text))) replaceList(pages, new Set(drafts), vocabulary);
  }
}
