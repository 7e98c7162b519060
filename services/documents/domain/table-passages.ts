/** Divides a table between rows; each part begins with the table's head. */
import { tokensTogether } from './build-chunk.ts';
import { rowUnits, sentenceUnits, type Unit } from './chunk-units.ts';
import type { Passage } from './pack-units.ts';
import type { WholeText } from './whole-texts.ts';

/** A head that takes more than this part of a passage is not repeated. */
const longestHead = 0.25;

/**
 * The table as one passage after its caption, or as many as it needs. No passage has more than `maxTokens`; every
 * row is new in one of them. A single row has no head.
 */
export function tablePassages(
  table: WholeText,
  caption: WholeText | undefined,
  maxTokens: number,
): Passage[] {
  const rows = rowUnits(table, maxTokens);
  const units = [...(caption ? sentenceUnits(caption, maxTokens) : []), ...rows];
  const [head] = rows;
  const repeats = rows.length > 2 && head?.complete && head.tokens <= maxTokens * longestHead;
  const passages: Passage[] = [];
  let open: Passage = { repeated: [], units: [] };
  let tokens = 0;
  const fits = (unit: Unit): boolean => {
    if (open.units.length === 0) return true;
    if (tokens + unit.tokens + 1 > maxTokens) return false;
    return (
      tokens + unit.tokens < maxTokens * 0.9 ||
      tokensTogether(open.repeated, [...open.units, unit]) <= maxTokens
    );
  };
  for (const unit of units) {
    if (!fits(unit)) {
      passages.push(open);
      const begun = repeats && passages.some((passage) => passage.units.includes(head));
      const repeated = begun && tokensTogether([head], [unit]) <= maxTokens ? [head] : [];
      open = { repeated, units: [] };
      tokens = repeated.reduce((sum, each) => sum + each.tokens + 1, 0);
    }
    open.units.push(unit);
    tokens += unit.tokens + 1;
  }
  if (open.units.length > 0) passages.push(open);
  return passages;
}
