/**
 * Splits a long sentence into short ones, each grammatical by itself: a clause becomes a sentence only with a
 * subject and a finite verb of its own, or with a subject that it is given. Where that is not certain, nothing
 * is split: a long sentence is better than a broken one.
 */
import { beyondDoubt, finiteAux, governs, isFiniteAt, isMainClause, standsAlone, textOf } from './clauses.ts';
import type { TaggedWord, Tagger } from './grammar.ts';
import { openedWithCapital, tidy } from './trim-sentence.ts';

type Parts = readonly string[];
type Rule = (words: readonly TaggedWord[]) => Parts | null;

/** `A; B` where both stand alone. */
const atSemicolon: Rule = (words) => {
  for (let at = 4; at < words.length - 4; at += 1) {
    if (words[at]!.word !== ';' && words[at]!.word !== '—') continue;
    const [left, right] = [words.slice(0, at), words.slice(at + 1)];
    if (isMainClause(left) && standsAlone(right)) return [textOf(left), textOf(right)];
  }
  return null;
};

const starters: Readonly<Record<string, string>> = {
  but: 'But ',
  so: 'So ',
  yet: 'Yet ',
  whereas: 'But ',
  while: 'But ',
  and: '',
  although: 'But ',
  though: 'But ',
};

/** `…, a, b` before `and c were`: what stands after the last comma is no clause but an item. */
function endsInList(words: readonly TaggedWord[]): boolean {
  const last = words.findLastIndex(({ word }) => /^[,;:]$/.test(word));
  return last >= 0 && !words.slice(last + 1).some((_, at) => isFiniteAt(words, last + 1 + at));
}

/** `A, and B`, `A, but B`, `A, whereas B`; without a comma only where B begins with a pronoun. */
const atConjunction: Rule = (words) => {
  for (let at = 4; at < words.length - 4; at += 1) {
    const word = words[at]!.word.toLowerCase();
    if (!Object.hasOwn(starters, word)) continue;
    const comma = words[at - 1]!.word === ',';
    const [left, right] = [words.slice(0, comma ? at - 1 : at), words.slice(at + 1)];
    const own =
      /^(?:we|they|it|there|this|these|no)$/i.test(right[0]!.word) ||
      (/^(?:most|some|all|many|none|several)$/i.test(right[0]!.word) && beyondDoubt(right));
    if (!comma && !(own && /^(?:and|but)$/.test(word)) && word !== 'whereas') continue;
    const contrast = comma && word !== 'and';
    if (right[0]!.word === ',' || !isMainClause(left, contrast) || !standsAlone(right, contrast)) continue;
    // `found that A, and B`: B hangs on `that` too, unless it takes up a new subject.
    if (governs(left) && !(comma && /^(?:we|there|this|these|no)$/i.test(right[0]!.word))) continue;
    // What a colon introduces belongs together.
    if (left.some((each) => each.word === ':')) continue;
    // `A, B, and C calls`: the end of a list, unless its verb is beyond doubt.
    if (
      word === 'and' &&
      !own &&
      left.some((each) => each.word === ',') &&
      (endsInList(left) || !beyondDoubt(right))
    )
      continue;
    // `while` of time, and asides closed by a second comma, are not contrasts.
    if (/^(?:while|although|though)$/.test(word) && (!comma || right.some((each) => each.word === ',')))
      continue;
    if (right.some((each) => each.word === ';')) continue;
    return [textOf(left), starters[word]! + textOf(right)];
  }
  return null;
};

/** `Although A, B.` → `A. But B.`; `Because A, B.` → `A. So B.` */
const leadingClause: Rule = (words) => {
  const link = { although: 'But ', though: 'But ', whereas: 'But ', because: 'Because of this, ' }[
    words[0]!.word.toLowerCase()
  ];
  if (!link) return null;
  const comma = words.findIndex(({ word }, at) => at > 3 && word === ',');
  if (comma < 0) return null;
  const [left, right] = [words.slice(1, comma), words.slice(comma + 1)];
  if (right[0]?.tag === 'CCONJ' || !standsAlone(left) || !standsAlone(right)) return null;
  return [textOf(left), link + textOf(right)];
};

