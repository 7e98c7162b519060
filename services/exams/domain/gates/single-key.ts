/** Whether exactly what the key names is right, as far as this shows without a model. */
import { askedText, choicesOf } from '../item-texts.ts';
import type { MadeItem } from '../made-item.ts';
import type { Passage } from '../passage.ts';
import { folded } from '../text/fold.ts';
import { numbersIn, sameNumber } from '../text/numbers.ts';
import { contentSet, coverage, jaccard, wordsOf } from '../text/words.ts';
import type { Against, Gate } from './against.ts';
import { negated } from './negation.ts';

const articles = /^(?:the|an?|der|die|das|eine?[rnms]?|les?|la|l['’]|une?|el|los|las|una?|its|their)\s+/;
const bare = (text: string): string =>
  folded(text)
    .replace(articles, '')
    .replace(/[.;,]+$/, '');

/** Words after which a text says more of the same: `increases` is true as well where `increases over time` is. */
const goesOn = new Set(
  `of in on at by with for to from over under during after before between within through without and or as than slowly quickly
  sharply slightly strongly von in im am bei mit für zu aus nach vor und oder de du des dans sur avec pour et ou en con para y o`.split(
    /\s+/,
  ),
);

/** Whether the longer one is a kind or a part of the shorter one: `left atrium` and `atrium`, but not `sodium chloride` and `sodium`. */
function contains(longer: string, shorter: string): boolean {
  const [long, short] = [wordsOf(longer), wordsOf(shorter)];
  if (short.length === 0 || short.length >= long.length) return false;
  const ends = short.every((word, at) => word === long[long.length - short.length + at]);
  const more = goesOn.has(long[short.length]!) || (short.length === 1 && /(?:ed|ing)$/.test(short[0]!));
  const begins = short.every((word, at) => word === long[at]) && more;
  return ends || begins;
}

/** Units by which one amount may be written in two ways, with what they are of a common one. */
const units: readonly (readonly [RegExp, string, number])[] = [
  [/^\s?(?:%|per ?cent|prozent)/i, '1', 0.01],
  [/^\s?(?:°\s?C|degrees? (?:C|Celsius)|Grad)/i, '°C', 1],
  [/^\s?(?:km|kilomet)/i, 'm', 1_000],
  [/^\s?(?:cm|centimet)/i, 'm', 0.01],
  [/^\s?(?:mm|millimet)/i, 'm', 0.001],
  [/^\s?m(?:et(?:er|re)s?)?\b/i, 'm', 1],
  [/^\s?(?:kg|kilogram)/i, 'g', 1_000],
  [/^\s?(?:mg|milligram)/i, 'g', 0.001],
  [/^\s?g(?:rams?)?\b/i, 'g', 1],
  [/^\s?(?:ml|millilit)/i, 'l', 0.001],
  [/^\s?l(?:it(?:er|re)s?)?\b/i, 'l', 1],
  [/^\s?(?:ms|millisec)/i, 's', 0.001],
  [/^\s?s(?:ec(?:ond)?s?)?\b/i, 's', 1],
  [/^\s?min(?:ute)?s?\b/i, 's', 60],
  [/^\s?(?:h|hours?)\b/i, 's', 3_600],
];

/** Of a text that is one amount and nothing else. */
function amountOf(text: string, language: string): { value: number; unit: string } | undefined {
  const found = numbersIn(text, language);
  if (found.length !== 1) return undefined;
  const [{ value, start, end }] = found as [(typeof found)[number]];
  if (wordsOf(text.slice(0, start)).length > 1) return undefined;
  const after = text.slice(end);
  const known = units.find(([pattern]) => pattern.test(after));
  if (known) return { value: value * known[2], unit: known[1] };
  return { value, unit: bare(after.trim()).replace(/^[-\s]?(?:fold|times|x)$/, '') };
}

function sameAmount(a: string, b: string, language: string): boolean {
  const [one, other] = [amountOf(a, language), amountOf(b, language)];
  return (
    one !== undefined && other !== undefined && one.unit === other.unit && sameNumber(one.value, other.value)
  );
}

/** Whether a wrong option says what a right one does. */
function saysTheSame(right: string, wrong: string, language: string): string | undefined {
  const [a, b] = [bare(right), bare(wrong)];
  if (a === b) return 'is the same as';
  if (sameAmount(right, wrong, language)) return 'is the same amount as';
  if (negated(a, language) !== negated(b, language)) return undefined;
  if (contains(a, b) || contains(b, a)) return 'is part of';
  const [one, other] = [contentSet(a, language), contentSet(b, language)];
  const sameNumbers = numbersIn(a, language).length + numbersIn(b, language).length === 0;
  if (one.size >= 3 && sameNumbers && jaccard(one, other) === 1 && !reordered(a, b))
    return 'says the same as';
  return undefined;
}

/** The same words in another order may say the opposite: `from A to B`. */
const reordered = (a: string, b: string): boolean =>
  /\b(?:from|to|than|before|after|into)\b/.test(`${a} ${b}`);

const clauseEnds =
  /(?<=[.!?;:])\s+|,\s+(?=(?:while|whereas|but|although|and (?:the|a|an|it|they))\b)|\s+(?=(?:while|whereas|but|although)\s)/i;

/** Words that make two things more than members of one list. */
const contrast =
  /\b(?:that|which|who|is|are|was|were|not|but|than|while|whereas|instead|from|(?<!up )to|into|then|before|after|unlike|aber|sondern|als|mais|que|pero|sino)\b/;
const joins = /,|\s(?:and|or|und|oder|et|ou|y|o)\s/;

/** Joined by commas and conjunctions, with few words between: members of one list. */
function listed(clause: string, right: string, wrong: string): boolean {
  const [a, b] = [clause.indexOf(right), clause.indexOf(wrong)];
  if (a < 0 || b < 0) return false;
  const between = ` ${a < b ? clause.slice(a + right.length, b) : clause.slice(b + wrong.length, a)} `;
  return (
    wordsOf(between).length <= 8 && joins.test(between) && !/[.;:()]/.test(between) && !contrast.test(between)
  );
}

interface Clause {
  text: string;
  stems: ReadonlySet<string>;
}

/** The highest share of what is asked that a clause says which has the option word for word. */
function support(option: string, asked: ReadonlySet<string>, clauses: readonly Clause[]): number {
  const wanted = bare(option);
  let best = 0;
  for (const { text, stems } of clauses) {
    const at = text.indexOf(wanted);
    if (
      at < 0 ||
      /[\p{L}\p{N}]/u.test(text[at - 1] ?? '') ||
      /[\p{L}\p{N}]/u.test(text[at + wanted.length] ?? '')
    )
      continue;
    best = Math.max(best, coverage(asked, stems));
  }
  return best;
}

/** So much of what is asked must a clause say to be about it, and so much to answer it. */
const shares = { about: 0.6, answers: 0.8, quoted: 0.1 } as const;

/**
 * Wrong options of which the material says the same as of the right one: what a reader would answer who looks every option up
 * in it.
 */
function alsoRight(
  item: MadeItem,
  right: string[],
  wrong: string[],
  { passages, language }: Against,
): string[] {
  const passage = passages.get(item.passage);
  if (!passage || right.length === 0) return [];
  const clauses = clausesNear(passage, passages, language);
  const asked = contentSet(askedText(item), language);
  for (const option of right) for (const word of contentSet(option, language)) asked.delete(word);
  if (asked.size < 2) return [];
  const keys = right.map(bare);
  const quote = folded(item.quote);
  // What the quote lists beside the right answer is as right, if the quote is about what is asked at all.
  const quoted = coverage(asked, contentSet(quote, language)) >= shares.quoted ? [quote] : [];
  const about = clauses
    .filter(({ stems }) => coverage(asked, stems) >= shares.about)
    .map(({ text }) => text)
    .concat(quoted);
  const elsewhere = clauses.filter(({ text }) => !keys.some((key) => text.includes(key)));
  const best = Math.max(...right.map((option) => support(option, asked, clauses)));
  return wrong.filter((option) => {
    if (keys.some((key) => about.some((text) => listed(text, key, bare(option))))) return true;
    const its = support(option, asked, elsewhere);
    return its >= shares.answers && its >= best;
  });
}

const clausesOf = new WeakMap<Passage, { language: string; clauses: Clause[] }>();

/** Folded clauses of a passage and those next to it. */
function clausesNear(passage: Passage, passages: ReadonlyMap<number, Passage>, language: string): Clause[] {
  return [-1, 0, 1].flatMap((step) => {
    const beside = passages.get(passage.number + step);
    if (beside?.documentId !== passage.documentId) return [];
    const known = clausesOf.get(beside);
    if (known?.language === language) return known.clauses;
    const clauses = folded(beside.text)
      .split(clauseEnds)
      .map((text) => ({ text, stems: contentSet(text, language) }));
    clausesOf.set(beside, { language, clauses });
    return clauses;
  });
}

/** Parts that are to be told apart, but say the same. */
function alike(texts: readonly string[], language: string): string[] {
  const sets = texts.map((text) => contentSet(text, language));
  const numbered = texts.map((text) => numbersIn(text, language).length > 0);
  return texts.flatMap((one, at) =>
    texts.slice(at + 1).flatMap((other, further) => {
      const [a, b] = [sets[at]!, sets[at + 1 + further]!];
      const same = a.size >= 3 && b.size >= 3 && jaccard(a, b) >= 0.85 && !numbered[at];
      return same ? [`“${one.slice(0, 60)}” and “${other.slice(0, 60)}” say the same`] : [];
    }),
  );
}

export const singleKey: Gate = (item, against) => {
  const { language } = against;
  if (item.type === 'matching')
    return [
      ...alike(
        item.body.left.map(({ text }) => text),
        language,
      ),
      ...alike(
        item.body.right.map(({ text }) => text),
        language,
      ),
    ];
  if (item.type === 'ordering')
    return alike(
      item.body.items.map(({ text }) => text),
      language,
    );
  return choicesOf(item).flatMap(({ right, wrong }) => [
    ...right.flatMap((key) =>
      wrong.flatMap((option) => {
        const how = saysTheSame(key, option, language);
        return how ? [`“${option}” ${how} what is right`] : [];
      }),
    ),
    ...alsoRight(item, right, wrong, against).map((option) => `the material says the same of “${option}”`),
  ]);
};
