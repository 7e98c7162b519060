/** One order out of what words and what meaning say of a passage, which are measured in different units. */

export interface Candidate<Key> {
  key: Key;
  /** Cosine of its vector and the question's; null where the index has none of this model. */
  nearness: number | null;
  /** Weights of the question's words that stand in it, in nats; 0 where none does. */
  words: number;
}

export interface Ranked<Key> {
  key: Key;
  score: number;
}

/** As many as an arm finds: how they differ tells what a difference of two cosines is worth. */
const nearest = 60;
/**
 * What the twentieth passage has of the question's words is no sign of an answer: in a collection about one subject, common
 * words of a question stand in many. Where fewer hold any, each of them is worth a look; so is what holds more than a
 * good part of the question, however many do: a single word that is looked for may stand on every page.
 */
const ordinaryPlace = 20;
const telling = 0.3;
/**
 * Standard deviations of nearness that a nat of words is worth: with `ordinaryPlace` it was best on the development half of
 * `npm run eval -- documents`. Less loses names; more loses questions that share nothing but a stray word with other passages.
 */
const worth = 0.8;

/**
 * How much nearer than is usual among the nearest, in standard deviations, and how much more of the question's words than is
 * usual: a sum of scores each in its own unit (Bruch, Gai and Ingber, ACM TOIS 2023, find such sums better than fusion by
 * place). By place, the best of sixty passages that share a stray word would count as much as the one that means what was
 * asked. `mostWords` is what a passage would have that holds every word. Best first; equals stay as they came.
 */
export function fuseScores<Key>(candidates: readonly Candidate<Key>[], mostWords: number): Ranked<Key>[] {
  const near = candidates.flatMap(({ nearness }) => (nearness === null ? [] : [nearness]));
  const usual = near.sort((a, b) => b - a).slice(0, nearest);
  const mean = usual.reduce((sum, value) => sum + value, 0) / Math.max(1, usual.length);
  const variance = usual.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, usual.length);
  // All equally near: then nearness tells nothing.
  const deviation = Math.sqrt(variance) || 1;
  const byWords = candidates.map(({ words }) => words).filter((words) => words > 0);
  const common = byWords.sort((a, b) => b - a)[ordinaryPlace - 1] ?? 0;
  const ordinary = Math.min(common, telling * mostWords);
  return candidates
    .map(({ key, nearness, words }) => ({
      key,
      score: ((nearness ?? usual.at(-1) ?? mean) - mean) / deviation + worth * Math.max(0, words - ordinary),
    }))
    .sort((a, b) => b.score - a.score);
}
