/** Plants errors into sentences: what a careless simplification does, one error at a time. */
import { quantitiesOf } from '../../services/papers/domain/quantities.ts';

export type CorruptionKind =
  | 'number_changed'
  | 'unit_changed'
  | 'numbers_swapped'
  | 'negation_dropped'
  | 'negation_added'
  | 'direction_reversed';

/** The corrupted sentence, or null where the sentence offers no place for this error. */
export type Corruption = (sentence: string) => string | null;

function replaceAt(sentence: string, start: number, length: number, text: string): string {
  return sentence.slice(0, start) + text + sentence.slice(start + length);
}

const numberWords = [
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];

function otherNumber(text: string): string | null {
  const at = numberWords.indexOf(text.toLowerCase());
  if (at >= 0) return numberWords[(at + 4) % numberWords.length]!;
  if (!/^[-−]?[\d,.]+$/.test(text)) return null;
  // The first digit after the sign: no rounding explains that.
  return text.replace(/\d/, (digit) => String(((Number(digit) + 3) % 9) + 1));
}

const numberChanged: Corruption = (sentence) => {
  for (const { text, start } of quantitiesOf(sentence)) {
    const other = otherNumber(text);
    if (other && other !== text) return replaceAt(sentence, start, text.length, other);
  }
  return null;
};

const otherUnits: readonly (readonly [RegExp, string])[] = [
  [/(?<=\d\s?)mg\b/, 'g'],
  [/(?<=\d\s?)(?:µg|μg)(?![\p{L}])/u, 'mg'],
  [/(?<=\d\s?)kg\b/, 'g'],
  [/(?<=\d\s?)ms\b/, 's'],
  [/(?<=\d\s?)(?:mm|cm)\b(?!²)/, 'm'],
  [/(?<=\d )km\b/, 'm'],
  [/(?<=(?:\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve)) )hours?\b/, 'weeks'],
  [/(?<=(?:\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve)) )days?\b/, 'months'],
  [/(?<=(?:\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve)) )weeks?\b/, 'years'],
  [/(?<=(?:\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve)) )months?\b/, 'days'],
  [/(?<=(?:\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve)) )years?\b/, 'weeks'],
  [/(?<=(?:\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve)) )minutes?\b/, 'days'],
  [/(?<=\d)\s?(?:%|percent)/, ' mg'],
];

const unitChanged: Corruption = (sentence) => {
  for (const [pattern, other] of otherUnits)
    if (pattern.test(sentence)) return sentence.replace(pattern, other);
  return null;
};

const numbersSwapped: Corruption = (sentence) => {
  const found = quantitiesOf(sentence).filter(({ text }) => /^[\d.,]+$/.test(text));
  for (const first of found) {
    const second = found.find(
      (each) => each.start > first.start && each.value !== first.value && each.text !== first.text,
    );
    if (!second) continue;
    return replaceAt(
      replaceAt(sentence, second.start, second.text.length, first.text),
      first.start,
      first.text.length,
      second.text,
    );
  }
  return null;
};

const drops: readonly (readonly [RegExp, string])[] = [
  [/\b(did|does|do) not (\p{L}+)/u, '$1 $2'],
  [/\b(was|were|is|are|could|can|may|might|has|have|had|would|will|should) not\b/, '$1'],
  [/\bcannot\b/, 'can'],
  [/\b(was|were|is|are) no\b/, '$1 a'],
  [/\b(showed|found|had|reported|produced|made|has|have|provided|shows|provides) no\b/, '$1 a'],
  [/^No (\p{L})/u, 'Some $1'],
  [/\bno (evidence|significant|difference|effect|clear|statistically)/, 'clear $1'],
  [/\bwithout\b/, 'with'],
  [/\bunclear\b/, 'clear'],
  [/\binsufficient\b/, 'sufficient'],
  [/\bunlikely\b/, 'likely'],
];

const negationDropped: Corruption = (sentence) => {
  for (const [pattern, other] of drops) if (pattern.test(sentence)) return sentence.replace(pattern, other);
  return null;
};

const hasNegation =
  /\b(?:no|not|without|nor|neither|never|cannot|un(?:clear|likely|certain)|insufficient|inadequate|lack)\b|n't\b/i;

const additions: readonly (readonly [RegExp, string])[] = [
  [/\b(may|might|can|could|should|will|would)\b/, '$1 not'],
  [
    /\b(was|were|is|are|has|have|had) (?!a\b|an\b|the\b|been\b)(\p{L}+(?:ed|ive|able|ent|ant|er|al|en|own))\b/u,
    '$1 not $2',
  ],
  [/\b(reduc|improv|increas)ed (?=the|risk|pain|\p{L}+ (?:in|of|by))/u, 'did not $1e '],
  [/\b(reduces|improves|increases|outperforms|exceeds|provides|shows)\b/, 'does not $1'],
];

const negationAdded: Corruption = (sentence) => {
  if (hasNegation.test(sentence)) return null;
  for (const [pattern, other] of additions) {
    if (pattern.test(sentence))
      return sentence
        .replace(pattern, other)
        .replace(/ {2}/g, ' ')
        .replace(/does not (\p{L}+?)s\b/u, 'does not $1');
  }
  return null;
};

const opposites: readonly (readonly [string, string])[] = [
  ['higher', 'lower'],
  ['increased', 'reduced'],
  ['increases', 'reduces'],
  ['increase', 'decrease'],
  ['more', 'less'],
  ['better', 'worse'],
  ['improved', 'worsened'],
  ['improves', 'worsens'],
  ['improvement', 'deterioration'],
  ['longer', 'shorter'],
  ['larger', 'smaller'],
  ['faster', 'slower'],
  ['greater', 'smaller'],
  ['superior', 'inferior'],
  ['outperforms', 'underperforms'],
  ['high', 'low'],
  ['reduction', 'increase'],
  ['decreased', 'increased'],
  ['fewer', 'more'],
  ['reduce', 'increase'],
  ['improve', 'worsen'],
  ['most', 'fewest'],
  ['exceeds', 'falls below'],
];

const directionReversed: Corruption = (sentence) => {
  const words = new Map(
    opposites.flatMap(
      ([a, b]) =>
        [
          [b, a],
          [a, b],
        ] as const,
    ),
  );
  for (const match of sentence.matchAll(/\p{L}+/gu)) {
    const other = words.get(match[0]);
    // `more than 50` bounds a number, `more research` compares nothing.
    if (
      !other ||
      /^ (?:than (?:\d|half|one|two)|research|studies are|definitive|information)/.test(
        sentence.slice(match.index + match[0].length),
      )
    )
      continue;
    return replaceAt(sentence, match.index, match[0].length, other);
  }
  return null;
};

export const corruptions: Readonly<Record<CorruptionKind, Corruption>> = {
  number_changed: numberChanged,
  unit_changed: unitChanged,
  numbers_swapped: numbersSwapped,
  negation_dropped: negationDropped,
  negation_added: negationAdded,
  direction_reversed: directionReversed,
};
