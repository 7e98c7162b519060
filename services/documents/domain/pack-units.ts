/** Puts units together into passages of even size that overlap by whole sentences. */
import { tokensTogether } from './build-chunk.ts';
import type { Unit } from './chunk-units.ts';

export interface ChunkSizes {
  /** From here on a passage ends where a paragraph does. */
  targetTokens: number;
  /** No passage is longer. */
  maxTokens: number;
  /** At most so many tokens of whole sentences that end a passage begin the next one too. */
  overlapTokens: number;
}

export interface Passage {
  /** The units in front that the passage before ends with. */
  repeated: Unit[];
  units: Unit[];
}

/** For what parts two units: a space is part of the next word, an empty line is not. */
const glueTokens = 1;

const sameSection = (a: Unit, b: Unit): boolean =>
  a.whole.section.length === b.whole.section.length &&
  a.whole.section.every((heading, level) => heading === b.whole.section[level]);

/** Whole sentences at the end of a passage that the next one, which begins with `next`, may begin with. */
function overlapOf(units: readonly Unit[], next: Unit, overlapTokens: number): Unit[] {
  const overlap: Unit[] = [];
  let tokens = 0;
  for (const unit of units.toReversed()) {
    tokens += unit.tokens + glueTokens;
    const related = unit.whole.section[0] === next.whole.section[0];
    if (!unit.complete || !related || tokens > overlapTokens || overlap.length === units.length - 1) break;
    overlap.unshift(unit);
  }
  return overlap;
}

/** How many units from `at` on make the next passage; estimated by their sum, which differs by a few tokens. */
function estimate(
  units: readonly Unit[],
  rest: readonly number[],
  { at, before }: { at: number; before: number },
  { targetTokens, maxTokens }: ChunkSizes,
): number {
  let total = before;
  let end = at;
  // What is left fits: a short last passage would be hardly more than overlap.
  if (before + rest[at]! <= maxTokens) return units.length;
  for (; end < units.length; end += 1) {
    const unit = units[end]!;
    const last = units[end - 1];
    if (end > at && last) {
      if (total + unit.tokens + glueTokens > maxTokens) break;
      const enough = sameSection(last, unit) ? targetTokens : targetTokens / 2;
      if (total >= enough && last.whole !== unit.whole) break;
    }
    total += unit.tokens + glueTokens;
  }
  return Math.max(end, at + 1);
}

/** Together they seldom have more tokens than apart, and never many more. */
const certainlyFits = 0.97;

function isTooLong(repeated: readonly Unit[], units: readonly Unit[], maxTokens: number): boolean {
  let apart = 0;
  for (const unit of repeated) apart += unit.tokens + glueTokens;
  for (const unit of units) apart += unit.tokens + glueTokens;
  return apart > certainlyFits * maxTokens && tokensTogether(repeated, units) > maxTokens;
}

/** Every unit is new in exactly one passage, in order; no passage has more than `maxTokens`. */
export function packUnits(units: readonly Unit[], sizes: ChunkSizes): Passage[] {
  const rest = new Array<number>(units.length + 1).fill(0);
  for (let index = units.length - 1; index >= 0; index -= 1)
    rest[index] = rest[index + 1]! + units[index]!.tokens + glueTokens;
  const passages: Passage[] = [];
  let at = 0;
  while (at < units.length) {
    const last = passages.at(-1);
    let repeated = last ? overlapOf(last.units, units[at]!, sizes.overlapTokens) : [];
    const before = repeated.reduce((sum, unit) => sum + unit.tokens + glueTokens, 0);
    let end = estimate(units, rest, { at, before }, sizes);
    while (isTooLong(repeated, units.slice(at, end), sizes.maxTokens)) {
      if (end - at > 1) end -= Math.max(1, (end - at) >> 4);
      else repeated = repeated.slice(1);
    }
    passages.push({ repeated, units: units.slice(at, end) });
    at = end;
  }
  return passages;
}
