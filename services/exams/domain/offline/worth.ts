/** Which statements are worth a question: those that say much of what the material is about. */
import type { Material } from './material.ts';
import type { Statement } from './statement.ts';

const best = { from: 9, to: 24 } as const;

/** The higher, the better. */
export function worthOf(statement: Statement, { terms }: Material): number {
  const counts = terms
    .mentions(statement)
    .map(({ term }) => Math.log2(1 + terms.count(term)))
    .toSorted((a, b) => b - a)
    .slice(0, 3);
  const words = statement.tokens.length;
  const { text } = statement;
  let worth = counts.reduce((sum, count) => sum + count, 0);
  if (words < best.from) worth -= 1;
  if (words > best.to) worth -= (words - best.to) / 6;
  if (
    /\b(?:may|might|could|can|should|must|some|certain|several|often|usually|sometimes|probably|perhaps|possible|possibly|likely)\b/.test(
      text,
    )
  )
    worth -= 1;
  if (
    /\b(?:because|causes?|leads? to|results? in|so that|therefore|is called|are called|known as|consists? of|is an?)\b/.test(
      text,
    )
  )
    worth += 1.5;
  worth -= Math.max(0, (text.match(/[,;:]/g)?.length ?? 0) - 2) * 0.6;
  if (/\balso\b/.test(text)) worth -= 1;
  // `The jump`, `the exit`: one word that the sentence before has said more of.
  const [first, second] = statement.tokens;
  if (
    first?.text === 'The' &&
    second?.tag === 'NOUN' &&
    statement.tokens[2] &&
    /^(?:VERB|AUX)$/.test(statement.tokens[2].tag)
  )
    worth -= 2;
  return worth;
}
