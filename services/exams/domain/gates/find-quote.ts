/** Finds words that were quoted in the text that they were quoted from. */
import { fold } from '../text/fold.ts';

/** What people and models put around a quote, and the punctuation that a quote loses or gains at its ends. */
const unquoted = (quote: string): string => quote.replace(/^[\s"'[.]+|[\s"'\]]+$|\.{3}["'\]\s]*$/g, '');
const bare = (quote: string): string => unquoted(quote).replace(/^[-\s]+|[\s.,;:-]+$/g, '');

/**
 * The exact range (UTF-16, end exclusive) in which a quote stands in a text, or undefined. Typesetting may differ (white
 * space, hyphenation, ligatures, quotes, dashes, capitals) and nothing else. Whole words only.
 */
export function findQuote(passageText: string, quote: string): { start: number; end: number } | undefined {
  const text = fold(passageText);
  const whole = fold(quote).text;
  for (const wanted of new Set([whole, unquoted(whole), bare(whole)])) {
    if (wanted === '') continue;
    for (let at = text.text.indexOf(wanted); at >= 0; at = text.text.indexOf(wanted, at + 1)) {
      const end = at + wanted.length;
      const cut = (before: string | undefined, after: string | undefined): boolean =>
        /[\p{L}\p{N}]/u.test(before ?? '') && /[\p{L}\p{N}]/u.test(after ?? '');
      if (cut(text.text[at - 1], wanted[0]) || cut(wanted.at(-1), text.text[end])) continue;
      return { start: text.origin[at]!, end: endOf(passageText, text.origin[end - 1]!) };
    }
  }
  return undefined;
}

/** Past the character that begins at `at`, be it one or two units long. */
const endOf = (text: string, at: number): number => at + String.fromCodePoint(text.codePointAt(at)!).length;
