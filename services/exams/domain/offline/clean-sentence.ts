/** Sentences as they stand in documents, made fit to be read by themselves; and those that cannot be. */
import { wordsOf } from '../text/words.ts';

const fewestWords = 7;
const mostWords = 36;
const longestSentence = 400;

/** Openers without which a sentence says the same. */
const opener =
  /^(?:consequently|therefore|moreover|furthermore|in addition|additionally|fortunately|unfortunately|interestingly|notably|importantly|indeed|in fact|in general|generally|in particular|typically|of course|thus|hence|finally|in practice|in summary|to summari[sz]e|in short|in conclusion|overall|by contrast|in contrast|alternatively|usually),\s+(?=\p{L})|^abstract[.:]?\s+(?=\p{Lu}\p{Ll})/iu;
const untidy =
  /[{}<>=_|\\^~@#•*→∫∑√∂≈≡∝∈∀∃±〈〉˙†‡§©ﬁ]|https?:|www\.|\b\w+\(\)|\?|\.{3}|…|\(cid|[\p{Co}\ufffd]/u;
/** Where a citation was taken out that the sentence cannot do without: `is referred to.`, `suggested in.` */
const beheaded = /\b(?:in|from|to|by|see|of|cf|and|with|on|at|e\.g\.?|the|as|than)\s*[.,;]/i;
/** What would be and what a licence demands is nothing to be learned. */
const idle =
  /\b(?:would|permission|copyright|licensed?|republish|redistribut\w+|in total|a total of|personal or classroom use|conference|workshop|proceedings|e-mail)\b/i;
/** A label or a heading that runs into its text: `Returns: …`, `Crawler The training …`. */
const runIn =
  /^(?:\S+\s){0,3}\S+:\s|^(\p{Lu}\S+)\s(?:\S+\s){1,6}\1\s|^(?:\p{L}[\p{L}-]*\s){1,4}(?:The|We|This|These|In|To|For|An?|It|Our)\s\p{Ll}/u;

/** Citations and asides in brackets. What is in the brackets is not needed to understand the rest, or the sentence is left out. */
function withoutBrackets(sentence: string): string {
  return sentence
    .replace(/\s*\[\d[\d\s,;–-]*\]/g, '')
    .replace(/\s*\([^()]*\)/g, '')
    .replace(/(?<=\p{Ll}{2}[.,]?)\d{1,2}(?=[.,\s]|$)(?<!\s\d{1,2})/gu, '');
}

export function tidy(sentence: string): string {
  const plain = withoutBrackets(sentence.replace(/[\u00ad\u200b\ufeff]/g, '').replace(/\s+/g, ' '))
    .replace(/^[•\-–—*·\d.)\s]+(?=\p{Lu})/u, '')
    .replace(/\s+([,.;:])/g, '$1')
    .replace(/,\s(?:however|therefore|for example|for instance|thus|of course|namely),/g, '')
    .trim();
  const rest = plain.replace(opener, '');
  return rest === plain ? plain : rest.charAt(0).toUpperCase() + rest.slice(1);
}

/** Whether it is a sentence of words, from its capital to its full stop, and nothing that was torn out of a table or a formula. */
export function isWhole(text: string, language: string): boolean {
  if (text.length > longestSentence || runIn.test(text)) return false;
  if (!/^["“]?\p{Lu}/u.test(text) || !/[.]["”]?$/.test(text)) return false;
  if (untidy.test(text) || beheaded.test(text) || idle.test(text)) return false;
  const words = wordsOf(text);
  if (words.length < fewestWords || words.length > mostWords) return false;
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (letters < text.length * 0.7) return false;
  const single =
    text.match(/(?<![\p{L}'’.])[\p{L}](?![\p{L}'’.])/gu)?.filter((letter) => !/^[aAI]$/.test(letter)) ?? [];
  // Formulas and labels of drawings: letters that stand alone, which some languages have among their words.
  if (/\p{Script=Greek}/u.test(text) || single.filter((letter) => /\p{Lu}/u.test(letter)).length > 1)
    return false;
  if (language === 'en' && single.some((letter) => /\p{Ll}/u.test(letter))) return false;
  const quotes = text.match(/["“”]/g)?.length ?? 0;
  return quotes % 2 === 0 && !/[([\])]/.test(text);
}
