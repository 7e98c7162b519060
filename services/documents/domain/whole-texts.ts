/** The paragraphs of a document in reading order, those that a page break cut made whole, each with its places. */
import { type DocumentText, joinAcrossPages, type Paragraph } from '@scory/contracts/documents/text.ts';
import { sectionPaths } from './section-paths.ts';

/** Characters `start` to `end` of the whole are the first ones of this paragraph. */
export interface WholePart {
  start: number;
  end: number;
  page: number;
  index: number;
  paragraph: Paragraph;
}

export interface WholeText {
  /** Counted from the beginning of the document. */
  order: number;
  kind: Paragraph['kind'];
  hidden: boolean;
  section: string[];
  text: string;
  parts: WholePart[];
}

interface Open extends WholeText {
  texts: string[];
  length: number;
}

/** Only the last paragraph is looked at: a text may run over a thousand pages. */
function goOn(open: Open, next: Omit<WholePart, 'start' | 'end'>): void {
  const last = open.parts.at(-1)!;
  const before = last.paragraph.text;
  const joined = joinAcrossPages(before, next.paragraph.text);
  const kept = joined.length - next.paragraph.text.length;
  if (kept > before.length) open.texts.push(' ');
  else if (kept < before.length) {
    // The hyphen that the page break put in.
    open.texts.push(open.texts.pop()!.slice(0, kept - before.length));
    last.end -= before.length - kept;
  }
  open.length += kept - before.length;
  open.parts.push({ ...next, start: open.length, end: open.length + next.paragraph.text.length });
  open.texts.push(next.paragraph.text);
  open.length += next.paragraph.text.length;
}

export function wholeTexts(document: Pick<DocumentText, 'pages' | 'title'>): WholeText[] {
  const paths = sectionPaths(document);
  const wholes: Open[] = [];
  let pageBefore: Open[] = [];
  document.pages.forEach((page, at) => {
    pageBefore = page.paragraphs.map((paragraph, index) => {
      const { text, kind, continues } = paragraph;
      const hidden = paragraph.hidden === true;
      const begun = continues === undefined ? undefined : pageBefore[continues];
      // Two may not go on with one, and what is seen never goes on with what is not.
      if (begun && begun.hidden === hidden && begun.parts.at(-1)!.page < page.number) {
        goOn(begun, { page: page.number, index, paragraph });
        return begun;
      }
      const whole: Open = {
        order: wholes.length,
        kind,
        hidden,
        section: paths[at]![index]!,
        text: '',
        parts: [{ start: 0, end: text.length, page: page.number, index, paragraph }],
        texts: [text],
        length: text.length,
      };
      wholes.push(whole);
      return whole;
    });
  });
  return wholes.map(({ texts, length: _, ...whole }) => ({ ...whole, text: texts.join('') }));
}
