/** Finding the words of a quote in an answer, and what they are worth as proof. */
import { contentStems } from './content-words.ts';
import { evenText } from './normal-text.ts';

/** A character of the even form, and where in the text it comes from. */
interface Traced {
  text: string;
  /** Start of each character in the original, and one more: its end. */
  starts: number[];
}

/** `evenText` in lower case, letter by letter, so that what is found can be traced back. */
function traced(original: string): Traced {
  let text = '';
  const starts: number[] = [];
  let at = 0;
  for (const letter of original) {
    const even = /\s/u.test(letter) ? ' ' : evenText(letter).toLowerCase();
    if (even !== ' ' || (text !== '' && !text.endsWith(' '))) {
      for (const _unit of Array.from({ length: even.length })) starts.push(at);
      text += even;
    }
    at += letter.length;
  }
  starts.push(original.length);
  return { text, starts };
}

/** The words as they stand in the answer, or undefined where they do not. Case, white space and the form of quotes do not count. */
export function quoteIn(answer: string, quote: string): string | undefined {
  const wanted = traced(quote.replace(/^[\s"'“”‘’„«»]+|[\s"'“”‘’«».…]+$/gu, '')).text.trim();
  if (wanted === '') return undefined;
  const { text, starts } = traced(answer);
  const at = text.indexOf(wanted);
  if (at < 0) return undefined;
  const end = starts[at + wanted.length] as number;
  return answer.slice(starts[at], end).trim();
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
