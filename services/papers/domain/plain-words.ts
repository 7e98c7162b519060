/** Puts plain words in the place of hard ones, in the same form. */
import type { TaggedWord, Tagger } from './grammar.ts';
import {
  plainModifiers,
  plainModifiersForBeginners,
  plainNouns,
  plainNounsForBeginners,
  plainPhrases,
  plainPhrasesForBeginners,
  plainVerbs,
  plainVerbsForBeginners,
} from './plain-words-data.ts';
import { contentStems, stem } from './words.ts';

type Kind = 'verb' | 'noun' | 'modifier';
type Form = 'base' | 's' | 'ing' | 'past' | 'participle' | 'ed';

interface Entry {
  kind: Kind;
  plain: string;
  form: Form;
}

/** Past and participle of the plain verbs that do not just take -ed. */
const irregularVerbs: Readonly<Record<string, readonly [past: string, participle: string]>> = {
  show: ['showed', 'shown'],
  give: ['gave', 'given'],
  find: ['found', 'found'],
  make: ['made', 'made'],
  keep: ['kept', 'kept'],
  build: ['built', 'built'],
  choose: ['chose', 'chosen'],
  see: ['saw', 'seen'],
  have: ['had', 'had'],
  buy: ['bought', 'bought'],
  meet: ['met', 'met'],
  spread: ['spread', 'spread'],
  speed: ['sped', 'sped'],
  shrink: ['shrank', 'shrunk'],
  ban: ['banned', 'banned'],
  stop: ['stopped', 'stopped'],
  sum: ['summed', 'summed'],
};

