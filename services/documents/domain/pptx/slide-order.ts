/** The order in which a reader takes in what stands on a slide. */
import type { Box } from '@scory/contracts/documents/text.ts';

/** Edges that touch, or overlap by this many points, still part two shapes: people place them by hand. */
const tolerance = 3;

interface Cut<T> {
  groups: T[][];
  /** Width of the widest gap between two groups, in points. */
  gap: number;
}

type Placed = { box: Box };

/** From top to bottom, then from left to right; the smaller first, so that the order in the file decides nothing. */
const byPlace = (one: Box, other: Box): number =>
  one[1] - other[1] || one[0] - other[0] || one[3] - other[3] || one[2] - other[2];

/** Parts what does not overlap along an axis, 0 for x and 1 for y. */
function cut<T extends Placed>(items: readonly T[], axis: 0 | 1): Cut<T> {
  const sorted = items.toSorted(
    ({ box: one }, { box: other }) => one[axis] - other[axis] || byPlace(one, other),
  );
  const groups: T[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  let gap = Number.NEGATIVE_INFINITY;
  for (const item of sorted) {
    const distance = item.box[axis] - end;
    if (groups.length === 0 || distance >= -tolerance) {
      if (groups.length > 0) gap = Math.max(gap, distance);
      groups.push([item]);
    } else groups.at(-1)!.push(item);
    end = Math.max(end, item.box[axis + 2]!);
  }
  return { groups, gap };
}

/**
 * Cuts the slide where its gaps are widest, across before down where they are alike, and goes on within the parts
 * (Nagy and Seth's XY cut): what belongs together stands closer together than what does not. Shapes that no cut
 * parts follow each other from top to bottom, then from left to right.
 */
export function slideOrder<T extends Placed>(items: readonly T[]): T[] {
  if (items.length < 2) return [...items];
  const across = cut(items, 1);
  const down = cut(items, 0);
  const best = down.groups.length > 1 && down.gap > Math.max(across.gap, 0) ? down : across;
  const chosen = best.groups.length > 1 ? best : down;
  if (chosen.groups.length > 1) return chosen.groups.flatMap((group) => slideOrder(group));
  return items.toSorted(({ box: one }, { box: other }) => byPlace(one, other));
}
