/** How good a ranking is, from the place of what was looked for: 1 the first, null where it is not in it. */

type Place = number | null;

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

/** Share of questions whose answer is among the first `depth`. */
export const recallAt = (depth: number, places: readonly Place[]): number =>
  mean(places.map((place) => Number(place !== null && place <= depth)));

export const meanReciprocalRank = (places: readonly Place[]): number =>
  mean(places.map((place) => (place === null ? 0 : 1 / place)));

/**
 * Area under the ROC curve: how likely a score of `positive` is higher than one of `negative`, of equals one half. 0.5 is chance;
 * only near 1 would a threshold part them.
 */
export const areaUnderCurve = (positive: readonly number[], negative: readonly number[]): number =>
  mean(positive.flatMap((high) => negative.map((low) => (high > low ? 1 : high === low ? 0.5 : 0))));