/** The form of a plain verb; particles stay behind it: `sum up` → `summed up`. */
function inflect(verb: string, form: Form): string {
  const [head, ...particles] = verb.split('_');
  const tail = particles.length > 0 ? ` ${particles.join(' ')}` : '';
  const word = head!;
  if (form === 'base') return word + tail;
  if (form === 's')
    return (
      (word === 'have'
        ? 'has'
        : /(?:s|sh|ch|x|o)$/.test(word)
          ? `${word}es`
          : /[^aeiou]y$/.test(word)
            ? `${word.slice(0, -1)}ies`
            : `${word}s`) + tail
    );
  const doubled = /^(?:stop|ban|sum)$/.test(word) ? word + word.at(-1) : word;
  if (form === 'ing') return (/[^e]e$/.test(word) ? `${word.slice(0, -1)}ing` : `${doubled}ing`) + tail;
  const special = Object.hasOwn(irregularVerbs, word) ? irregularVerbs[word] : undefined;
  if (special) return special[form === 'past' ? 0 : 1] + tail;
  return (
    (word.endsWith('e') ? `${word}d` : /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ied` : `${doubled}ed`) +
    tail
  );
}

function plural(noun: string): string {
  if (/person$/.test(noun)) return noun.replace(/person$/, 'people');
  if (/^finding_of_/.test(noun)) return noun.replace('finding', 'findings');
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return /(?:s|sh|ch|x)$/.test(noun) ? `${noun}es` : `${noun}s`;
}

/** The forms a hard verb is met in. */
function verbForms(verb: string): [string, Form][] {
  if (verb === 'undergo') {
    return [
      ['undergo', 'base'],
      ['undergoes', 's'],
      ['undergoing', 'ing'],
      ['underwent', 'past'],
      ['undergone', 'participle'],
    ];
  }
  const root = verb.endsWith('e') ? verb.slice(0, -1) : verb;
  const past = /[^aeiou]y$/.test(verb) ? `${verb.slice(0, -1)}ied` : `${root}ed`;
  const double = /^(?:permit)$/.test(verb) ? verb + verb.at(-1) : root;
  return [
    [verb, 'base'],
    [inflect(verb, 's'), 's'],
    [`${double}ing`, 'ing'],
    [double === root ? past : `${double}ed`, 'ed'],
  ];
}

function pairs(table: string): [string, string][] {
  return table
    .trim()
    .split(/\s+/)
    .map((pair) => pair.split('=') as [string, string]);
}

function lexicon(verbs: string, nouns: string, modifiers: string): Map<string, Entry[]> {
  const entries = new Map<string, Entry[]>();
  const add = (word: string, entry: Entry): void => {
    entries.set(word, [...(entries.get(word) ?? []), entry]);
  };
  for (const [hard, plain] of pairs(verbs))
    for (const [word, form] of verbForms(hard)) add(word, { kind: 'verb', plain, form });
  for (const [hard, plain] of pairs(nouns)) {
    if (hard === plain) continue;
    add(hard, { kind: 'noun', plain, form: 'base' });
    add(plural(hard), { kind: 'noun', plain, form: 's' });
  }
  for (const [hard, plain] of pairs(modifiers)) add(hard, { kind: 'modifier', plain, form: 'base' });
  return entries;
}

const plain = lexicon(plainVerbs, plainNouns, plainModifiers);
const plainest = lexicon(
  plainVerbs + plainVerbsForBeginners,
  plainNouns + plainNounsForBeginners,
  plainModifiers + plainModifiersForBeginners,
);

interface Phrases {
  pattern: RegExp;
  plain: ReadonlyMap<string, string>;
}

/** All phrases in one pattern, the longest first: one pass over a sentence instead of a hundred. */
function phrases(table: string): Phrases {
  const lines = table
    .trim()
    .split('\n')
    .map((line) => line.split('=') as [string, string])
    .sort(([a], [b]) => b.length - a.length);
  const alternatives = lines.map(([from]) => from.replace(/[.]/g, '\\.').replace(/ /g, '\\s+'));
  return {
    pattern: new RegExp(`(?<![\\p{L}\\d-])(?:${alternatives.join('|')})(?![\\p{L}\\d-])`, 'giu'),
    plain: new Map(lines),
  };
}

const phrasesPlain = phrases(plainPhrases);
const phrasesPlainest = phrases(plainPhrasesForBeginners.trimEnd() + plainPhrases);

/** Words whose plain stand-ins take a finite verb form; `be` and `have` before them make a participle. */
const auxiliaries = /^(?:be|is|are|was|were|been|being|has|have|had|am|get|got)$/;

function isParticiple(words: readonly TaggedWord[], at: number): boolean {
  for (let before = at - 1; before >= 0 && at - before <= 4; before -= 1) {
    const { word, tag } = words[before]!;
    if (auxiliaries.test(word.toLowerCase())) return true;
    if (tag === 'ADV' || tag === 'PART' || word === ',') continue;
    if (tag === 'PRON' && /^(?:we|they|it|who|which|that|i|he|she|you)$/i.test(word)) return false;
    break;
  }
  // After a noun: with an object it is the verb, without one it describes the noun.
  const next = words[at + 1];
  return !(next && /^(?:DET|NOUN|PROPN|ADJ|NUM|PRON)$/.test(next.tag));
}

function kindFits(kind: Kind, tag: string, word: string): boolean {
  if (kind === 'verb') return tag === 'VERB' || (tag === 'ADJ' && /ed$/.test(word)) || tag === 'AUX';
  if (kind === 'noun') return tag === 'NOUN' || tag === 'PROPN';
  return tag === 'ADJ' || tag === 'ADV' || tag === 'NOUN' || tag === 'CCONJ' || tag === 'SCONJ';
}

function capitalised(text: string): string {
  return text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
}

function replacementFor(
  words: readonly TaggedWord[],
  at: number,
  entries: Map<string, Entry[]>,
): string | null {
  const { word, tag } = words[at]!;
  const lower = word.toLowerCase();
  if (word !== lower && word !== capitalised(lower)) return null;
  // Part of a compound (`placebo-controlled`), or a name inside the sentence.
  if (words[at - 1]?.word === '-' || words[at + 1]?.word === '-') return null;
  if (word !== lower && at > 0 && !/^[.:;]$/.test(words[at - 1]!.word)) return null;
  const entry = entries.get(lower)?.find((each) => kindFits(each.kind, tag, lower));
  if (!entry) return null;
  const next = words[at + 1];
  if (
    entry.kind === 'noun' &&
    next &&
    (/^(?:NOUN|PROPN)$/.test(next.tag) || next.word === "'") &&
    entry.plain.includes('_')
  )
    return null;
  let text = entry.plain;
  if (entry.kind === 'verb') {
    const form = entry.form === 'ed' ? (isParticiple(words, at) ? 'participle' : 'past') : entry.form;
    // A participle right before its noun describes it (`identified trials`): a plain verb of two words cannot.
    if (text.includes('_') && form === 'participle' && next && /^(?:NOUN|PROPN|ADJ)$/.test(next.tag))
      return null;
    text = inflect(text, form);
  } else if (entry.kind === 'noun') {
    // `mortality` is one thing, `deaths` are many.
    text = entry.form === 's' || text === 'death' ? plural(text) : text;
    if (text === 'deaths' && next && /^(?:NOUN|PROPN)$/.test(next.tag)) text = 'death';
    if (text === 'people' && next?.word === '-') return null;
  } else if (tag === 'NOUN' && entry.kind === 'modifier' && !/^(?:NOUN)$/.test(next?.tag ?? '')) {
    return null;
  } else if (text === 'enough' || text === 'not_enough') {
    if (words[at - 1] && /^(?:a|an|the)$/i.test(words[at - 1]!.word)) return null;
  }
  text = text.replaceAll('_', ' ');
  return word === lower ? text : capitalised(text);
}

/** `a` and `an` by the word that now follows. */
function fixArticles(text: string): string {
  return text
    .replace(/\b([Aa])n (?=(?:[bcdfghjklmnpqrstvwyz]|one\b|use|uni|eu)\p{Ll})/gu, '$1 ')
    .replace(/\b([Aa]) (?=(?:[aeio]|u(?!s[ei]|ni|ti))\p{Ll})(?!one\b|eu)/gu, '$1n ');
}

/** The sentence in plain words. Names, numbers and compounds stay. `beginner` takes the larger list. */
export function plainWording(text: string, level: 'intermediate' | 'beginner', tag: Tagger): string {
  const { pattern, plain: plainOf } = level === 'beginner' ? phrasesPlainest : phrasesPlain;
  const phrased = text.replace(pattern, (found) => {
    const to = plainOf.get(found.toLowerCase().replace(/\s+/g, ' ')) ?? found;
    return /^\p{Lu}/u.test(found) ? capitalised(to) : to;
  });
  const words = tag(phrased);
  const entries = level === 'beginner' ? plainest : plain;
  let changed = '';
  for (const [at, { word, space }] of words.entries())
    changed += space + (replacementFor(words, at, entries) ?? word);
  return fixArticles(changed);
}

/** Stems that may stand for a stem in a plain text: `utilis` → `us`. */
const equivalents = new Map<string, Set<string>>();

function relate(hard: string, easy: string): void {
  const from = stem(hard.toLowerCase());
  const to = contentStems(easy.replaceAll('_', ' '));
  const known = equivalents.get(from) ?? new Set();
  for (const each of to) known.add(each);
  equivalents.set(from, known);
}

for (const [hard, easy] of pairs(
  [
    plainVerbs,
    plainVerbsForBeginners,
    plainNouns,
    plainNounsForBeginners,
    plainModifiers,
    plainModifiersForBeginners,
  ].join(' '),
)) {
  relate(hard, easy);
}
for (const line of `${plainPhrases}${plainPhrasesForBeginners}`.split('\n')) {
  const [hard, easy] = line.split('=');
  if (hard && easy) for (const each of contentStems(hard)) relate(each, easy);
}

/** Ordinary synonyms that plain summaries of papers use; only for comparing, never for rewriting. */
for (const group of `participant patient person people subject volunteer individual adult
study trial paper review research work
infant baby newborn
child children kid young
doctor physician clinician
drug medicine medication treatment therapy
increase higher more raise greater
reduce decrease lower fewer less
improve better
show find demonstrate report suggest indicate
include involve contain
effect effective work help benefit
compare comparison
death mortality die
surgery operation operative surgical
fast quick speed`.split('\n')) {
  const words = group.trim().split(' ');
  for (const word of words) for (const other of words) if (word !== other) relate(word, other);
}

export function equivalentStems(each: string): Iterable<string> {
  return equivalents.get(each) ?? [];
}
