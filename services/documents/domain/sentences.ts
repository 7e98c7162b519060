/**
 * Sentences by the rules of Unicode (UAX #29), which know all scripts, mended where they do not know what papers
 * write: abbreviations, initials, numbered things, citation marks behind the full stop.
 */

export interface Range {
  start: number;
  end: number;
}

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/** No sentence ends with these. */
const never = new Set(
  `e.g i.e cf vs viz approx resp ca incl esp fig figs eq eqs eqn sec secs sect ref refs tab tabs dr prof mr mrs ms st
  vol pp ed eds dept univ inc bzw z.b d.h u.a vgl s.o bspw ggf p.ex c.-à-d ej núm
  jan feb aug sept oct nov dec`.split(/\s+/),
);
/** These are abbreviations only before a number: `No. 5`, but `The answer was no.` */
const beforeNumber = new Set(
  'no nos nr p n v ch chap art abb kap bd min max op par lemma thm def'.split(' '),
);
/** Words that open a sentence: after what may also be the last word (`et al.`, `vitamin D.`), they decide. */
const openers = new Set(
  `The We This These Those It In However Our They There A An For To As At On Although When While Thus Therefore
  Moreover Furthermore Finally Here Such If Since By With From After Both Each All No Most Some But And Their Its
  Der Die Das Ein Eine Wir Es Le La Les Un Une Nous El Los Las Una`.split(/\s+/),
);

/** A full stop with its citations and no space before them, which Unicode takes for a decimal: `cells.12,13 The`. */
const citedStop =
  /[.!?](?:\[[\d,;\s–-]{1,40}\]|\d{1,3}(?:[,–-]\d{1,3}){0,6}|[¹²³⁰⁴-⁹]{1,8})\s+(?=["“(]?\p{Lu})/gu;

function wordBefore(text: string, stop: number): string {
  let begin = stop;
  while (begin > 0 && stop - begin < 24 && !/[\s([{“"‘'/]/.test(text[begin - 1]!)) begin -= 1;
  return text.slice(begin, stop);
}

/** Whether the full stop at `stop` abbreviates a word, given what comes after it. */
function abbreviates(text: string, stop: number, next: string): boolean {
  const word = wordBefore(text, stop);
  const plain = word.toLowerCase();
  if (never.has(plain)) return true;
  if (beforeNumber.has(plain)) return /^[\d(]/.test(next);
  const opener = openers.has(/^\p{L}+/u.exec(next)?.[0] ?? '');
  if (plain === 'al') return !opener;
  if (plain === 'etc' || plain === 'usw') return !/^\p{Lu}/u.test(next);
  // Initials and dotted abbreviations: `J. Smith`, `U.S. data`.
  return /^(?:\p{Lu}|\p{Lu}-\p{Lu}|(?:\p{L}\.)+\p{L})$/u.test(word) && !opener;
}

/** Whether the text goes on as one sentence over `at`, where Unicode ends one that began at `begin`. */
function goesOn(text: string, begin: number, at: number): boolean {
  const ended = text.slice(Math.max(begin, at - 64), at);
  // A line break in the text is meant.
  if (/[\n\r\u2028\u2029]\s*$/.test(ended)) return false;
  const next = text.slice(at, at + 40).trimStart();
  if (next === '' || /^[)\]}»”,;:]/.test(next) || /^\p{Ll}/u.test(next)) return true;
  if (/[([{]$/.test(ended)) return true;
  const [, space] = /[.!?…]["'”’»)\]]*(\s*)$/u.exec(ended) ?? [];
  if (space === undefined) return false;
  const end = at - space.length;
  const sentence = text.slice(begin, end);
  // What only numbers the sentence: `1.`, `(iv)`, `2.3.`
  if (/^\(?(?:\d{1,2}(?:\.\d{1,2}){0,3}|\p{L}|[ivxIVX]{1,5})[.)]$/u.test(sentence)) return true;
  return text[end - 1] === '.' && abbreviates(text, end - 1, next);
}

/** Ends of sentences that stand within one of Unicode's, ascending. */
function missedEnds(text: string): number[] {
  const ends: number[] = [];
  for (const match of text.matchAll(citedStop)) {
    const word = wordBefore(text, match.index);
    if (/\p{Ll}{2}$|[)\]%”"]$/u.test(word) && !never.has(word.toLowerCase()))
      ends.push(match.index + match[0].length);
  }
  return ends;
}

/**
 * The sentences of a paragraph as ranges that follow each other without a gap and cover all of it: white space
 * belongs to the sentence before it. No sentence is empty. Linear in the length of the text.
 */
export function sentenceRanges(text: string): Range[] {
  if (text === '') return [];
  if (!/[.!?…。！？｡؟।\n\r\u2028\u2029]/.test(text)) return [{ start: 0, end: text.length }];
  const ends = new Set(missedEnds(text));
  for (const { index } of segmenter.segment(text)) if (index > 0) ends.add(index);
  ends.add(text.length);
  const ranges: Range[] = [];
  let start = 0;
  for (const end of [...ends].toSorted((a, b) => a - b)) {
    if (end < text.length && goesOn(text, start, end)) continue;
    ranges.push({ start, end });
    start = end;
  }
  return ranges;
}
