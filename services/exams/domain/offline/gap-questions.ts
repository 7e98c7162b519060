/** Cloze and numbers to be written down. */
import type { MadeItem } from '../made-item.ts';
import { amountsOf, blankTerms } from './blanks.ts';
import { termsLike, wrongOptions } from './distractors.ts';
import { common, type Making } from './made.ts';
import type { Statement } from './statement.ts';
import type { Mention } from './terms.ts';

/** What stands in a gap, with choices where it is a common word that others could stand for. */
interface Gap {
  mention: Mention;
  choices: string[] | undefined;
}

function gapOf(mention: Mention, statement: Statement, making: Making): Gap | undefined {
  const { term } = mention;
  const known = making.material.terms.count(term) > 1;
  if (known && (term.kind !== 'common' || term.words > 1)) return { mention, choices: undefined };
  const wrong = termsLike(mention, statement, making);
  if (wrong.length < wrongOptions) return undefined;
  const choices = making.random.shuffled([mention.text, ...wrong.slice(0, wrongOptions)]);
  return { mention, choices };
}

function clozeOf(statement: Statement, gaps: readonly Gap[], making: Making): MadeItem {
  let text = '';
  let at = 0;
  const accepted: Record<string, string[]> = {};
  for (const [index, { mention }] of gaps.entries()) {
    const id = `g${index + 1}`;
    text += `${statement.text.slice(at, mention.start)}{{${id}}}`;
    at = mention.end;
    accepted[id] = [...new Set([mention.text, mention.term.text])];
  }
  return {
    ...common(making.slot, statement),
    type: 'cloze',
    stem: gaps.length > 1 ? 'Fill in the gaps.' : 'Fill in the gap.',
    body: {
      text: text + statement.text.slice(at),
      gaps: gaps.map(({ choices }, index) => ({ id: `g${index + 1}`, ...(choices && { options: choices }) })),
    },
    key: { gaps: accepted },
    explanation: statement.text,
  };
}

/** Two gaps in a short sentence, or side by side, leave too little to go by. */
const wordsForTwo = 18;
const charactersApart = 25;

export function* cloze(making: Making): Iterable<MadeItem> {
  for (const statement of making.statements) {
    const gaps = blankTerms(statement, making.material)
      .slice(0, 4)
      .flatMap((mention) => gapOf(mention, statement, making) ?? []);
    const [first, second] = gaps;
    if (!first) continue;
    const two =
      making.slot.difficulty !== 'easy' &&
      second !== undefined &&
      statement.tokens.length >= wordsForTwo &&
      Math.abs(second.mention.start - first.mention.start) > charactersApart;
    const chosen = two ? [first, second].toSorted((a, b) => a.mention.start - b.mention.start) : [first];
    yield clozeOf(statement, chosen, making);
  }
}

export function* numeric(making: Making): Iterable<MadeItem> {
  for (const statement of making.statements) {
    for (const { text, value, unit, start, numberEnd } of amountsOf(statement)) {
      const year = unit === null && /^(?:1\d|20)\d\d$/.test(text);
      // A small number without a unit is sooner guessed than known.
      if (unit === null && !year && value < 13) continue;
      yield {
        ...common(making.slot, statement),
        type: 'numeric',
        stem: `Which ${year ? 'year' : 'number'} belongs in the gap? “${statement.text.slice(0, start)}_____${statement.text.slice(numberEnd)}”`,
        body: { unit },
        key: {
          value,
          tolerance: year || Number.isInteger(value) ? 0 : Number((Math.abs(value) * 0.01).toPrecision(1)),
        },
        explanation: statement.text,
      };
    }
  }
}
