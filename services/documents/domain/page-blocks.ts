/** From the lines of a page to blocks: a column's stretch of text. */
import type { Line } from './page-lines.ts';

export interface Block {
  lines: Line[];
  /** Rows of cells, where the block is a table. */
  rows?: Line[][];
  x0: number;
  x1: number;
  top: number;
  bottom: number;
}

/** Lines further apart than this part of their size, or that differ in size by more than the ratio, part blocks. */
const blockGap = 1.1;
const sizeRatio = 1.22;

interface Extent {
  x0: number;
  x1: number;
  top: number;
  bottom: number;
}

/** Whether two things stand one above the other rather than side by side. */
function sharesColumn(a: Extent, b: Extent): boolean {
  const overlap = Math.min(a.x1, b.x1) - Math.max(a.x0, b.x0);
  return overlap > 0.1 * Math.min(a.x1 - a.x0, b.x1 - b.x0);
}

/** For each line, the lines right above it: no other line of their column lies between. */
function linesAbove(lines: readonly Line[]): Line[][] {
  return lines.map((line, index) => {
    const above: Line[] = [];
    for (let other = index - 1; other >= 0; other -= 1) {
      const candidate = lines[other]!;
      if (candidate.baseline >= line.baseline - 0.3 * Math.min(line.size, candidate.size)) continue;
      if (!sharesColumn(candidate, line)) continue;
      if (above.some((nearer) => sharesColumn(nearer, candidate) && nearer.top > candidate.top)) continue;
      above.push(candidate);
      if (line.top - candidate.bottom > 60) break;
    }
    return above;
  });
}

function belongTogether(upper: Line, lower: Line): boolean {
  const size = Math.max(upper.size, lower.size);
  const gap = lower.top - upper.bottom;
  const ratio = size / Math.min(upper.size, lower.size);
  // A line made of little text in a small size (indices, a fraction) says nothing about the block's size.
  const alike = ratio <= sizeRatio || Math.min(upper.weight, lower.weight) < 6;
  return alike && gap < blockGap * size;
}

export function blockOf(lines: Line[]): Block {
  return {
    lines,
    x0: Math.min(...lines.map((line) => line.x0)),
    x1: Math.max(...lines.map((line) => line.x1)),
    top: Math.min(...lines.map((line) => line.top)),
    bottom: Math.max(...lines.map((line) => line.bottom)),
  };
}

/** Stacks lines that follow each other in a column and look alike. */
export function stackLines(lines: readonly Line[]): Block[] {
  const sorted = lines.toSorted((a, b) => a.baseline - b.baseline || a.x0 - b.x0);
  const above = linesAbove(sorted);
  const followers = new Map<Line, number>();
  for (const line of above.flat()) followers.set(line, (followers.get(line) ?? 0) + 1);
  const stacks = new Map<Line, Line[]>();
  sorted.forEach((line, index) => {
    const [upper, ...rest] = above[index]!;
    const stack = upper && rest.length === 0 && followers.get(upper) === 1 ? stacks.get(upper) : undefined;
    if (upper && stack && belongTogether(upper, line)) {
      stack.push(line);
      stacks.set(line, stack);
    } else stacks.set(line, [line]);
  });
  return [...new Set(stacks.values())].map(blockOf);
}
