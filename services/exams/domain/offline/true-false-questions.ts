/** Statements that are true as they stand, or false by one change that the material contradicts. */
import type { MadeItem } from '../made-item.ts';
import { numbersIn } from '../text/numbers.ts';
import { amountsOf, blankTerms } from './blanks.ts';
import { numbersLike, termsLike } from './distractors.ts';
import { common, type Making } from './made.ts';
import type { Statement } from './statement.ts';

/** A statement with a stranger in it is false at first sight. */
const convincing = 2.6;

/** Where one is true the other is not. */
const opposites: readonly (readonly [string, string])[] = [
  ['increases', 'decreases'],
  ['increase', 'decrease'],
  ['increased', 'decreased'],
  ['rises', 'falls'],
  ['rose', 'fell'],
  ['higher than', 'lower than'],
  ['larger than', 'smaller than'],
  ['faster than', 'slower than'],
  ['longer than', 'shorter than'],
  ['more than', 'less than'],
  ['greater than', 'smaller than'],
  ['outperforms', 'performs worse than'],
  ['always', 'never'],
  ['positive', 'negative'],
  ['possible', 'impossible'],
  ['outside', 'inside'],
  ['enters', 'leaves'],
  ['more slowly', 'more quickly'],
  ['strengthens', 'weakens'],
  ['enhances', 'reduces'],
  ['stable', 'unstable'],
  ['internal', 'external'],
];
const both = opposites.flatMap(([a, b]) => [[a, b] as const, [b, a] as const]);

function byOpposite({ text }: Statement): string | undefined {
  const matches = both.filter(([word]) => new RegExp(`(?<![\\p{L}-])${word}(?![\\p{L}-])`, 'u').test(text));
  const [match] = matches;
  // A sentence of many comparisons may be true either way.
  if (!match || matches.length > 1 || /\b(?:not|no|never|nor|neither)\b/i.test(text)) return undefined;
  return text.replace(new RegExp(`(?<![\\p{L}-])${match[0]}(?![\\p{L}-])`, 'u'), match[1]);
}

function byNumber(statement: Statement, making: Making): string | undefined {
  const [amount] = amountsOf(statement);
  const other =
    amount && numbersLike(amount.text, statement, making.random).find((text) => farFrom(text, amount.value));
  return other && `${statement.text.slice(0, amount.start)}${other}${statement.text.slice(amount.numberEnd)}`;
}

/** `about 180` is true of 190, too. */
function farFrom(text: string, value: number): boolean {
  const [other] = numbersIn(text, 'en');
  return (
    other !== undefined &&
    (Math.abs(other.value - value) >= Math.abs(value) * 0.2 || (value > 1_000 && value < 2_100))
  );
}

/** `scholarly queries` may well be `academic queries`. */
const sameHead = (a: string, b: string): boolean => a.split(' ').at(-1) === b.split(' ').at(-1);

function byTerm(statement: Statement, making: Making): string | undefined {
  for (const mention of blankTerms(statement, making.material)) {
    const { start, end } = mention;
    // `a` and `an` would tell, and so would a small letter at the beginning.
    if (start === 0 || /\ban?\s$/i.test(statement.text.slice(0, start))) continue;
    const [other] = termsLike(mention, statement, making, convincing).filter(
      (text) => !sameHead(text, mention.text),
    );
    if (other) return `${statement.text.slice(0, start)}${other}${statement.text.slice(end)}`;
  }
  return undefined;
}

function statementItem(statement: Statement, changed: string | undefined, making: Making): MadeItem {
  return {
    ...common(making.slot, statement),
    type: 'true_false',
    stem: `True or false: ${changed ?? statement.text}`,
    body: {},
    key: { value: changed === undefined },
    explanation: changed === undefined ? null : `In fact: ${statement.text}`,
  };
}

/** As often false as true, by the slot, where the material bears it. */
export function* trueFalse(making: Making): Iterable<MadeItem> {
  const falseWanted = making.random.next() < 0.5;
  if (falseWanted) {
    for (const statement of making.statements) {
      const changed = byNumber(statement, making) ?? byOpposite(statement) ?? byTerm(statement, making);
      if (changed) yield statementItem(statement, changed, making);
    }
  }
  for (const statement of making.statements) yield statementItem(statement, undefined, making);
}
