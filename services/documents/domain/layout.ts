/** From positioned text to pages of paragraphs in reading order. */
import type { DocumentPage } from '@scory/contracts/documents/text.ts';
import { headingLevels } from './heading-levels.ts';
import { abstractLabel, isTopLevel, numberingOf } from './heading-words.ts';
import { partHidden } from './hidden-text.ts';
import { vocabularyOf } from './hyphenation.ts';
import { pageLines, type RawPage } from './page-lines.ts';
import { bodyStyle, type DraftParagraph, dotLeader, isBody, pageParagraphs, runsOn } from './paragraphs.ts';
import { orderedBlocks } from './reading-order.ts';
import { layOutReferences } from './references.ts';
import { runningLines } from './running-lines.ts';

export interface DocumentLayout {
  pages: DocumentPage[];
  /** What is printed largest at the top of the first page, if it looks like a title. */
  title: string | null;
  /** What is printed over and under the text of the first page. */
  margins: string[];
}

const longestTitle = 300;

/** Few words in large print are a label in a figure sooner than a title: words count as well as size. */
function titleOf(first: readonly DraftParagraph[] | undefined, bodySize: number): DraftParagraph | undefined {
  const rank = ({ text, size }: DraftParagraph): number => size * Math.min(6, text.split(' ').length);
  const large = (first ?? []).filter(
    ({ text, size, kind }) =>
      kind !== 'table' &&
      size > bodySize * 1.15 &&
      text.length <= longestTitle &&
      /\p{L}{3}/u.test(text) &&
      !dotLeader.test(text),
  );
  return large.toSorted((a, b) => rank(b) - rank(a))[0];
}

/** What stands above the abstract in large print names the paper and who wrote it: it heads no section. */
function settleFront(first: readonly DraftParagraph[], title: DraftParagraph | undefined): void {
  const end = first.findIndex(
    (draft) =>
      draft !== title &&
      (draft.kind === 'heading'
        ? isTopLevel(draft.text) || numberingOf(draft.text) !== undefined
        : abstractLabel.test(draft.text)),
  );
  if (!title || end < first.indexOf(title)) return;
  for (const draft of first.slice(0, end))
    if (draft.kind === 'heading' && draft !== title) draft.kind = 'text';
}

function settleLevels(drafts: readonly DraftParagraph[][], title: DraftParagraph | undefined): void {
  const headings = drafts.flat().filter((draft) => draft.kind === 'heading' && draft !== title);
  headingLevels(headings).forEach((level, index) => {
    headings[index]!.level = level;
  });
  if (title?.kind === 'heading') title.level = 0;
}

/** Marks paragraphs with which a page goes on with what the page before left open. */
function joinPages(drafts: readonly DraftParagraph[][], bodySize: number): void {
  drafts.forEach((paragraphs, index) => {
    const before = drafts[index - 1];
    const first = paragraphs.findIndex((paragraph) => isBody(paragraph, bodySize));
    if (!before || first < 0 || paragraphs.slice(0, first).some((paragraph) => paragraph.kind === 'heading'))
      return;
    const last = before.findLastIndex((paragraph) => isBody(paragraph, bodySize));
    if (last < 0 || before.slice(last + 1).some((paragraph) => paragraph.kind === 'heading')) return;
    if (runsOn(before[last]!.text, paragraphs[first]!.text)) paragraphs[first]!.continues = last;
  });
}

/** Reads the pages of one document together: what repeats, and how words are spelt, shows only over all of them. */
export function layoutDocument(rawPages: readonly RawPage[]): DocumentLayout {
  const pages = rawPages.map((page) => {
    const { seen, hidden } = partHidden(page);
    return { ...page, lines: pageLines(seen), hidden: pageLines(hidden) };
  });
  const running = runningLines(pages);
  const margins = (pages[0]?.lines ?? []).filter((line) => running.has(line)).map((line) => line.text);
  for (const page of pages) page.lines = page.lines.filter((line) => !running.has(line));
  const body = bodyStyle(pages.flatMap((page) => page.lines));
  const vocabulary = vocabularyOf(pages.flatMap((page) => page.lines.map((line) => line.text)));
  const drafts = pages.map((page) =>
    pageParagraphs(orderedBlocks(page.lines), body, vocabulary, page.height),
  );
  const title = titleOf(drafts[0], body.size);
  settleFront(drafts[0] ?? [], title);
  layOutReferences(drafts, vocabulary);
  settleLevels(drafts, title);
  joinPages(drafts, body.size);
  // In a document of a few words, those words are its text.
  const all = drafts.flat();
  if (!all.some(({ kind }) => kind === 'text')) {
    for (const paragraph of all) if (paragraph.kind === 'fragment') paragraph.kind = 'text';
  }
  // Behind all that is seen, so that nothing seen goes on with it.
  for (const [index, page] of pages.entries()) {
    const hidden = pageParagraphs(orderedBlocks(page.hidden), body, vocabulary, page.height);
    drafts[index]!.push(...hidden.map((draft) => ({ ...draft, kind: 'text', hidden: true }) as const));
  }
  return {
    title: title?.text ?? null,
    margins,
    pages: pages.map(({ number, width, height, rotation }, index) => ({
      number,
      width,
      height,
      ...(rotation && { rotation }),
      paragraphs: drafts[index]!.map(
        ({ size: _size, font: _font, source: _source, ...paragraph }) => paragraph,
      ),
    })),
  };
}
