/** What the first page of a paper says about the paper. Null where it does not say it clearly: nothing is guessed. */
import type { Paragraph } from '@scory/contracts/documents/text.ts';
import { authorNames } from './author-names.ts';
import { abstractLabel, isAbstract, isTopLevel, numberingOf } from './heading-words.ts';

export interface PaperMetadata {
  authors: string[] | null;
  abstract: string | null;
  year: number | null;
  doi: string | null;
}

/** Documents of one long page: what stands further down is not its front. */
const frontParagraphs = 60;
const longestAbstract = 6_000;
const fewestAbstractCharacters = 60;

/** What stands between an abstract and the text. */
const afterAbstract =
  /^(?:key ?words?|index terms|general terms|categories and subject|ccs concepts|pacs|jel|msc|mathematics subject|received|copyright|©|\(c\)|arxiv|permission to make|schlüsselwörter|mots[- ]clés|palabras clave)/i;
const affiliation =
  /@|universit|institut|department|dept|school|college|laborator|cent(?:er|re)|corporation|\binc\b|research|academy|faculty|hospital/i;

/** Lines of the publisher, which stand anywhere on the page: `PLDI’09, June 15–20, 2009`, `© 2009 ACM`. */
const imprint =
  /^(?:published|received|accepted|proceedings|doi\b|https?:\/\/(?:dx\.)?doi|[A-Z][A-Za-z]{2,20}\s?['’`‘]\d\d\b)|©|\bcopyright\b/i;

const bare = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

const opensAbstract = ({ kind, text }: Paragraph): boolean =>
  kind === 'heading' ? isAbstract(text) : abstractLabel.test(text);
const opensText = ({ kind, text }: Paragraph): boolean =>
  kind === 'heading' && (isTopLevel(text) || numberingOf(text) !== undefined);

/** The lines of a paragraph; the paragraph itself where they are not known. */
const linesOf = ({ text, lines }: Paragraph): string[] =>
  lines && lines.length > 1 ? lines.map(({ start, end }) => text.slice(start, end)) : [text];

/** Names of a paragraph, or of its first lines where a date or an address follows them. */
function namesOf(paragraph: Paragraph): string[] | null {
  const whole = authorNames(paragraph.text);
  if (whole) return whole;
  const lines = linesOf(paragraph);
  const names: string[] = [];
  for (const line of lines) {
    const found = authorNames(line);
    if (!found) break;
    names.push(...found);
  }
  return lines.length > 1 && names.length > 0 ? names : null;
}

/**
 * Between title and abstract, the names that come first. A block of names further down counts if an affiliation
 * follows it; if none does, it may be a place or a motto, and the whole is not clear.
 */
function findAuthors(front: readonly Paragraph[], title: string | null): string[] | null {
  const named = title === null ? '' : bare(title);
  const at = front.findIndex((paragraph) => named !== '' && bare(paragraph.text) === named);
  const end = front.findIndex(
    (paragraph, index) => index > at && (opensAbstract(paragraph) || opensText(paragraph)),
  );
  if (at < 0 || end < 0) return null;
  const authors: string[] = [];
  let first = true;
  let gap = false;
  for (let index = at + 1; index < end; index += 1) {
    // A logo or a running head says words of the title again.
    const names = named.includes(bare(front[index]!.text)) ? null : namesOf(front[index]!);
    const next = index + 1 < end ? front[index + 1] : undefined;
    if (!names) gap ||= authors.length > 0;
    else if (first || !gap) authors.push(...names);
    else if (next && affiliation.test(next.text)) authors.push(...names);
    else return null;
    if (names) first = false;
    // A subtitle may part the title from the names; more than that is another kind of page.
    if (first && index > at + 3) return null;
  }
  return authors.length > 0 ? [...new Set(authors)] : null;
}

function findAbstract(front: readonly Paragraph[]): string | null {
  const at = front.findIndex(opensAbstract);
  if (at < 0) return null;
  const opening = front[at]!;
  const texts = opening.kind === 'heading' ? [] : [opening.text.replace(abstractLabel, '')];
  let ended = false;
  for (const paragraph of front.slice(at + 1)) {
    ended = paragraph.kind === 'heading' || afterAbstract.test(paragraph.text);
    if (ended) break;
    if (paragraph.kind === 'text' && !paragraph.hidden) texts.push(paragraph.text);
  }
  // With no end in sight, what follows the first paragraph may be the text.
  const text = (ended ? texts : texts.slice(0, 1)).join('\n\n');
  return text.length >= fewestAbstractCharacters && text.length <= longestAbstract ? text : null;
}

const doiPattern = /\b10\.\d{4,9}\/[^\s"<>]+/g;

function findDoi(texts: readonly string[]): string | null {
  const found = new Set<string>();
  for (const text of texts) {
    for (const [doi] of text.matchAll(doiPattern)) {
      const balanced = doi.includes('(') ? doi : doi.replace(/\).*$/, '');
      found.add(balanced.replace(/[.,;:'’\]]+$/, '').toLowerCase());
    }
  }
  // More than one: some are those of other papers.
  return found.size === 1 ? [...found][0]! : null;
}

const year = '((?:1[6-9]|20)\\d\\d)(?!\\d)';
const month =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?';
/** By how surely they name the year of publication. */
const yearCues: readonly RegExp[] = [
  new RegExp(`\\bpublished(?: online)?:?[^.;]{0,30}?\\b${year}`, 'gi'),
  new RegExp(`(?:©|\\bcopyright\\b|\\(c\\))\\s*(?:c\\s?)?©?\\s*(?:by\\s)?${year}`, 'gi'),
  new RegExp(`\\b${month}\\s\\d{1,2}(?:\\s?[–-]\\s?(?:${month}\\s)?\\d{1,2})?,\\s${year}`, 'gi'),
  new RegExp(`\\baccepted:?[^.;]{0,30}?\\b${year}`, 'gi'),
  new RegExp(`\\barxiv:\\S+.{0,20}?\\d{1,2}\\s${month}\\s${year}`, 'gi'),
  new RegExp(`\\((?:${month}\\s)?${year}\\)`, 'gi'),
];

/** The surest kind of mention decides, if it names one year. */
function findYear(texts: readonly string[]): number | null {
  for (const cue of yearCues) {
    const years = new Set(texts.flatMap((text) => [...text.matchAll(cue)].map((match) => Number(match[1]))));
    if (years.size > 1) return null;
    if (years.size === 1) return [...years][0]!;
  }
  return null;
}

/**
 * Reads the paragraphs of the first page, and what its margins say (running heads, which are no paragraphs).
 * Years and DOIs are looked for outside the abstract and the text: there they belong to others.
 */
export function paperMetadata(
  { title, paragraphs }: { title: string | null; paragraphs: readonly Paragraph[] },
  margins: readonly string[] = [],
): PaperMetadata {
  const front = paragraphs.filter(({ hidden }) => !hidden).slice(0, frontParagraphs);
  const begin = front.findIndex((paragraph) => opensAbstract(paragraph) || opensText(paragraph));
  const around = front.filter(
    ({ text, kind }, index) =>
      kind !== 'heading' &&
      kind !== 'reference' &&
      (index < begin || (text.length < 400 && imprint.test(text))),
  );
  const texts = [...around.map(({ text }) => text), ...margins];
  return {
    authors: findAuthors(front, title),
    abstract: findAbstract(front),
    year: findYear(texts),
    doi: findDoi(texts),
  };
}