/** `A, because B` → `A. This is because B.` */
const trailingBecause: Rule = (words) => {
  const at = words.findIndex(
    ({ word }, place) => place > 4 && /^because$/i.test(word) && words[place - 1]!.word === ',',
  );
  if (at < 0 || /^of$/i.test(words[at + 1]?.word ?? '')) return null;
  const [left, right] = [words.slice(0, at - 1), words.slice(at + 1)];
  if (governs(left) || !isMainClause(left) || !standsAlone(right)) return null;
  return [textOf(left), `This is because ${textOf(right)}`];
};

const wholeClauseVerbs =
  /^(?:suggests|means|indicates|implies|shows|allows|enables|makes|leads|explains|results|opens|helps)$/i;

/** Noun group right before `at`: its head noun and whether it is plural. */
function groupBefore(words: readonly TaggedWord[], at: number): { head: string; plural: boolean } | null {
  const last = words[at - 1];
  if (last?.tag !== 'NOUN') return null;
  // `a review of trials, which`: either noun could be meant.
  for (let before = at - 2; before >= 0; before -= 1) {
    const { word, tag } = words[before]!;
    if (/^(?:and|or)$/i.test(word) || tag === 'ADP') return null;
    if (tag === 'DET' || tag === 'VERB' || tag === 'AUX' || /^[.,;:]$/.test(word)) break;
  }
  const plural =
    /(?:[^s]s|children|people|women|men|data)$/i.test(last.word) && !/(?:ics|ness|is|us)$/.test(last.word);
  return { head: last.word, plural };
}

/** `…, which reduces X` at the end → `This N reduces X.` */
const trailingRelative: Rule = (words) => {
  for (let at = 5; at < words.length - 3; at += 1) {
    if (words[at]!.word !== ',' || words[at + 1]!.word.toLowerCase() !== 'which') continue;
    const [left, right] = [words.slice(0, at), words.slice(at + 2)];
    if (right.some(({ word }) => /^[;:]$/.test(word)) || !isMainClause(left)) continue;
    if (!isFiniteAt(right, 0)) continue;
    // A second comma may end the relative clause and go on with the main one.
    const comma = right.findIndex(({ word }) => word === ',');
    if (comma >= 0 && !/^(?:and|but|including|such|especially)$/i.test(right[comma + 1]?.word ?? ''))
      continue;
    if (wholeClauseVerbs.test(right[0]!.word)) return [textOf(left), `This ${textOf(right)}`];
    const group = groupBefore(words, at);
    if (!group) continue;
    const verb = right[0]!.word.toLowerCase();
    const singularVerb = /^(?:is|was|has|does)$/.test(verb) || /[^s]s$/.test(verb);
    if (/^(?:is|was|has|does|are|were|have|do)$/.test(verb) || singularVerb)
      if (singularVerb === group.plural) continue;
    return [textOf(left), `${group.plural ? 'These' : 'This'} ${group.head} ${textOf(right)}`];
  }
  return null;
};

/** Whether the clause tells of the past, by its finite verb. */
function tellsPast(words: readonly TaggedWord[]): boolean {
  if (
    words.some(({ word }) =>
      /^(?:is|are|has|have|can|may|will|does|do|might|could|would|should|must)$/i.test(word),
    )
  )
    return false;
  return words.some(
    ({ word, tag }, at) =>
      /^(?:was|were|had|did|showed|found|led|gave|rose|fell)$/i.test(word) ||
      (tag === 'VERB' && /ed$/.test(word) && /^(?:NOUN|PROPN|PRON)$/.test(words[at - 1]?.tag ?? '')),
  );
}

