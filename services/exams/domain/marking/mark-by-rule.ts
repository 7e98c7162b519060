/** Marks that follow from the key alone. All are shares of the item's marks, from 0 to 1; how much is right is said where it is counted. */
import type { Answer, ItemBody, ItemKey, ItemType } from '@scory/contracts/exams/items.ts';
import { judgeGap } from './cloze-gap.ts';
import { judgeNumber } from './number-answer.ts';
import { roundPoints } from './round-points.ts';

/** What marking needs of an item. */
export type MarkedItem = {
  [T in ItemType]: { type: T; body: ItemBody<T>; key: ItemKey<T>; marks: number };
}[ItemType];

export interface RuleMark {
  points: number;
  /** Something in it is close to right, or cannot be read: a person should look. */
  provisional: boolean;
}

interface Verdict {
  share: number;
  unclear?: boolean;
}

/**
 * Undefined where it takes a reader: a short answer or an essay in which something is written. The answer has passed
 * `checkAnswer`.
 */
export function markByRule(item: MarkedItem, answer: Answer | null | undefined): RuleMark | undefined {
  if (isOpen(item.type)) return textOf(answer) === '' ? { points: 0, provisional: false } : undefined;
  const { share, unclear = false } = answer ? verdictOf(item, answer) : { share: 0 };
  return { points: roundPoints(share * item.marks), provisional: unclear };
}

export const isOpen = (type: ItemType): type is 'short_answer' | 'essay' =>
  type === 'short_answer' || type === 'essay';

/** What was written in answer to an open question, without white space at its ends. */
export const textOf = (answer: Answer | null | undefined): string =>
  answer && 'text' in answer ? answer.text.trim() : '';

function verdictOf(item: MarkedItem, answer: Answer): Verdict {
  switch (item.type) {
    case 'mcq':
      return exactly((answer as Answer<'mcq'>).option === item.key.option);
    case 'true_false':
      return exactly((answer as Answer<'true_false'>).value === item.key.value);
    case 'multi_select':
      return { share: multiSelectShare(item, (answer as Answer<'multi_select'>).options) };
    case 'numeric': {
      const judged = judgeNumber((answer as Answer<'numeric'>).value, item.key, item.body.unit);
      return { share: judged === 'right' ? 1 : 0, unclear: judged === 'unclear' };
    }
    case 'matching':
      return { share: matchingShare(item.key.pairs, (answer as Answer<'matching'>).pairs) };
    case 'ordering':
      return { share: orderingShare(item.key.order, (answer as Answer<'ordering'>).order) };
    case 'cloze':
      return clozeVerdict(item, (answer as Answer<'cloze'>).gaps);
    default:
      throw new Error(`${item.type} is not marked by rule`);
  }
}

const exactly = (right: boolean): Verdict => ({ share: right ? 1 : 0 });

/**
 * Right ones chosen of all right ones, less wrong ones chosen of all wrong ones, and never below 0. Choosing everything
 * earns nothing, and so does, on average, choosing at random.
 */
function multiSelectShare(
  { body, key }: Extract<MarkedItem, { type: 'multi_select' }>,
  chosen: readonly string[],
): number {
  const right = new Set(key.options);
  const wrongInAll = body.options.filter(({ id }) => !right.has(id)).length;
  const hits = chosen.filter((id) => right.has(id)).length;
  const misses = chosen.length - hits;
  return Math.max(0, hits / right.size - (wrongInAll === 0 ? 0 : misses / wrongInAll));
}

/** Right pairs of all pairs. */
function matchingShare(key: Record<string, string>, pairs: Record<string, string>): number {
  const left = Object.keys(key);
  const right = left.filter((id) => Object.hasOwn(pairs, id) && pairs[id] === key[id]).length;
  return right / left.length;
}

/**
 * Kendall's tau where it is positive: pairs in the right order less pairs in the wrong one, of all pairs. A shuffled
 * guess is near 0, the reverse is 0, two neighbours swapped cost little. What was left out is in no right order.
 */
function orderingShare(key: readonly string[], given: readonly string[]): number {
  const place = new Map(given.map((id, at) => [id, at]));
  let score = 0;
  for (const [at, first] of key.entries()) {
    for (const second of key.slice(at + 1)) {
      const [a, b] = [place.get(first), place.get(second)];
      if (a !== undefined && b !== undefined) score += a < b ? 1 : -1;
    }
  }
  return Math.max(0, score / ((key.length * (key.length - 1)) / 2));
}

/** Right gaps of all gaps. */
function clozeVerdict(
  { body, key }: Extract<MarkedItem, { type: 'cloze' }>,
  given: Record<string, string>,
): Verdict {
  let right = 0;
  let unclear = false;
  for (const { id, options } of body.gaps) {
    const written = Object.hasOwn(given, id) ? (given[id] as string) : '';
    const verdict = judgeGap(written, Object.hasOwn(key.gaps, id) ? (key.gaps[id] as string[]) : []);
    if (verdict === 'right') right += 1;
    // What is chosen from a list is no slip of the keyboard.
    if (verdict === 'near' && !options) unclear = true;
  }
  return { share: right / body.gaps.length, unclear };
}
