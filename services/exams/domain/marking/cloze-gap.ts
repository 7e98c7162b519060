/**
 * One gap of a cloze. Points are for what is accepted, after normalisation; what is close to it (an accent, a slip of the
 * keyboard) earns nothing by rule, but is shown to a person: a rule that forgives `ano` for `año` forgives too much.
 */
import { normalAnswer, withoutAccents } from './normal-text.ts';
import { readNumber } from './number-answer.ts';

export type GapVerdict = 'right' | 'near' | 'wrong';

/** Letters that a word may be off by, by its length. */
const slipsAllowed = (length: number): number => (length >= 9 ? 2 : length >= 5 ? 1 : 0);

export function judgeGap(given: string, accepted: readonly string[]): GapVerdict {
  const answer = normalAnswer(given);
  if (answer === '') return 'wrong';
  const right = accepted.map(normalAnswer);
  if (right.includes(answer) || right.some((one) => isSameNumber(answer, one))) return 'right';
  return right.some((one) => isNear(answer, one)) ? 'near' : 'wrong';
}

/** `3,5` and `3.50`, but never words that begin with a number. */
function isSameNumber(a: string, b: string): boolean {
  const [x, y] = [readNumber(a), readNumber(b)];
  return !!x && !!y && x.unit === '' && y.unit === '' && x.values.some((value) => y.values.includes(value));
}

/** Another year is no slip. */
function isNear(answer: string, right: string): boolean {
  if (/\d/.test(right) || /\d/.test(answer)) return false;
  if (withoutAccents(answer) === withoutAccents(right)) return true;
  const most = slipsAllowed(right.length);
  return most > 0 && Math.abs(answer.length - right.length) <= most && slips(answer, right) <= most;
}

/** Optimal string alignment: letters put in, left out, changed, or swapped with their neighbour (Damerau 1964). */
export function slips(a: string, b: string): number {
  const [x, y] = [[...a], [...b]];
  let before: number[] = [];
  let row = Array.from({ length: y.length + 1 }, (_, at) => at);
  for (let i = 1; i <= x.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= y.length; j += 1) {
      const change = x[i - 1] === y[j - 1] ? 0 : 1;
      let least = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + change);
      if (i > 1 && j > 1 && x[i - 1] === y[j - 2] && x[i - 2] === y[j - 1])
        least = Math.min(least, before[j - 2]! + 1);
      next.push(least);
    }
    before = row;
    row = next;
  }
  return row[y.length]!;
}
