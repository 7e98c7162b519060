/**
 * A paper as the learning logic reads it: numbered sentences in sections. The numbers are the addresses that a
 * simplification's sources point to, so everything gets one, also what no simplification uses.
 */
import { detectLanguage, showsItsLanguage } from './language.ts';
import { type Block, blocksOf, headingKind, type SectionKind } from './sections.ts';
import { splitSentences } from './sentences.ts';

interface SourceParagraph {
  text: string;
  kind?: 'heading' | 'text' | 'table';
  /** Page numbers, 1-based. */
  pages?: readonly number[];
}

/** What is to be simplified: any of the texts, each optional; `paragraphs` before `pages` before `text`. */
export interface SourceDocument {
  title?: string | null;
  abstract?: string | null;
  text?: string | null;
  /** Plain text of one page each. */
  pages?: readonly string[] | null;
  paragraphs?: readonly SourceParagraph[] | null;
  /** ISO 639-1; counts only where the text is too short to show its language. */
  language?: string | null;
}

export interface SourceSentence {
  /** Position in the whole document, from 0. */
  index: number;
  text: string;
  /** Index into `sections`. */
  section: number;
  page: number | null;
  role: 'prose' | 'table';
  /** False for reference lists, acknowledgements, front matter and the like: numbered, never simplified. */
  kept: boolean;
}

interface Section {
  index: number;
  title: string;
  kind: SectionKind;
  /** Sentences `first` up to, but without, `end`. */
  first: number;
  end: number;
}

export interface PaperText {
  title: string;
  language: string;
  sections: Section[];
  sentences: SourceSentence[];
}

const dropped: ReadonlySet<SectionKind> = new Set(['references', 'acknowledgements', 'front', 'keywords']);

/** Text that every store and every model takes: well-formed, no control characters but line feed and tab. */
export function wellFormed(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\uFFFD]/g, ' ');
}

/** Never throws; a document without any text has no sentences. */
export function readPaper(document: SourceDocument): PaperText {
  const blocks = blocksOf(document, wellFormed);
  const given = wellFormed(document.title ?? '')
    .replace(/\s+/g, ' ')
    .trim();
  const title = given || takeTitle(blocks) || firstLine(document.pages?.[0] ?? document.text ?? '');
  const paper: PaperText = { title, language: 'en', sections: [], sentences: [] };
  const open = (name: string, kind: SectionKind): Section => {
    const section = {
      index: paper.sections.length,
      title: name,
      kind,
      first: paper.sentences.length,
      end: paper.sentences.length,
    };
    paper.sections.push(section);
    return section;
  };
  let section: Section | undefined;
  for (const block of blocks) {
    if (block.heading) {
      section = open(block.text, block.kind ?? headingKind(block.text));
      continue;
    }
    section ??= open('', block.kind ?? 'body');
    const role = block.table ? 'table' : 'prose';
    for (const text of block.table ? [block.text.replace(/\s+/g, ' ').trim()] : splitSentences(block.text)) {
      if (text === '') continue;
      const kept = !dropped.has(section.kind);
      paper.sentences.push({
        index: paper.sentences.length,
        text,
        section: section.index,
        page: block.page,
        role,
        kept,
      });
    }
    section.end = paper.sentences.length;
  }
  const text = sample(paper);
  // What the text itself shows counts; what is said of it only where it shows nothing.
  paper.language = showsItsLanguage(text)
    ? detectLanguage(text)
    : (document.language ?? detectLanguage(text));
  return paper;
}

function sample(paper: PaperText): string {
  let text = paper.title;
  for (const sentence of paper.sentences) {
    if (text.length > 6_000) break;
    if (sentence.kept) text += ` ${sentence.text}`;
  }
  return text.slice(0, 8_000);
}

/** Where no title is given, the first short line above the abstract is one. */
function takeTitle(blocks: Block[]): string {
  const first = blocks[0];
  if (!first || first.table || blocks.length < 2) return '';
  const text = first.text.replace(/\s+/g, ' ').trim();
  if (
    text.length < 8 ||
    text.length > 250 ||
    /[.!?]$/.test(text) ||
    (first.heading && first.kind !== undefined && first.kind !== 'body')
  )
    return '';
  if (first.heading && headingKind(text) !== 'body') return '';
  blocks.shift();
  return text;
}

/** Title pages of plain text begin with the title, on one line or with a few words on a second one. */
function firstLine(text: string): string {
  const [first = '', second = ''] = wellFormed(text)
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '');
  const words = first.split(' ').length;
  if (words < 3 || first.length > 150 || !/^[\p{Lu}\d“"]/u.test(first) || /[.@;=]|\d{4}|https?:/.test(first))
    return '';
  const goesOn =
    second.split(' ').length <= 3 &&
    /^[\p{L} -]+$/u.test(second) &&
    /\b(?:of|for|in|and|the|a|an|with|on|to|\p{Lu}\p{L}+)$/u.test(first);
  return goesOn && !/^abstract$/i.test(second) ? `${first} ${second}` : first;
}
