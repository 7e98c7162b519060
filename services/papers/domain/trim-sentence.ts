/** Takes out of a sentence what a reader of the simplification does not need: citations, asides, statistics. */

const year = '(?:19|20)\\d{2}[a-z]?';
const authors = "\\p{Lu}[\\p{L}'’-]+(?:,? (?:and|&) \\p{Lu}[\\p{L}'’-]+|(?: et al\\.?))?";
/** `(Smith et al., 2020; Jones, 2019)`, also with `see`, `e.g.,`. */
const authorCitation = new RegExp(
  `\\s*\\((?:see |e\\.g\\.,? |cf\\. |for example,? )*(?:${authors}|[^()]{0,80}?),? \\(?${year}\\)?(?:[;,][^()]{0,300}?)?\\)`,
  'gu',
);
/** Not where it is part of the sentence: `as in [12]`. */
const bracketCitation = /(?<!\b(?:in|by|of|from|see|and|to|with|Refs?\.?))\s*\[\s*\d[\d\s,;–-]{0,80}\]/gi;
const citedOpening =
  /(?:^|,)\s*as (?:shown|described|discussed|proposed|proved|reported|noted|done|suggested) (?:in|by) \[[\d\s,;–-]{1,40}\],?/gi;
const superscript = /(?<=\p{L}[.,;)]?)(?:[¹²³⁰⁴-⁹]+[,–]?)+(?=[\s.,;)]|$)/gu;
/** A citation mark after the full stop or a comma: `cells.12,13`. */
const markAfterStop = /(?<=\p{Ll}[.,;])\d{1,3}(?:[,–-]\d{1,3}){0,6}(?=\s+\p{L}|$)/gu;
/** Units with powers are no citation marks. */
const power = /\b(?:mm|cm|m|km)[²³]$/;

export function dropCitations(sentence: string): string {
  return sentence
    .replace(authorCitation, (found) =>
      /\b(?:from|in|between|since|until|during)\s+(?:19|20)\d{2}/i.test(found) ? found : '',
    )
    .replace(citedOpening, '')
    .replace(bracketCitation, '')
    .replace(superscript, (mark, at: number) =>
      power.test(sentence.slice(Math.max(0, at - 3), at + 1)) ? mark : '',
    )
    .replace(markAfterStop, '')
    .replace(/\s+([.,;:])/g, '$1')
    .replace(/\s{2,}/g, ' ')
    .trim();
}

/** An aside in parentheses as it stands in a sentence. */
interface Aside {
  start: number;
  end: number;
  text: string;
}

/** Outermost pairs; what is not closed is no aside. */
function asidesOf(sentence: string): Aside[] {
  const asides: Aside[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < sentence.length; at += 1) {
    const letter = sentence[at];
    if (letter === '(') {
      if (depth === 0) start = at;
      depth += 1;
    } else if (letter === ')' && depth > 0) {
      depth -= 1;
      if (depth === 0) asides.push({ start, end: at + 1, text: sentence.slice(start + 1, at) });
    }
  }
  return asides;
}

/** Statistics that specialists read: estimates, intervals, p values, sample sizes, quality gradings. */
const statistics =
  /\b(?:CI|confidence interval|credible interval|RRs?|ORs?|HRs?|MD|SMD|WMD|NNTB?|NNTH|IRR|RD|SD|SE|IQR|risk ratio|odds ratio|hazard ratio|rate ratio|mean difference|p|P|n|N|I2|I²|t|F|χ2|χ²|chi|df|r|β|adjusted|evidence|certainty|studies|study|trials?|participants|women|children|patients|RCTs?|comparisons?)\b\s*(?:[=<>≤≥≈:-]|was|of)?/;

/** Whether an aside may go: what stays of the sentence is still the whole statement. */
function droppable(aside: Aside, sentence: string, keepStatistics: boolean): boolean {
  const before = sentence.slice(0, aside.start);
  // Part of a word or a formula: `vaccine(s)`, `f(x)`.
  if (aside.start > 0 && !/\s$/.test(before)) return false;
  // `13 of 56 people (23%)`: the share is what a reader takes along.
  if (/^\d+(?:\.\d+)?\s?%$/.test(aside.text)) return false;
  if (!keepStatistics) return !holdsOnlyNumber(aside, sentence);
  if (/\d/.test(aside.text)) return false;
  return !/^[\p{Lu}\d-]{2,10}s?$/u.test(aside.text.trim());
}

