/** Changes of wording that keep the meaning: the check must let them pass. */

export type ParaphraseKind =
  | 'synonyms'
  | 'contractions'
  | 'number_words'
  | 'percent_word'
  | 'rounding'
  | 'no_difference'
  | 'sides_swapped'
  | 'voice'
  | 'unit_converted';

/** The reworded sentence, or null where it does not apply. */
export type Paraphrase = (sentence: string) => string | null;

function substituting(pairs: readonly (readonly [RegExp, string])[]): Paraphrase {
  return (sentence) => {
    const changed = pairs.reduce((text, [pattern, other]) => text.replace(pattern, other), sentence);
    return changed === sentence ? null : changed;
  };
}

const words: Readonly<Record<string, string>> = {
  '2': 'two',
  '3': 'three',
  '4': 'four',
  '5': 'five',
  '6': 'six',
  '7': 'seven',
  '8': 'eight',
  '9': 'nine',
  '10': 'ten',
  '11': 'eleven',
  '12': 'twelve',
  '13': 'thirteen',
  '15': 'fifteen',
  '20': 'twenty',
  '38': 'thirty-eight',
  '49': 'forty-nine',
};

export const paraphrases: Readonly<Record<ParaphraseKind, Paraphrase>> = {
  synonyms: substituting([
    [/\bparticipants\b/g, 'people'],
    [/\btrials\b/g, 'studies'],
    [/\bshowed\b/g, 'found'],
    [/\bhigher\b/g, 'greater'],
    [/\breduced\b/g, 'lowered'],
    [/\bmedication\b/g, 'medicine'],
    [/\bmortality\b/g, 'deaths'],
    [/\bchildren\b/g, 'kids'],
    [/\bsubsequent\b/g, 'later'],
    [/\breported\b/g, 'told of'],
  ]),
  contractions: substituting([
    [/\b(did|does|do|was|were|is|are|could|would|should|has|have|had) not\b/g, "$1n't"],
    [/\bcannot\b/g, "can't"],
  ]),
  number_words: (sentence) => {
    const changed = sentence.replace(/(?<![\d.,\p{L}-])(\d{1,2})(?= \p{L}+s\b)/gu, (digits) =>
      Object.hasOwn(words, digits) ? words[digits]! : digits,
    );
    return changed === sentence ? null : changed;
  },
  percent_word: substituting([[/(?<=\d)%/g, ' percent']]),
  rounding: (sentence) => {
    const changed = sentence.replace(
      /(?<![\d.,−-])(\d{2,})\.(\d+)(?=%| (?:minutes|days|mg|years))/g,
      (_, whole: string, part: string) => `about ${Math.round(Number(`${whole}.${part}`))}`,
    );
    return changed === sentence ? null : changed;
  },
  no_difference: (sentence) => {
    const match =
      /^There (?:was|were) no (?:statistically )?(?:significant )?differences? in (.{3,60}?) between (.{3,80})\.$/.exec(
        sentence,
      );
    return match
      ? `${match[1]!.replace(/^./, (letter) => letter.toUpperCase())} was similar between ${match[2]}.`
      : null;
  },
  sides_swapped: (sentence) => {
    const match =
      /^(.*) (?:was|were) (significantly )?(higher|lower|longer|shorter) in (the [\w' -]+?) than (?:in )?(the [\w' -]+?)\.$/.exec(
        sentence,
      );
    const other: Record<string, string> = {
      higher: 'lower',
      lower: 'higher',
      longer: 'shorter',
      shorter: 'longer',
    };
    return match
      ? `${match[1]} was ${match[2] ?? ''}${other[match[3]!]} in ${match[5]} than in ${match[4]}.`
      : null;
  },
  voice: (sentence) => {
    const included = /^We (included|identified|found) (.{5,60})\.$/.exec(sentence);
    if (included)
      return `${included[2]!.replace(/^./, (letter) => letter.toUpperCase())} were ${included[1]}.`;
    const passive = /^(.{5,60}) were included(?: in (?:this|the) review)?\.$/.exec(sentence);
    if (passive) return `We included ${passive[1]!.replace(/^./, (letter) => letter.toLowerCase())}.`;
    const active = /^([\p{L} -]{5,50}) (reduced|increased|improved) ([\p{L} -]{5,60})\.$/u.exec(sentence);
    return active
      ? `${active[3]!.replace(/^./, (letter) => letter.toUpperCase())} was ${active[2]} by ${active[1]!.replace(/^./, (letter) => letter.toLowerCase())}.`
      : null;
  },
  unit_converted: substituting([
    [/(?<!and |to )\b24 hours\b/g, 'one day'],
    [/(?<!and |to )\b48 hours\b/g, 'two days'],
    [/\b12 months\b/g, 'one year'],
    [/\b(?:24|twenty-four) months\b/g, 'two years'],
    [/\b(?:two|2) weeks\b/g, '14 days'],
  ]),
};