/** `…, resulting in X` at the end → `This resulted in X.` */
const trailingParticiple: Rule = (words) => {
  const forms: Readonly<Record<string, readonly [past: string, present: string]>> = {
    resulting: ['resulted', 'results'],
    leading: ['led', 'leads'],
    suggesting: ['suggested', 'suggests'],
    indicating: ['indicated', 'indicates'],
    meaning: ['meant', 'means'],
    allowing: ['allowed', 'allows'],
    making: ['made', 'makes'],
    causing: ['caused', 'causes'],
    reducing: ['reduced', 'reduces'],
    increasing: ['increased', 'increases'],
    enabling: ['enabled', 'enables'],
    showing: ['showed', 'shows'],
  };
  for (let at = words.length - 3; at > 4; at -= 1) {
    if (words[at - 1]!.word !== ',') continue;
    const adverb = /^(?:thus|thereby|hence)$/i.test(words[at]!.word) ? 1 : 0;
    const form = forms[words[at + adverb]?.word.toLowerCase() ?? ''];
    if (!form) continue;
    const [left, right] = [words.slice(0, at - 1), words.slice(at + adverb + 1)];
    if (governs(left) || right.some(({ word }) => /^[,;]$/.test(word)) || !isMainClause(left)) return null;
    const past = tellsPast(left);
    return [textOf(left), `This ${form[past ? 0 : 1]} ${textOf(right)}`];
  }
  return null;
};

/** `We did A, and did B` → `We did A. We did B.`, for short subjects that are surely shared. */
const sharedSubject: Rule = (words) => {
  const subject = words[0]!.word;
  if (!/^(?:we|they|it)$/i.test(subject)) return null;
  for (let at = 5; at < words.length - 3; at += 1) {
    if (!/^(?:and|but)$/i.test(words[at]!.word) || words[at - 1]!.word !== ',') continue;
    const [left, right] = [words.slice(0, at - 1), words.slice(at + 1)];
    const { word, tag } = right[0]!;
    // Not `did not X, and Y`: the negation may hold for both.
    if (
      governs(left) ||
      left.some((each) => /^(?:not|no|n't|to|can|could|may|might|will|would|by)$/i.test(each.word)) ||
      right.some((each) => /^[,;]$/.test(each.word))
    )
      continue;
    if (!(finiteAux.test(word) || (tag === 'VERB' && /(?:ed|ound|ade|ave|ook|ept)$/.test(word)))) continue;
    if (!/ed$|ound$|ade$|ave$|as$|ook$|ept$/.test(words[1]!.word)) continue;
    return [
      textOf(left),
      `${/^but$/i.test(words[at]!.word) ? `But ${subject.toLowerCase()}` : subject} ${textOf(right)}`,
    ];
  }
  return null;
};

const gentle: readonly Rule[] = [atSemicolon, atConjunction];
const thorough: readonly Rule[] = [
  atSemicolon,
  leadingClause,
  atConjunction,
  trailingBecause,
  trailingRelative,
  trailingParticiple,
  sharedSubject,
];

/**
 * The sentence as one or more sentences, in order. Only sentences of more than `longerThan` words are split;
 * `thoroughly` takes relative, leading and participial clauses apart as well.
 */
export function splitClauses(
  sentence: string,
  tag: Tagger,
  longerThan: number,
  thoroughly: boolean,
): string[] {
  // Quotations and formulas are left as they are. Tagging is what costs: first a rough count.
  if (sentence.split(' ').length <= longerThan - 2 || /["“”]|[=<>]/.test(sentence.replace(/\([^()]*\)/g, '')))
    return [sentence];
  const words = tag(sentence);
  if (words.filter(({ tag: kind }) => kind !== 'PUNCT').length <= longerThan) return [sentence];
  for (const rule of thoroughly ? thorough : gentle) {
    const parts = rule(words);
    if (!parts) continue;
    return parts.flatMap((part) => splitClauses(openedWithCapital(tidy(part)), tag, longerThan, thoroughly));
  }
  return [sentence];
}
