/** Splits running text of papers into sentences. */

/** A full stop after these never ends a sentence. */
const neverLast: ReadonlySet<string> = new Set(
  'e.g i.e cf vs viz approx resp ca fig figs eq eqs sec secs ref refs tab dr prof mr mrs ms st mt vol pp eds dept'.split(
    ' ',
  ),
);

/** These are abbreviations only before a number: `No. 5`, but `The answer was no.` */
const beforeNumber: ReadonlySet<string> = new Set('no nos p n ch art min max'.split(' '));

/** Words that open a sentence: after an abbreviation that may also be the last word, they decide. */
const openers: ReadonlySet<string> = new Set(
  `The We This These Those It In However Our They There A An For To As At On Although When While Thus Therefore
  Moreover Furthermore Finally Here Such If Since By With From After Both Each All No Most Some Results Methods
  Conclusions Background Objective Participants Patients Studies`
    .trim()
    .split(/\s+/),
);

const closing = /^["'”’»)\]]+/;
/** Citation marks that follow the full stop: `cells.12,13 The`, `cells.[4] The`. */
const trailingMarks = /^(?:\[[\d,;\s–-]{1,40}\]|\d{1,3}(?:[,–-]\d{1,3}){0,6}(?=\s+\p{Lu})|[¹²³⁰⁴-⁹]+)/u;
/** What may open a sentence: a capital, a digit, an opening mark, a letter of a script without capitals. */
const start = /^[\p{Lu}\p{Lt}\p{Lo}\p{N}"'“‘«([¿¡•–—-]/u;

function wordBefore(text: string, end: number): string {
  let begin = end;
  while (begin > 0 && end - begin < 24 && !/[\s([“"‘]/.test(text[begin - 1]!)) begin -= 1;
  return text.slice(begin, end);
}

/** Whether the full stop at `at` belongs to an abbreviation rather than to the sentence. */
function abbreviates(text: string, at: number, next: string): boolean {
  const word = wordBefore(text, at);
  const plain = word.toLowerCase();
  const nextWord = /^\p{L}+/u.exec(next)?.[0] ?? '';
  if (neverLast.has(plain)) return true;
  if (beforeNumber.has(plain)) return /^\d/.test(next);
  if (plain === 'al') return !openers.has(nextWord);
  if (plain === 'etc') return !/^\p{Lu}/u.test(next);
  // Initials and dotted abbreviations: `J. Smith`, `U.S. data`; but `vitamin D. The`.
  if (/^(?:\p{Lu}|(?:\p{L}\.)+\p{L})$/u.test(word)) return !openers.has(nextWord);
  // A number that only numbers what follows: `1. Introduction` at the beginning.
  return /^\d{1,2}$/.test(word) && text.slice(0, at).trim() === word;
}

/** End of the sentence whose terminator is at `at`, or 0 when the sentence goes on. */
function endAt(text: string, at: number): number {
  if (/[。！？]/.test(text[at]!)) return at + 1;
  let end = at + 1;
  while (end < text.length && /[.!?…]/.test(text[end]!)) end += 1;
  const tail = text.slice(end, end + 64);
  const marks = closing.exec(tail)?.[0].length ?? 0;
  const cited = trailingMarks.exec(tail.slice(marks))?.[0].length ?? 0;
  end += marks + cited;
  if (end >= text.length) return end;
  if (!/\s/.test(text[end]!)) return 0;
  const next = text.slice(end, end + 40).trimStart();
  if (next === '' || !start.test(next)) return 0;
  return text[at] === '.' && abbreviates(text, at, next) ? 0 : end;
}

/** No sentence that a reader could want is longer; beyond it, text without full stops is cut at a space. */
const longest = 4_000;

/**
 * The sentences of one paragraph, trimmed, in order; together they hold all its text. Linear in the length of
 * the text. Decimals, initials, `et al.`, `Fig. 3`, `e.g.` and citation marks do not end a sentence.
 */
export function splitSentences(paragraph: string): string[] {
  const text = paragraph.replace(/\s+/g, ' ').trim();
  const sentences: string[] = [];
  const terminator = /[.!?…。！？]/g;
  let begin = 0;
  const cut = (end: number): void => {
    const sentence = text.slice(begin, end).trim();
    if (sentence !== '') sentences.push(sentence);
    begin = end;
  };
  for (let match = terminator.exec(text); match; match = terminator.exec(text)) {
    const end = endAt(text, match.index);
    if (end > 0) {
      cut(end);
      terminator.lastIndex = end;
    }
    while (match.index - begin > longest)
      cut(
        text.lastIndexOf(' ', begin + longest) > begin
          ? text.lastIndexOf(' ', begin + longest)
          : begin + longest,
      );
  }
  while (text.length - begin > longest) {
    const space = text.lastIndexOf(' ', begin + longest);
    cut(space > begin ? space : begin + longest);
  }
  cut(text.length);
  return sentences;
}