/**
 * `improved (by 12%)`, `deaths (5 versus 9)`: the sentence compares and its only number is in the aside. Pure
 * statistics are not that number: the comparison stands without them.
 */
function holdsOnlyNumber(aside: Aside, sentence: string): boolean {
  if (!/\d/.test(aside.text) || statistics.test(aside.text)) return false;
  const rest = sentence.slice(0, aside.start) + sentence.slice(aside.end);
  return (
    !/\d/.test(rest) &&
    aside.text.length <= 60 &&
    /\b(?:increas|reduc|decreas|improv|lower|higher|more|fewer|less|differ|rose|fell|declin)/i.test(rest)
  );
}

const counted =
  '(?:participants|patients|people|persons|women|men|children|infants|adults|studies|trials|students)';
const countsWithShare = new RegExp(
  `\\b\\d[\\d,]*/\\d[\\d,]* \\((\\d+(?:\\.\\d+)?\\s?%)\\)(?= (${counted}\\b)?)`,
  'gi',
);

/** `187/3614 (5%) participants` → `5% of participants`. */
export function sharesForCounts(sentence: string): string {
  return sentence.replace(countsWithShare, (_, share: string, noun?: string) =>
    noun ? `${share} of` : share,
  );
}

/** The sentence without asides; with `keepStatistics` only those without numbers and acronyms go. */
export function dropAsides(sentence: string, keepStatistics: boolean): string {
  let trimmed = sentence;
  for (const aside of asidesOf(sentence).reverse()) {
    if (!droppable(aside, sentence, keepStatistics)) continue;
    trimmed = trimmed.slice(0, aside.start).trimEnd() + trimmed.slice(aside.end);
  }
  // What is left of unpaired brackets: `; 95% CI 0.66 to 3.87)`.
  if (!keepStatistics && trimmed.split(')').length > trimmed.split('(').length) {
    trimmed = trimmed
      .replace(/[;,]\s*(?:rate ratio|risk ratio|odds ratio|RR|OR|HR|95% CI)[^()]*\)/gi, '')
      .replace(/\)(?=[.;,]|$)/g, '');
  }
  return tidy(trimmed);
}

/** Dashed insertions — like this one — go as parentheses do. */
export function dropDashes(sentence: string): string {
  return tidy(sentence.replace(/\s+[–—]\s+(?:[^–—.;()\d]{3,120})\s+[–—]\s+/g, ' '));
}

/** Lists of examples at the end of a long sentence: `…, including a, b and c.` The statement stands without them. */
export function dropExamples(sentence: string): string {
  if (sentence.split(' ').length < 16) return sentence;
  return tidy(
    sentence.replace(
      /,? (?:including|such as|for example|e\.g\.,?) [^;:.]*?,[^;:.]* (?:and|or) [^;:.,]+\.$/,
      '.',
    ),
  );
}

/** Punctuation as it should be after something was taken out. */
export function tidy(sentence: string): string {
  const text = sentence
    .replace(/\s+([.,;:!?)\]])/g, '$1')
    .replace(/([([])\s+/g, '$1')
    .replace(/,(?:\s*,)+/g, ',')
    .replace(/[,;:]+(?=[.!?]$)/, '')
    .replace(/\.{2,}$/, '.')
    .replace(/\s{2,}/g, ' ')
    .trim();
  return /[.!?。！？]["”’)]*$/.test(text) || text === '' ? text : `${text.replace(/[,;:–—-]+$/, '').trim()}.`;
}

/** The sentence with a capital at its beginning; names such as `mRNA` and `p-values` keep theirs. */
export function openedWithCapital(sentence: string): string {
  return /^\p{Ll}+(?:[\s,'’.-]|$)/u.test(sentence)
    ? sentence.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase())
    : sentence;
}
