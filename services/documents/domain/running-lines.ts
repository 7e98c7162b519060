/** Finds headers, footers and page numbers: what is printed at the same place on page after page. */
import type { Line } from './page-lines.ts';

export interface LinedPage {
  number: number;
  height: number;
  lines: Line[];
}

/** Part of the page at its top and bottom where running lines stand. */
const margin = 0.13;
/** Wide margins push page numbers further in; a number that stands outermost and alone is looked for in here. */
const numberMargin = 0.2;
const sameHeightPoints = 5;
const pageNumber =
  /^(?:[-–—|\s]*(?:page|seite|p\.)?\s*(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:\/|of|von)\s*\d{1,4})?[-–—|\s]*)$/i;

interface Candidate {
  line: Line;
  page: number;
  /** Distance from the top for headers, from the bottom for footers: pages may differ in height. */
  distance: number;
}

/** The text with what changes from page to page taken out. */
function shape(text: string): string {
  return text
    .toLowerCase()
    .replace(/^[ivxlc]{1,7}\s|\s[ivxlc]{1,7}$/g, '#')
    .replace(/\d+/g, '#')
    .replace(/\s+/g, '');
}

function marginLines(page: LinedPage): { line: Line; atTop: boolean; outermost: boolean }[] {
  const tops = page.lines.map((line) => line.baseline);
  const first = Math.min(...tops);
  const last = Math.max(...tops);
  const within = (line: Line, part: number): boolean =>
    line.baseline < page.height * part || line.baseline > page.height * (1 - part);
  return page.lines
    .filter((line) => within(line, margin) || (within(line, numberMargin) && pageNumber.test(line.text)))
    .map((line) => ({
      line,
      atTop: line.baseline < page.height / 2,
      outermost:
        Math.abs(line.baseline - first) < sameHeightPoints ||
        Math.abs(line.baseline - last) < sameHeightPoints,
    }));
}

/** On how many pages a line must stand: all of a short document, a quarter of a long one (chapters change heads). */
const enough = (pages: number): number => Math.max(2, Math.min(4, Math.ceil(pages / 4)));

/** The lines of these pages that belong to the paper and not to the text. */
export function runningLines(pages: readonly LinedPage[]): Set<Line> {
  const running = new Set<Line>();
  const groups = new Map<string, Candidate[]>();
  for (const page of pages) {
    for (const { line, atTop, outermost } of marginLines(page)) {
      const distance = atTop ? line.baseline : page.height - line.baseline;
      const key = `${atTop ? 'top' : 'bottom'}:${shape(line.text)}`;
      const group = groups.get(key) ?? [];
      group.push({ line, page: page.number, distance });
      groups.set(key, group);
      const numbered = pageNumber.test(line.text) && (pages.length > 1 || line.text === String(page.number));
      if (outermost && numbered) running.add(line);
    }
  }
  for (const group of groups.values()) {
    for (const { line, distance } of group) {
      const alike = group.filter((other) => Math.abs(other.distance - distance) <= sameHeightPoints);
      if (new Set(alike.map((other) => other.page)).size >= enough(pages.length)) running.add(line);
    }
  }
  return running;
}
