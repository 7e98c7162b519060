/** Whether what an item shows gives the answer of another away, in either direction. */
import type { MadeItem } from '../made-item.ts';
import { numbersIn, sameNumber } from '../text/numbers.ts';
import { coverage } from '../text/words.ts';
import type { Gate } from './against.ts';
import { factsOf, type Shown } from './facts-of.ts';

/** So much of what is asked must be said beside the answer: the answer alone, among options, gives nothing away. */
const askedShare = 0.65;
const openAnswerShare = 0.75;
const pairShare = 0.9;

/** Whether what is shown has what answers `other`, next to what that asks. */
function tells({ plain, words }: Shown, other: MadeItem, language: string): boolean {
  const { asked, answers, answered, pairs } = factsOf(other, language);
  switch (other.type) {
    case 'true_false':
    case 'ordering':
      return false;
    case 'short_answer':
    case 'essay':
      return answered.size > 0 && coverage(answered, words) >= openAnswerShare;
    case 'matching':
      return pairs.some((pair) => pair.size > 0 && coverage(pair, words) >= pairShare);
    default: {
      const rest = new Set([...asked].filter((word) => !answered.has(word)));
      if (rest.size < 2 || coverage(rest, words) < askedShare) return false;
      if (other.type === 'numeric')
        return numbersIn(plain, language).some(({ value }) => sameNumber(value, other.key.value));
      // One gap that is filled elsewhere is one too many.
      return other.type === 'cloze'
        ? answers.some((answer) => holds(plain, answer))
        : answers.length > 0 && answers.every((answer) => holds(plain, answer));
    }
  }
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
    if (factsOf(item, language).shown.some((text) => tells(text, other, language)))
      return [`it gives away the answer to “${other.stem.slice(0, 80)}”`];
    if (factsOf(other, language).shown.some((text) => tells(text, item, language)))
      return [`“${other.stem.slice(0, 80)}” gives its answer away`];
    return [];
  });
