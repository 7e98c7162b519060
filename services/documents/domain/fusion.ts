/** One order out of several, without comparing scores that mean different things. */

/** How much the first places count more than the later ones (Cormack, Clarke and Büttcher, SIGIR 2009, use the same). */
const flatness = 60;

export interface Ranked<Key> {
  key: Key;
  score: number;
}

/**
 * Reciprocal rank fusion: an item's score is the sum of 1 / (60 + place) over the rankings that hold it, times the ranking's
 * weight; places count from 1. Best first; items with the same score stay in the order of the first ranking that holds them.
 */
export function fuseRankings<Key>(
  rankings: readonly { keys: readonly Key[]; weight: number }[],
): Ranked<Key>[] {
  const scores = new Map<Key, number>();
  for (const { keys, weight } of rankings)
    keys.forEach((key, index) => {
      scores.set(key, (scores.get(key) ?? 0) + weight / (flatness + index + 1));
    });
  return [...scores].map(([key, score]) => ({ key, score })).sort((a, b) => b.score - a.score);
}
