/** Finding the words of a quote in an answer, and what they are worth as proof. */
import { contentStems } from './content-words.ts';
import { evenText } from './normal-text.ts';

/** Text in its even form and lower case, and where in the original each of its characters begins. */
interface Traced {
  text: string;
  /** One more than `text` has characters: the last is the end. */
  starts: number[];
}

const plain = /^[a-z0-9.,;:!?()]$/;

/** Letter by letter, so that what is found can be traced back. */
function traced(original: string): Traced {
  let text = '';
  const starts: number[] = [];
  let at = 0;
  for (const letter of original) {
    const even = plain.test(letter) ? letter : /\s/u.test(letter) ? ' ' : evenText(letter).toLowerCase();
    if (even !== ' ' || (text !== '' && !text.endsWith(' '))) {
      for (let unit = 0; unit < even.length; unit += 1) starts.push(at);
      text += even;
    }
    at += letter.length;
  }
  starts.push(original.length);
  return { text, starts };
}

/** Whoever needs more words than these to show something copies the answer. */
const quoteMax = 2_000;
const around = /^[\s"'“”‘’„«»]+|[\s"'“”‘’«».…]+$/gu;

/**
 * Finds the words of a quote as they stand in the answer, or undefined where they do not. Case, white space and the form of
 * quotation marks do not count.
 */
export function quotesIn(answer: string): (quote: string) => string | undefined {
  const { text, starts } = traced(answer);
  return (quote) => {
    const wanted = traced(quote.slice(0, quoteMax).replace(around, '')).text.trim();
    const at = wanted === '' ? -1 : text.indexOf(wanted);
    if (at < 0) return undefined;
    return answer.slice(starts[at], starts[at + wanted.length]).trim();
  };
}

/**
 * Whether the words do no more than repeat the question: then they show nothing. `Mitochondria` repeats nothing of `Which
 * part of the cell …?`.
 */
export function repeats(question: string, quote: string): boolean {
  const asked = contentStems(question);
  const said = contentStems(quote);
  return said.size > 0 && [...said].every((stem) => asked.has(stem));
}
