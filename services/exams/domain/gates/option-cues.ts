/**
 * Whether the form of an item gives its answer away to readers who do not know it (Haladyna, Downing and Rodriguez 2002: length,
 * grammar, `all of the above`, repeated words, absolutes, convergence).
 */
import { choicesOf, filledCloze } from '../item-texts.ts';
import type { MadeItem } from '../made-item.ts';
import { contentSet, wordsOf } from '../text/words.ts';
import type { Gate } from './against.ts';
import { absolutes, hedges, metaOptions } from './cue-phrases.ts';

interface Choice {
  stem: string;
  right: string[];
  wrong: string[];
  language: string;
}
type Cue = (choice: Choice) => string | undefined;

const length: Cue = ({ right, wrong }) => {
  const longest = Math.max(...wrong.map((text) => text.length));
  const shortest = Math.min(...right.map((text) => text.length));
  const words = Math.max(...wrong.map((text) => wordsOf(text).length));
  const keyWords = Math.min(...right.map((text) => wordsOf(text).length));
  if (shortest > longest * 1.5 && shortest - longest >= 20 && keyWords - words >= 3)
    return 'what is right is much longer than all else';
  return undefined;
};

const meta: Cue = ({ right, wrong }) => {
  const found = [...right, ...wrong].find((text) => metaOptions.test(text));
  return found ? `“${found}” speaks of other options` : undefined;
};

const gap = String.raw`(?:_{2,}|\.{3,}|…)`;
const wanted: readonly (readonly [what: string, stem: RegExp, option: (text: string) => boolean])[] = [
  [
    'a',
    new RegExp(String.raw`\ba\s*(?:${gap}|$)`, 'i'),
    (text) =>
      !/^(?:[aeio]|un|hour|honest|heir|[fhlmnrsx][A-Z\d]*\b(?![a-z]))/i.test(text) ||
      /^(?:uni|use|eu|one)/i.test(text),
  ],
  [
    'an',
    new RegExp(String.raw`\ban\s*(?:${gap}|$)`, 'i'),
    (text) =>
      /^(?:[aeiou]|h(?:our|onest|eir)|[FHLMNRSX][A-Z\d]*\b)/.test(
        text.replace(/^[A-Z](?=[a-z])/, (first) => first.toLowerCase()),
      ),
  ],
  [
    'plural',
    new RegExp(
      String.raw`^(?:what|which)(?! of)(?: \w+s)? (?:are|were|have)\b|\b(?:these|many|several|few|two|three|four|five)\s${gap}|${gap}\s(?:are|were|have)\b`,
      'i',
    ),
    (text) => isPlural(text),
  ],
  [
    'singular',
    new RegExp(
      String.raw`^(?:what|which)(?! of) (?:is|was|has) (?:a|an|one|the (?:single|main|name))\b|\b(?:an?|each|every|one|this)\s${gap}|${gap}\s(?:is|was|has)\b`,
      'i',
    ),
    (text) => !isPlural(text),
  ],
];

/** By the head of a noun phrase, which stands before its first preposition. */
function isPlural(text: string): boolean {
  const head = text
    .toLowerCase()
    .split(/\s(?:of|in|on|for|with|from|by|that|which|to|at|between)\s/)[0]!
    .replace(/[^\p{L}]+$/u, '');
  if (/(?:^|,\s.*|\s)and\s/.test(text)) return true;
  return (
    /(?:[^sui]s|[^s]es|ia|men|children|people|mice|data|bacteria|criteria|phenomena|nuclei|fungi)$/.test(
      head,
    ) && !/(?:ics|sis|us|ss|series|species|physics|lens|gas|virus)$/.test(head)
  );
}

/** Where the stem asks for a form, and only what is right has it. */
const grammar: Cue = ({ stem, right, wrong, language }) => {
  if (language !== 'en') return undefined;
  const text = stem.replace(/[:?.]\s*$/, '').trim();
  for (const [what, pattern, fits] of wanted) {
    if (!pattern.test(text) || !right.every(fits)) continue;
    if (wrong.every((option) => !fits(option))) return `only what is right fits “${what}” in the stem`;
  }
  return undefined;
};

