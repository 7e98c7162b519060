/** Units of numbers: which one follows, and what it is in the base unit. */
import { spelledNumber } from './number-words.ts';
import { stem, wordsOf } from './words.ts';

/** Units by their written forms; `factor` brings a value to the base unit. */
export const unitForms: readonly (readonly [forms: string, unit: string, factor: number])[] = [
  ['%|percent|per cent|percentage points?', '%', 1],
  ['µs|μs|microseconds?', 's', 1e-6],
  ['ms|milliseconds?|msec', 's', 1e-3],
  ['seconds?|secs?', 's', 1],
  ['minutes?|mins?', 's', 60],
  ['hours?|hrs?', 's', 3600],
  ['days?', 's', 86_400],
  ['weeks?', 's', 604_800],
  ['months?', 's', 2_629_800],
  ['years?|yrs?', 's', 31_557_600],
  ['µg|μg|mcg|micrograms?', 'g', 1e-6],
  ['mg|milligrams?', 'g', 1e-3],
  ['kg|kilograms?|kilos?', 'g', 1e3],
  ['grams?|g', 'g', 1],
  ['tonnes?|tons?', 'g', 1e6],
  ['nm|nanomet(?:er|re)s?', 'm', 1e-9],
  ['µm|μm|micromet(?:er|re)s?|microns?', 'm', 1e-6],
  ['mm|millimet(?:er|re)s?', 'm', 1e-3],
  ['cm|centimet(?:er|re)s?', 'm', 1e-2],
  ['km|kilomet(?:er|re)s?', 'm', 1e3],
  ['met(?:er|re)s?|m', 'm', 1],
  ['mmHg|mm Hg', 'mmHg', 1],
  ['ml|mL|millilit(?:er|re)s?', 'l', 1e-3],
  ['lit(?:er|re)s?|l|L', 'l', 1],
  ['°\\s?C|degrees celsius', 'C', 1],
  ['kHz|kilohertz', 'Hz', 1e3],
  ['MHz', 'Hz', 1e6],
  ['GHz', 'Hz', 1e9],
  ['Hz|hertz', 'Hz', 1],
  ['KB|kB|kilobytes?', 'B', 1e3],
  ['MB|megabytes?', 'B', 1e6],
  ['GB|gigabytes?', 'B', 1e9],
  ['TB|terabytes?', 'B', 1e12],
  ['dollars?|USD', '$', 1],
  ['euros?|EUR', '€', 1],
  ['-?fold|times|x|×', 'times', 1],
];
const unitPattern = new RegExp(
  `^[-\\s]?(?:${unitForms.map(([forms]) => `(${forms})`).join('|')})(?![\\p{L}\\d])`,
  'u',
);
const squared = /^\s?(?:mm|cm|m|km)\s?[²³]/u;

const people: ReadonlySet<string> = new Set(
  'participants patients people persons children adults women men infants babies volunteers subjects individuals students users boys girls mothers households respondents'
    .split(' ')
    .map(stem),
);
const studies: ReadonlySet<string> = new Set(
  'studies trials papers reviews rcts articles publications'.split(' ').map(stem),
);

const rangeTail = new RegExp(
  `^(?:\\s?[%\\p{L}²]{0,3})?\\s?(?:to|and|or|–|—|-|−)\\s?(?:[-−]?\\d[\\d.,]*|(?:${spelledNumber})(?!\\p{L}))`,
  'iu',
);

export interface Unit {
  unit: string;
  factor: number;
  length: number;
}

/** The unit at the beginning of what follows a number; `length` is how much of it is the unit. */
export function unitAfter(after: string): Unit {
  if (squared.test(after)) return { unit: 'area', factor: 1, length: 0 };
  const match = unitPattern.exec(after);
  if (match) {
    const which = match.slice(1).findIndex((group) => group !== undefined);
    const [, unit, factor] = unitForms[which]!;
    return { unit, factor, length: match[0].length };
  }
  // A unit that follows the second number of a range holds for the first too.
  const range = rangeTail.exec(after);
  if (range) {
    const second = unitAfter(after.slice(range[0].length));
    if (second.unit !== 'people' && second.unit !== 'studies') return { ...second, length: 0 };
  }
  // A counted noun, one adjective or two apart: `38 randomised controlled trials`.
  const noun = /^(?:\s\p{L}[\p{L}-]*){0,4}/u.exec(after.split(/[,;:.()]/)[0]!)?.[0] ?? '';
  for (const word of wordsOf(noun)) {
    if (people.has(stem(word))) return { unit: 'people', factor: 1, length: 0 };
    if (studies.has(stem(word))) return { unit: 'studies', factor: 1, length: 0 };
    if (/^(?:in|of|and|or|to|were|was|with|for|by|from|per|on|had|who|at|than|versus|is|are)$/.test(word))
      break;
  }
  return { unit: '', factor: 1, length: 0 };
}
