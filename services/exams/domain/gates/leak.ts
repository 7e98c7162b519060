/** Whether what an item shows gives the answer of another away, in either direction. */
import { askedText, partTexts } from '../item-texts.ts';
import type { MadeItem } from '../made-item.ts';
import { folded } from '../text/fold.ts';
import { numbersIn, sameNumber } from '../text/numbers.ts';
import { contentSet, coverage } from '../text/words.ts';
import type { Gate } from './against.ts';
import { factsOf } from './facts-of.ts';

/** So much of what is asked must be said beside the answer: the answer alone, among options, gives nothing away. */
const askedShare = 0.65;
const openAnswerShare = 0.75;

/** Everything that is shown in one breath: the stem, and the stem with each option. */
function shown(item: MadeItem): string[] {
  // A statement that may be false tells nobody anything.
  if (item.type === 'true_false' && !item.key.value) return [];
  const stem = askedText(item);
  const long = partTexts(item).filter((text) => text.split(' ').length >= 5);
  return [stem, ...long];
}

/** Whether `text` has what answers `other`, next to what it asks. */
function tells(text: string, other: MadeItem, language: string): boolean {
  const { asked, answers, answered } = factsOf(other, language);
  if (other.type === 'true_false' || answered.size === 0) return false;
  const words = contentSet(text, language);
  const plain = folded(text);
  if (other.type === 'short_answer' || other.type === 'essay')
    return coverage(answered, words) >= openAnswerShare;
  if (other.type === 'matching' || other.type === 'ordering')
    return (
      other.type === 'matching' && answers.some((pair) => coverage(contentSet(pair, language), words) >= 0.9)
    );
  const all =
    other.type === 'numeric'
      ? numbersIn(text, language).some(({ value }) => sameNumber(value, other.key.value))
      : answers.every((answer) => holds(plain, answer));
  const rest = new Set([...asked].filter((word) => !answered.has(word)));
  return all && rest.size >= 2 && coverage(rest, words) >= askedShare;
}

function holds(text: string, answer: string): boolean {
  const bare = answer.replace(/^(?:the|an?)\s/, '');
  const at = text.indexOf(bare);
  return (
    at >= 0 &&
    !/[\p{L}\p{N}]/u.test(text[at - 1] ?? '') &&
    !/[\p{L}\p{N}]{3}/u.test(text.slice(at + bare.length, at + bare.length + 3))
  );
}

export const leak: Gate = (item, { accepted, language }) =>
  accepted.flatMap((other) => {
    if (other === item) return [];
    if (shown(item).some((text) => tells(text, other, language)))
      return [`it gives away the answer to “${other.stem.slice(0, 80)}”`];
    if (shown(other).some((text) => tells(text, item, language)))
      return [`“${other.stem.slice(0, 80)}” gives its answer away`];
    return [];
  });