const form: Cue = ({ right, wrong }) => {
  const marks: readonly (readonly [string, (text: string) => boolean])[] = [
    ['ends with a full stop', (text) => /[.]$/.test(text.trim())],
    ['begins with a capital letter', (text) => /^\p{Lu}\p{Ll}/u.test(text.trim())],
    ['is a number', (text) => /^[-−]?[\d.,]+(?:\s?\S{1,12})?$/.test(text.trim())],
    ['is in brackets or quotes', (text) => /^["“'(]/.test(text.trim())],
  ];
  for (const [what, has] of marks) {
    const [ofRight, ofWrong] = [right.map(has), wrong.map(has)];
    // A name among common words is one option for itself; a capital tells only where the others are phrases as well.
    if (what.startsWith('begins') && right.some((text) => wordsOf(text).length < 3)) continue;
    if (ofRight.every(Boolean) && !ofWrong.some(Boolean)) return `only what is right ${what}`;
    if (!ofRight.some(Boolean) && ofWrong.every(Boolean) && wrong.length > 1)
      return `all but what is right ${what}`;
  }
  return undefined;
};

const echo: Cue = ({ stem, right, wrong, language }) => {
  const asked = contentSet(stem, language);
  const shared = (text: string): string[] =>
    [...contentSet(text, language)].filter((word) => word.length > 3 && asked.has(word));
  const elsewhere = new Set(wrong.flatMap(shared));
  const telling = right.map((text) => ({ text, words: shared(text).filter((word) => !elsewhere.has(word)) }));
  const found = telling.every(
    ({ text, words }) => words.length >= 2 || words.length * 2 >= contentSet(text, language).size,
  );
  const words = telling.flatMap((each) => each.words);
  return found && words.length > 0 && elsewhere.size === 0
    ? `only what is right repeats words of the stem (${[...new Set(words)].join(', ')})`
    : undefined;
};

const absolute: Cue = ({ right, wrong }) => {
  const wrongs = wrong.filter((text) => absolutes.test(text)).length;
  if (wrongs >= 2 && wrongs * 2 >= wrong.length && !right.some((text) => absolutes.test(text)))
    return 'only wrong options are absolute';
  const hedged = right.every((text) => hedges.test(text)) && !wrong.some((text) => hedges.test(text));
  return hedged && wrong.length > 1 ? 'only what is right is qualified' : undefined;
};

/** The right one shares its elements with the others, who were made from it by changing one at a time. */
const convergence: Cue = ({ right, wrong, language }) => {
  if (right.length !== 1 || wrong.length < 3) return undefined;
  const sets = [...right, ...wrong].map((text) => contentSet(text, language));
  if (sets.some((set) => set.size < 2)) return undefined;
  const common = new Set([...sets[0]!].filter((word) => sets.every((set) => set.has(word))));
  const scores = sets.map((set, at) =>
    [...set]
      .filter((word) => !common.has(word))
      .reduce((sum, word) => sum + sets.filter((other, index) => index !== at && other.has(word)).length, 0),
  );
  const [key = 0, ...others] = scores;
  return key >= 3 && key > Math.max(...others)
    ? 'all wrong options are variations of the right one'
    : undefined;
};

const cues: readonly Cue[] = [meta, length, grammar, form, echo, absolute, convergence];

/** Parts of an order that say their place, pairs that share a word that no other has. */
function partCues(item: MadeItem, language: string): string[] {
  if (item.type === 'ordering') {
    const told = item.body.items.filter(({ text }) =>
      /^(?:\(?\d{1,2}[.):]|first(?:ly)?\b|second(?:ly)?\b|third(?:ly)?\b|then\b|next\b|finally\b|lastly\b|zuerst\b|zuletzt\b|schließlich\b|d['’]abord\b|enfin\b|primero\b|finalmente\b)/i.test(
        text.trim(),
      ),
    );
    return told.length > 0 ? [`“${told[0]!.text}” says its place`] : [];
  }
  if (item.type !== 'matching') return [];
  const rights = item.body.right.map(({ id, text }) => ({ id, words: contentSet(text, language) }));
  const told = item.body.left.filter(({ id, text }) => {
    const words = [...contentSet(text, language)].filter((word) => word.length > 3);
    const holders = rights.filter((right) => words.some((word) => right.words.has(word)));
    return holders.length === 1 && holders[0]!.id === item.key.pairs[id];
  });
  return told.length * 2 > item.body.left.length ? ['pairs share words that no other part has'] : [];
}

export const optionCues: Gate = (item, { language }) => {
  const stem = item.type === 'cloze' ? filledCloze(item, '____') : item.stem;
  const found = choicesOf(item)
    .filter(({ right, wrong }) => right.length > 0 && wrong.length > 0)
    .flatMap(({ right, wrong }) => cues.flatMap((cue) => cue({ stem, right, wrong, language }) ?? []));
  return [...found, ...partCues(item, language)];
};
