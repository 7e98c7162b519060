/** The sections of a document: for every paragraph the headings that it stands under. */
import type { DocumentText, Paragraph } from '@scory/contracts/documents/text.ts';
import { isTopLevel, numberingOf } from './heading-words.ts';

type Sectioned = Pick<DocumentText, 'pages' | 'title'>;

const bare = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** Older texts do not say how deep their headings are; their numbers do. */
function levelOf({ text, level }: Paragraph): number {
  return level ?? (isTopLevel(text) ? 1 : (numberingOf(text)?.depth ?? 1));
}

/**
 * By page and paragraph the path of headings, the outermost first: `["3 Method", "3.2 Training"]`. A heading is
 * part of its own path; the document's title is part of none.
 */
export function sectionPaths({ pages, title }: Sectioned): string[][][] {
  const named = title === null ? '' : bare(title);
  let open: { text: string; level: number }[] = [];
  let path: string[] = [];
  return pages.map(({ paragraphs }) =>
    paragraphs.map((paragraph) => {
      if (paragraph.kind !== 'heading' || paragraph.hidden) return path;
      const level = levelOf(paragraph);
      const isTitle = level === 0 || (level === 1 && bare(paragraph.text) === named);
      if (isTitle) open = [];
      else {
        open = open.filter((outer) => outer.level < level);
        open.push({ text: paragraph.text, level });
      }
      path = open.map((section) => section.text);
      return path;
    }),
  );
}
