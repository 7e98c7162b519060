/** Places in a statement that can be left blank so that whoever knows the matter can tell what stood there. */
import { numbersIn } from '../text/numbers.ts';
import { contentSet, coverage } from '../text/words.ts';
import type { Material } from './material.ts';
import type { Statement } from './statement.ts';
import type { Mention } from './terms.ts';

const occurrences = (text: string, part: string): number =>
  text.toLowerCase().split(part.toLowerCase()).length - 1;

/** So often must a material say a common word for it to be a word of its subject. */
const keyword = 3;

/** Terms of a statement that it says once and that the rest of it does not give away; the most telling first. */
export function blankTerms(statement: Statement, { terms }: Material): Mention[] {
  return terms
    .mentions(statement)
    .filter(({ term, text, start, end }) => {
      if (occurrences(statement.text, text) > 1 || term.text.length < 3 || !terms.sound(term)) return false;
      // `a chain of carriers`: a word that only holds what follows.
      if (/^\sof\s/.test(statement.text.slice(end))) return false;
      const rest = contentSet(`${statement.text.slice(0, start)} ${statement.text.slice(end)}`, 'en');
      if (coverage(contentSet(text, 'en'), rest) > 0) return false;
      // A common word that is seldom said may be any word.
      return terms.count(term) >= keyword || term.words > 1 || term.kind !== 'common';
    })
    .map((mention) => ({ mention, worth: worthOf(mention, statement, terms.count(mention.term)) }))
    .toSorted((a, b) => b.worth - a.worth)
    .map(({ mention }) => mention);
}

/** What the material speaks of often, says more than a word, and is neither first thing nor last. */
function worthOf({ term, start }: Mention, { text }: Statement, count: number): number {
  return (
    Math.log2(1 + count) +
    (term.words > 1 ? 0.8 : 0) +
    (term.kind === 'common' ? 0 : 0.5) +
    (start > text.length * 0.2 ? 0.3 : 0)
  );
}

export interface Amount {
  text: string;
  value: number;
  unit: string | null;
  /** Of number and unit together. */
  start: number;
  end: number;
  numberEnd: number;
}

const unit =
  /^(?:\s?(%|‰|°C|°F|°|km\/h|m\/s|kWh|MW|GW|kW|mmHg|mg|kg|µg|μg|g|mm|cm|km|nm|µm|m|ml|mL|l|ms|s|Hz|kHz|MHz|GHz|kB|KB|MB|GB|TB|V|W|J|kJ|kcal|K|Pa|kPa|bar|eV|ppm|mol|x)(?![\p{L}\d])|[\s-](percent|per cent|metres?|meters?|kilomet(?:re|er)s?|centimet(?:re|er)s?|millimet(?:re|er)s?|grams?|kilograms?|tonnes?|tons?|lit(?:re|er)s?|seconds?|minutes?|hours?|days?|weeks?|months?|years?|degrees|dollars|euros|pounds|square kilomet(?:re|er)s|volts?|watts?|joules?|bytes?|bits?)(?!\p{L}))/u;
/** What makes a number a name: `line 4`, `model 2`, `version 3`. */
const naming =
  /(?:\b(?:line|lines|figure|fig\.|table|section|step|chapter|equation|eq\.|model|models|version|level|no\.|number|type|phase|stage|page|pages|part|case|example|appendix|rule|article|paragraph|act|group|class|chromosome|vitamin|week|day|year|between|from|and|or|to)\s|[\p{L}\d][-–./])$/iu;

/** Numbers that are an answer: not names of things, no ranges. */
export function amountsOf({ text }: Statement): Amount[] {
  const numbers = numbersIn(text, 'en');
  return numbers.flatMap((number) => {
    const { start, end, value } = number;
    const before = text.slice(Math.max(0, start - 14), start);
    const after = text.slice(end);
    if (
      !number.digits ||
      number.scaled ||
      naming.test(before) ||
      /^[-–/.:]\d|^[\p{L}\d]|^\s?(?:to|and|or|[-–])\s?\d|^(?:st|nd|rd|th)\b/u.test(after.replace(unit, ''))
    )
      return [];
    if (/^-(?!\s?\p{L})/u.test(after) || numbers.some((other) => other !== number && other.value === value))
      return [];
    const found = unit.exec(after);
    const name = (found?.[1] ?? found?.[2])?.trim() ?? null;
    return [
      { text: number.text, value, unit: name, start, end: end + (found?.[0].length ?? 0), numberEnd: end },
    ];
  });
}
