/** What chunks are put together from: sentences, rows of tables, and pieces of those that are too long. */
import { type Range, sentenceRanges } from './sentences.ts';
import { countTokens } from './tokens.ts';
import type { WholeText } from './whole-texts.ts';

/** Characters `start` to `end` of a whole text; it may end with the white space that follows its words. */
export interface Unit extends Range {
  whole: WholeText;
  tokens: number;
  /** A whole sentence or row; else a piece of one that does not fit into a chunk. */
  complete: boolean;
}

/** Words, with what follows them; a word without end is cut so that no character is. */
const atom = /\s+|\S{1,48}/gu;

/** Cuts a stretch of text that is longer than `maxTokens` between words, into as few pieces as fill the room. */
function cutToFit(text: string, { start, end }: Range, maxTokens: number): Range[] {
  const ranges: Range[] = [];
  let from = start;
  let tokens = 0;
  for (const { 0: part, index } of text.slice(start, end).matchAll(atom)) {
    const at = start + index;
    const more = countTokens(part);
    // Tokens may begin with the space before a word: counted apart they are a few more than together.
    if (tokens + more > maxTokens && at > from && part.trim() !== '') {
      ranges.push({ start: from, end: at });
      from = at;
      tokens = 0;
    }
    tokens += more;
  }
  ranges.push({ start: from, end });
  return ranges;
}

function unitsOf(whole: WholeText, ranges: readonly Range[], maxTokens: number): Unit[] {
  return ranges.flatMap((range): Unit[] => {
    const words = whole.text.slice(range.start, range.end).trim();
    if (words === '') return [];
    const tokens = countTokens(words);
    if (tokens <= maxTokens) return [{ whole, ...range, tokens, complete: true }];
    return cutToFit(whole.text, range, maxTokens).map((piece) => ({
      whole,
      ...piece,
      tokens: countTokens(whole.text.slice(piece.start, piece.end).trim()),
      complete: false,
    }));
  });
}

/** No unit has more than `maxTokens`; together they hold all of the text but white space. */
export const sentenceUnits = (whole: WholeText, maxTokens: number): Unit[] =>
  unitsOf(whole, sentenceRanges(whole.text), maxTokens);

/** Rows, each with its line feed. */
export function rowUnits(whole: WholeText, maxTokens: number): Unit[] {
  const ranges: Range[] = [];
  let start = 0;
  for (const row of whole.text.split(/(?<=\n)/)) {
    ranges.push({ start, end: start + row.length });
    start += row.length;
  }
  return unitsOf(whole, ranges, maxTokens);
}
