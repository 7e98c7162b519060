/** Whether somebody who answered an item without its key chose what the key names. */
import { type Answer, answerShapes } from '@scory/contracts/exams/items.ts';
import type { MadeItem } from '../made-item.ts';
import { folded } from '../text/fold.ts';
import { numbersIn, sameNumber } from '../text/numbers.ts';
import { stem, wordsOf } from '../text/words.ts';

const sameSet = (a: readonly string[], b: readonly string[]): boolean =>
  new Set(a).size === new Set(b).size && a.every((one) => b.includes(one));

const samePairs = (a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean =>
  sameSet(Object.keys(a), Object.keys(b)) && Object.entries(a).every(([left, right]) => b[left] === right);

/** Equal but for typesetting, articles and inflection. */
function sameWords(a: string, b: string): boolean {
  const stems = (text: string): string =>
    wordsOf(folded(text).replace(/^(?:the|an?)\s/, ''))
      .map((word) => stem(word, 'en'))
      .join(' ');
  return folded(a) === folded(b) || (stems(a) !== '' && stems(a) === stems(b));
}

function within(
  given: Answer<'numeric'>['value'],
  { value, tolerance }: { value: number; tolerance: number },
): boolean {
  const answers =
    typeof given === 'number'
      ? [given]
      : ['en', 'de'].flatMap((language) =>
          numbersIn(given, language)
            .slice(0, 1)
            .map((found) => found.value),
        );
  return answers.some((answer) => sameNumber(answer, value) || Math.abs(answer - value) <= tolerance);
}

function agrees(item: MadeItem, solved: unknown): boolean {
  const read = answerShapes[item.type].safeParse(solved);
  if (!read.success) return false;
  switch (item.type) {
    case 'mcq':
      return (read.data as Answer<'mcq'>).option === item.key.option;
    case 'multi_select':
      return sameSet((read.data as Answer<'multi_select'>).options, item.key.options);
    case 'true_false':
      return (read.data as Answer<'true_false'>).value === item.key.value;
    case 'cloze': {
      const { gaps } = read.data as Answer<'cloze'>;
      return Object.entries(item.key.gaps).every(([id, accepted]) =>
        accepted.some((text) => sameWords(text, gaps[id] ?? '')),
      );
    }
    case 'numeric':
      return within((read.data as Answer<'numeric'>).value, item.key);
    case 'matching':
      return samePairs((read.data as Answer<'matching'>).pairs, item.key.pairs);
    case 'ordering':
      return (read.data as Answer<'ordering'>).order.join(' ') === item.key.order.join(' ');
    default:
      return true;
  }
}

/** A reason to turn the item away, or undefined. Open questions have no single key; there any answer will do. */
export function disagreement(item: MadeItem, solved: unknown): string | undefined {
  if (item.type === 'short_answer' || item.type === 'essay' || agrees(item, solved)) return undefined;
  return 'whoever answered it without the key answered something else';
}
