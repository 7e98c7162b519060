/** Marks of an exam, shared out so that they add up to what was asked for, to the cent. */

/** Of one question; the contract of items has no more. */
const marksMax = 100;
const cents = 100;
/** What a teacher would write beside a question, coarsest first, in hundredths. */
const steps = [100, 50, 25, 10, 5, 1];

/** Whether `count` questions can have so many marks between them: none without, none with more than it may have. */
export const canShare = (total: number, count: number): boolean =>
  Math.round(total * cents) >= count && total <= marksMax * count;

/**
 * Shares `total` in proportion to the weights, in the coarsest step that leaves each at least one and comes near the proportions.
 * The sum is exact in hundredths. `canShare` must hold.
 */
export function shareMarks(total: number, weights: readonly number[]): number[] {
  const whole = Math.round(total * cents);
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const step = steps.find((each) => whole % each === 0 && whole / each >= 2 * weights.length) ?? 1;
  const most = Math.floor((marksMax * cents) / step);
  const units = whole / step;
  const shares = weights.map((weight) => Math.min(most, Math.max(1, Math.floor((units * weight) / sum))));
  // What rounding left goes to those who are furthest below their proportion, and is taken from those above it.
  const gap = (place: number): number =>
    (units * (weights[place] as number)) / sum - (shares[place] as number);
  const order = (): number[] => [...shares.keys()].sort((a, b) => gap(b) - gap(a) || a - b);
  let left = units - shares.reduce((all, share) => all + share, 0);
  while (left !== 0) {
    const places = left > 0 ? order() : order().reverse();
    for (const place of places) {
      const share = shares[place] as number;
      if (left > 0 ? share >= most : share <= 1) continue;
      shares[place] = share + Math.sign(left);
      left -= Math.sign(left);
      if (left === 0) break;
    }
  }
  return shares.map((share) => (share * step) / cents);
}

/** Adds marks without the error of binary fractions. */
export const sumOfMarks = (marks: readonly number[]): number =>
  marks.reduce((all, each) => all + Math.round(each * cents), 0) / cents;

/** The points of a rubric in their proportions, adding up to `marks`. */
export function scaledPoints(points: readonly number[], marks: number): number[] {
  const usable = points.map((each) => (Number.isFinite(each) && each > 0 ? each : 1));
  return canShare(marks, points.length) ? shareMarks(marks, usable) : usable.map(() => marks / points.length);
}
