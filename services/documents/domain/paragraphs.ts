/** From blocks in reading order to paragraphs. */
import type { Paragraph } from '@scory/contracts/documents/text.ts';
import type { Vocabulary } from './hyphenation.ts';
import type { Block } from './page-blocks.ts';
import type { Line } from './page-lines.ts';
import {
  append,
  boxAround,
  joinedLines,
  type TracedText,
  tracedTable,
  withoutSoftHyphens,
} from './traced-text.ts';

/** What the body of the document is set in. */
export interface BodyStyle {
  size: number;
  font: string;
}

const terminal = /[.!?:;…][)\]"'”’»\d]*$/;
const sentenceEnd = /[.!?…:]["'”’»)\]]*(?:\[?[\d,\s–-]+\]?)?$/;
const bullet = /^(?:[•◦▪‣·∗]\s|[–—-]\s|\(?\d{1,2}[.)]\s|\([a-z]\)\s|\[\d{1,3}\]\s?)/;
const sectionNumber = /^(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[IVX]{1,5}\.|[A-Z]\.)\s+\p{Lu}/u;

export function bodyStyle(lines: Iterable<Line>): BodyStyle {
  const weights = new Map<string, { size: number; font: string; weight: number }>();
  for (const line of lines) {
    const key = `${line.font} ${line.size.toFixed(1)}`;
    const style = weights.get(key) ?? { size: line.size, font: line.font, weight: 0 };
    style.weight += line.text.length;
    weights.set(key, style);
  }
  let body = { size: 10, font: '', weight: 0 };
  for (const style of weights.values()) if (style.weight > body.weight) body = style;
  return { size: body.size, font: body.font };
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** The left edge that most lines share, and whether first lines stick out of it to the left. */
function edges(block: Block): { left: number; hanging: boolean } {
  const em = median(block.lines.map((line) => line.size));
  const atLeft = block.lines.filter((line) => line.x0 < block.x0 + 0.6 * em);
  const indented = block.lines.filter(
    (line) => line.x0 >= block.x0 + 0.6 * em && line.x0 < block.x0 + 5 * em,
  );
  const steps = indented.map((line) => line.x0);
  const aligned = steps.length > 0 && Math.max(...steps) - Math.min(...steps) < 0.6 * em;
  const hanging =
    aligned && indented.length >= atLeft.length && block.lines[0] === atLeft[0] && indented.length > 1;
  return { left: block.x0, hanging };
}

/** Cuts a block where a paragraph begins: by indentation, distance, style, a bullet, or a short last line. */
function cutBlock(block: Block): Line[][] {
  const { left, hanging } = edges(block);
  const leading = median(
    block.lines.slice(1).map((line, index) => line.baseline - block.lines[index]!.baseline),
  );
  const width = block.x1 - block.x0;
  const parts: Line[][] = [];
  block.lines.forEach((line, index) => {
    const before = block.lines[index - 1];
    if (!before) {
      parts.push([line]);
      return;
    }
    const em = line.size;
    const indented = line.x0 > left + 0.6 * em && line.x0 < left + 5 * em;
    const beforeIndented = before.x0 > left + 0.6 * em;
    const opens = hanging
      ? !indented && beforeIndented
      : indented && !beforeIndented && line.x0 > before.x0 + 0.6 * em;
    const apart = line.baseline - before.baseline > leading * 1.35 && leading > 0;
    const restyled =
      Math.abs(line.size - before.size) > 0.12 * em && Math.min(line.weight, before.weight) > 5;
    const retyped =
      line.font !== before.font &&
      (isTitleLike(before) || isTitleLike(line)) &&
      before.x1 < block.x1 - 0.15 * width;
    const ended =
      before.x1 < block.x1 - 0.2 * width && terminal.test(before.text) && /^[\p{Lu}\d“"(•[]/u.test(line.text);
    const listed =
      bullet.test(line.text) && (terminal.test(before.text) || bullet.test(parts.at(-1)![0]!.text));
    if (opens || apart || restyled || retyped || ended || listed) parts.push([line]);
    else parts.at(-1)!.push(line);
  });
  return parts;
}

const isTitleLike = (line: Line): boolean =>
  line.text.length < 90 &&
  !/[.,;]$/.test(line.text) &&
  (sectionNumber.test(line.text) || /^\p{Lu}/u.test(line.text));

/** Formulas and code are set in other fonts and sizes, as headings are. */
function isFormula(text: string): boolean {
  if (/::?=|[{}]|\w_\w|[=(,]$/.test(text)) return true;
  const words = text.match(/\p{L}{3,}|\p{Lo}{2,}/gu)?.join('').length ?? 0;
  return words === 0 || /[=∂∑∫√±≤≥′∇〈〉]/.test(text) ? words < 0.5 * text.replace(/\s/g, '').length : false;
}

/** A line of a table of contents: `2.1 Data . . . . . 12`. */
export const dotLeader = /(?:\.\s?){5,}\s*(?:\d+|[ivxlc]+)?$/;

function isHeading(lines: readonly Line[], body: BodyStyle): boolean {
  const text = lines.map((line) => line.text).join(' ');
  if (lines.length > 3 || text.length > 160 || !/\p{L}{2}/u.test(text) || /[.,;:]$/.test(text)) return false;
  if (!/^[\p{Lu}\p{Lo}\d]/u.test(text) || isFormula(text) || dotLeader.test(text)) return false;
  const larger = lines.every((line) => line.size > body.size * 1.12);
  const distinct = lines.every((line) => line.font !== body.font && line.size >= body.size * 0.95);
  const titled =
    sectionNumber.test(text) ||
    /^(?:abstract|references|acknowledge?ments?|introduction|conclusions?)$/i.test(text);
  return (
    larger ||
    (distinct && (titled || lines.length === 1)) ||
    (titled && lines.length === 1 && text.length < 60)
  );
}

/** Too few words for a sentence, and no stop at its end: a formula, or a label in a drawing. */
function isFragment(text: string): boolean {
  if (dotLeader.test(text)) return true;
  const words = text.match(/\p{L}{3,}/gu) ?? [];
  if (words.length >= 8) return false;
  const inWords = words.join('').length / text.replace(/\s/g, '').length;
  return inWords < 0.5 || (words.length < 4 && !/[.!?:]["'”’»)\]]*$/.test(text));
}

function kindOf(
  lines: readonly Line[],
  text: string,
  body: BodyStyle,
  pageHeight: number,
): Paragraph['kind'] {
  if (isHeading(lines, body)) return 'heading';
  if (
    /^(?:fig(?:ure|\.)?|table|tab\.|scheme|abbildung|tabelle)\s*[A-Z]?\.?\d+(?:\.\d+)?\s*[.:|–—]/i.test(text)
  )
    return 'caption';
  const small = lines.every((line) => line.size < 0.93 * body.size);
  const low = lines[0]!.top > pageHeight / 2;
  if (small && low && /^[\d∗*†‡§¶]{1,2}\s?\p{L}/u.test(text)) return 'footnote';
  return isFragment(text) ? 'fragment' : 'text';
}

/** Whether a sentence that `before` left open goes on with `after`. */
export function runsOn(before: string, after: string): boolean {
  if (/\p{L}[-\u2010\u00AD]$/u.test(before)) return /^\p{Ll}/u.test(after);
  return !sentenceEnd.test(before) && /^[\p{Ll}(]/u.test(after);
}

/** A paragraph as long as the document is being laid out. */
export interface DraftParagraph extends Paragraph, TracedText {
  lines: TracedText['lines'];
  size: number;
  font: string;
  source: Line[];
}

/** Prose in the size of the body, not a footnote, caption or heading. */
export const isBody = (paragraph: DraftParagraph, bodySize: number): boolean =>
  paragraph.kind === 'text' && paragraph.size > 0.93 * bodySize && paragraph.size < 1.08 * bodySize;

/** The paragraph that text of this size may go on with: over footnotes and tables, never over a heading. */
function openParagraph(paragraphs: readonly DraftParagraph[], size: number): DraftParagraph | undefined {
  for (const candidate of paragraphs.toReversed()) {
    if (candidate.kind === 'heading') return undefined;
    if (candidate.kind === 'text' && Math.abs(candidate.size - size) < 0.07 * size) return candidate;
    if (candidate.kind === 'text' && candidate.size > size) return undefined;
  }
  return undefined;
}

function tableParagraph(rows: readonly Line[][]): DraftParagraph {
  const source = rows.flat();
  const size = median(source.map((line) => line.size));
  return {
    ...tracedTable(rows),
    kind: 'table',
    boxes: [boxAround(source)],
    size,
    font: source[0]!.font,
    source,
  };
}

/** The paragraphs of a page; one that goes on in the next column is one paragraph with two boxes. */
export function pageParagraphs(
  blocks: readonly Block[],
  body: BodyStyle,
  vocabulary: Vocabulary,
  pageHeight: number,
): DraftParagraph[] {
  const paragraphs: DraftParagraph[] = [];
  for (const block of blocks) {
    if (block.rows) {
      paragraphs.push(tableParagraph(block.rows));
      continue;
    }
    for (const source of cutBlock(block)) {
      const traced = joinedLines(source, vocabulary);
      const { text } = traced;
      const size = median(source.map((line) => line.size));
      let kind = kindOf(source, text, body, pageHeight);
      const open = kind === 'text' || kind === 'fragment' ? openParagraph(paragraphs, size) : undefined;
      // The short last line of a paragraph is no fragment.
      if (kind === 'fragment' && open && /^\p{Ll}{2,}/u.test(text) && runsOn(open.text, text)) kind = 'text';
      if (kind === 'text' && open && runsOn(open.text, text)) {
        append(open, traced, vocabulary);
        open.boxes.push(boxAround(source));
        open.source.push(...source);
      } else {
        const { font } = source[0]!;
        paragraphs.push({ ...traced, kind, boxes: [boxAround(source)], size, font, source });
      }
    }
  }
  for (const paragraph of paragraphs) Object.assign(paragraph, withoutSoftHyphens(paragraph));
  return paragraphs;
}
