/** Gives headings their levels: by their numbers, their words, and what they are set in. */
import { isChapter, isPart, isTopLevel, type Numbering, numberingOf } from './heading-words.ts';

/** A heading as it is set; sizes in points. */
export interface SetHeading {
  text: string;
  size: number;
  font: string;
}

const deepest = 6;
const styleOf = ({ size, font }: SetHeading): string => `${size.toFixed(1)} ${font}`;

interface Numbered {
  heading: SetHeading;
  numbering: Numbering | undefined;
}

/** Letters number appendices, or the subsections where sections have Roman numbers. */
function levelOfNumber({ style, depth }: Numbering, roman: boolean, shift: number): number {
  if (style === 'letter' && depth === 1 && roman) return 2 + shift;
  return depth + shift;
}

/** The level most headings of a style have. */
function usualLevels(known: ReadonlyMap<SetHeading, number>): Map<string, number> {
  const votes = new Map<string, Map<number, number>>();
  for (const [heading, level] of known) {
    const counts = votes.get(styleOf(heading)) ?? new Map<number, number>();
    counts.set(level, (counts.get(level) ?? 0) + 1);
    votes.set(styleOf(heading), counts);
  }
  const usual = new Map<string, number>();
  for (const [style, counts] of votes) {
    usual.set(style, [...counts].toSorted((a, b) => b[1] - a[1] || a[0] - b[0])[0]![0]);
  }
  return usual;
}

/** Styles that no known heading has: as deep as their size ranks among those that are known, or among themselves. */
function rankStyles(headings: readonly SetHeading[], usual: Map<string, number>): void {
  const sizes = new Map<string, number>();
  for (const heading of headings) if (!sizes.has(styleOf(heading))) sizes.set(styleOf(heading), heading.size);
  const known = [...usual].map(([style, level]) => ({ size: sizes.get(style)!, level }));
  let rank = 0;
  let before = Infinity;
  // The sort is stable: of two styles in one size, the one that comes first in the document ranks higher.
  for (const [style, size] of [...sizes].toSorted((a, b) => b[1] - a[1])) {
    if (usual.has(style)) continue;
    const over = known.filter((other) => other.size >= size - 0.1);
    if (known.length === 0 || over.length === 0) {
      if (size < before - 0.1 || rank === 0) rank += 1;
      usual.set(style, known.length === 0 ? rank : 1);
    } else usual.set(style, 1 + Math.max(...over.map((other) => other.level)));
    before = size;
  }
}

/**
 * A level from 1 (a section of the document) to 6 for each heading, in their order. Numbers decide, then words that
 * head a section of every paper, then the style, which means what it means for headings that have a number.
 */
export function headingLevels(headings: readonly SetHeading[]): number[] {
  const numbered: Numbered[] = headings.map((heading) => ({ heading, numbering: numberingOf(heading.text) }));
  const roman = numbered.some(({ numbering }) => numbering?.style === 'roman');
  const parts = headings.some(({ text }) => isPart(text)) ? 1 : 0;
  // Below `Chapter 3` stands `3.1`: its own number says that already. Below a part all is one deeper.
  const known = new Map<SetHeading, number>();
  for (const { heading, numbering } of numbered) {
    if (isPart(heading.text)) known.set(heading, 1);
    else if (isChapter(heading.text)) known.set(heading, 1 + parts);
    else if (numbering) known.set(heading, levelOfNumber(numbering, roman, parts));
    else if (isTopLevel(heading.text)) known.set(heading, 1 + parts);
  }
  const usual = usualLevels(known);
  rankStyles(headings, usual);
  return headings.map((heading) => Math.min(deepest, known.get(heading) ?? usual.get(styleOf(heading)) ?? 1));
}
