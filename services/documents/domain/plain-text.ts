/** Paragraphs of plain text and Markdown. */
import type { Paragraph } from '@scory/contracts/documents/text.ts';
import { cleanText } from './clean-text.ts';

/** Lines this long or longer are wrapped prose; shorter ones alone are headings or verse. */
const tidy = (text: string): string =>
  cleanText(text)
    .replaceAll('\u00AD', '')
    .replace(/[^\S\n\t]+/g, ' ')
    .trim();

/** A paragraph of a medium without pages; a heading with its level where the medium says it. */
export const paragraphOf = (text: string, kind: Paragraph['kind'], level?: number): Paragraph => ({
  text,
  kind,
  boxes: [],
  ...(level !== undefined && { level }),
});

/** Plain text: an empty line parts paragraphs; line breaks within one are wrapping. */
export function plainParagraphs(text: string): Paragraph[] {
  return text
    .split(/\r\n?|\n/)
    .join('\n')
    .split(/\n[^\S\n]*\n/)
    .map((part) => tidy(part).replace(/\s*\n\s*/g, ' '))
    .filter((part) => part !== '')
    .map((part) => paragraphOf(part, 'text'));
}

/** Inline marks that say how text looks, not what it says. */
function withoutMarks(text: string): string {
  return text
    .replace(/!\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replace(/\[([^\]]+)\]\[[^\]]*\]/g, '$1')
    .replace(/<((?:https?:\/\/|mailto:)[^>\s]+)>/g, '$1')
    .replace(/<\/?[a-z][^>]*>/gi, '')
    .replace(/(\*\*|__)(?=\S)(.+?)(?<=\S)\1/g, '$2')
    .replace(/(?<![\w*])([*_])(?=\S)(.+?)(?<=\S)\1(?![\w*])/g, '$2')
    .replace(/~~(.+?)~~/g, '$1')
    .replace(/(`+)(.+?)\1/g, '$2')
    .replace(/\\([\\`*_{}[\]()#+.!|~>-])/g, '$1');
}

interface Draft {
  lines: string[];
  kind: Paragraph['kind'];
  level?: number;
}

const tableRule = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;

function rowOf(line: string): string {
  const cells = line
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/);
  return cells.map((cell) => withoutMarks(cell).trim()).join('\t');
}

/** Markdown: headings, paragraphs, list items, tables and code, without the marks. */
export function markdownParagraphs(text: string): Paragraph[] {
  const drafts: Draft[] = [];
  let open: Draft | undefined;
  let fence: string | undefined;
  const start = (kind: Paragraph['kind'], line: string): Draft => {
    const draft = { lines: [line], kind };
    drafts.push(draft);
    return draft;
  };
  for (const raw of text.replace(/^---\n[\s\S]*?\n---\n/, '').split(/\r\n?|\n/)) {
    const marker = /^\s{0,3}(`{3,}|~{3,})/.exec(raw)?.[1];
    if (fence !== undefined) {
      if (marker?.startsWith(fence)) fence = undefined;
      else open?.lines.push(raw);
      continue;
    }
    const line = raw.replace(/^\s{0,3}(?:>\s?)+/, '');
    const [, marks, heading] = /^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$/.exec(line) ?? [];
    const item = /^\s*(?:[-*+]|\d{1,9}[.)])\s+(.*)$/.exec(line)?.[1];
    if (marker !== undefined) {
      fence = marker;
      open = { lines: [], kind: 'fragment' };
      drafts.push(open);
    } else if (/^\s{0,3}(?:=+|-+)\s*$/.test(line) && open?.kind === 'text') {
      Object.assign(open, { kind: 'heading', level: line.includes('=') ? 1 : 2 });
      open = undefined;
    } else if (line.trim() === '' || /^\s{0,3}([-*_])(?:\s*\1){2,}\s*$/.test(line)) open = undefined;
    else if (heading !== undefined) {
      start('heading', withoutMarks(heading)).level = marks!.length;
      open = undefined;
    } else if (tableRule.test(line) && line.includes('|')) {
      // The row above was the table's head.
      if (open && open.kind === 'text' && open.lines.length === 1)
        Object.assign(open, { kind: 'table', lines: [rowOf(open.lines[0]!)] });
    } else if (open?.kind === 'table' && line.includes('|')) open.lines.push(rowOf(line));
    else if (item !== undefined) open = start('text', item);
    else if (open?.kind === 'text') open.lines.push(line.trim());
    else open = start('text', line.trim());
  }
  return drafts
    .map(({ lines, kind, level }) => {
      if (kind === 'table' || kind === 'fragment')
        return paragraphOf(cleanText(lines.join('\n')).trim(), kind);
      return paragraphOf(tidy(withoutMarks(lines.join(' '))), kind, level);
    })
    .filter((paragraph) => paragraph.text !== '');
}
