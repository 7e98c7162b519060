/** One order out of what a model says of passages and how well they were found. */

/** Between 0 and 1, in the same order. */
const squashed = (score: number): number => 1 / (1 + Math.exp(-score));

/** The better graded first; of one grade, and of those that have none, the better found. The score says both: grade, then place. */
export function byGrades<Found extends { score: number }>(
  found: readonly Found[],
  gradeOf: (one: Found) => number | undefined,
): Found[] {
  return found
    .map((one) => ({ ...one, score: (gradeOf(one) ?? 0) + squashed(one.score) }))
    .toSorted((a, b) => b.score - a.score);
}
