/** Matching and ordering: what one passage says of several things. */
import type { MadeItem } from '../made-item.ts';
import type { Passage } from '../passage.ts';
import { contentSet, coverage, jaccard } from '../text/words.ts';
import { subjectOf } from './frames.ts';
import { common, type Making, partIds } from './made.ts';
import { isProse, type Statement } from './statement.ts';

interface Pair {
  left: string;
  right: string;
  start: number;
  end: number;
}

const fewest = 3;
const most = 5;
/** The contract of a source bounds its quote. */
const longestQuote = 1_900;

/** Of what an abbreviation stands for. */
const longestName = 120;

/** `reinforcement learning (RL)`: the words whose first letters an abbreviation is made of. */
function abbreviationsOf({ text }: Passage): Pair[] {
  const pairs: Pair[] = [];
  for (const match of text.matchAll(/\((\p{Lu}[\p{Lu}\d]{1,6})s?\)/gu)) {
    const short = match[1]!;
    const letters = short.toLowerCase().replace(/\d/g, '');
    const before = text.slice(0, match.index).trimEnd();
    const words = /(?:[\p{L}-]+\s+){0,8}[\p{L}-]+$/u.exec(before.slice(-longestName))?.[0] ?? '';
    const long = spelledOut(words, letters);
    if (!long || pairs.some(({ left }) => left === short)) continue;
    const start = before.length - long.length;
    pairs.push({ left: short, right: long.replace(/\s+/g, ' '), start, end: match.index + match[0].length });
  }
  return pairs;
}

/** The shortest run of last words of which the first letters are these. */
function spelledOut(words: string, letters: string): string | undefined {
  const parts = [...words.matchAll(/[\p{L}]+/gu)];
  for (let count = 1; count <= parts.length; count += 1) {
    const initials = parts
      .slice(-count)
      .map(({ 0: word }) => word.charAt(0).toLowerCase())
      .join('');
    if (initials === letters) return words.slice(parts.at(-count)!.index);
  }
  return undefined;
}

/** Things and what is said of each of them, where no other thing of the passage is in it. */
function sayings(statements: readonly Statement[]): Pair[] {
  const pairs: Pair[] = [];
  for (const statement of statements) {
    const subject = subjectOf(statement);
    if (!subject) continue;
    const { predicate } = subject;
    const words = predicate.split(' ').length;
    if (words < 4 || words > 18 || /\b(?:also|it|they|its|their)\b/.test(predicate)) continue;
    if (coverage(contentSet(subject.subject, 'en'), contentSet(predicate, 'en')) > 0) continue;
    pairs.push({ left: subject.subject, right: predicate, start: statement.start, end: statement.end });
  }
  const lefts = (pair: Pair): number =>
    pairs.filter(({ left }) => coverage(contentSet(left, 'en'), contentSet(pair.left, 'en')) > 0.4).length;
  const mixed = (pair: Pair): boolean =>
    pairs.some(
      (other) => other !== pair && coverage(contentSet(other.left, 'en'), contentSet(pair.right, 'en')) === 1,
    );
  return pairs.filter((pair) => lefts(pair) === 1 && !mixed(pair));
}

const distinct = (pairs: readonly Pair[]): boolean =>
  pairs.every((one, at) =>
    pairs
      .slice(at + 1)
      .every((other) => jaccard(contentSet(one.right, 'en'), contentSet(other.right, 'en')) < 0.5),
  );

function match(making: Making, passage: Passage, all: readonly Pair[], stem: string): MadeItem | undefined {
  const pairs = all.slice(0, most);
  const [start, end] = [
    Math.min(...pairs.map((pair) => pair.start)),
    Math.max(...pairs.map((pair) => pair.end)),
  ];
  if (pairs.length < fewest || end - start > longestQuote || !distinct(pairs)) return undefined;
  const right = making.random.shuffled(pairs).map(({ right: text }, at) => ({ id: `r${at + 1}`, text }));
  const left = pairs.map(({ left: text }, at) => ({ id: `l${at + 1}`, text }));
  return {
    ...common(making.slot, { passage, quote: passage.text.slice(start, end) }),
    type: 'matching',
    stem,
    body: { left, right },
    key: {
      pairs: Object.fromEntries(
        pairs.map((pair, at) => [`l${at + 1}`, right.find(({ text }) => text === pair.right)!.id]),
      ),
    },
    explanation: null,
  };
}

const passagesOf = (statements: readonly Statement[]): Passage[] => [
  ...new Set(statements.map(({ passage }) => passage)),
];

export function* matching(making: Making): Iterable<MadeItem> {
  for (const passage of passagesOf(making.statements)) {
    const short = match(
      making,
      passage,
      abbreviationsOf(passage),
      'Match each abbreviation with what it stands for.',
    );
    if (short) yield short;
    const said = sayings(making.material.byPassage.get(passage.number) ?? []);
    const named = match(making, passage, said, 'Match each beginning with the words that complete it.');
    if (named) yield named;
  }
}

interface Step {
  text: string;
  start: number;
  end: number;
}

const cap = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const sequence =
  /\b(?:steps?|stages?|phases?|procedure|process|algorithm|order|sequence|recipe|protocol|workflow|pipeline|cycle)\b/i;
const hanging = /^(?:it|they|this|these|he|she|its|their|we|our)\b/i;

/** `First, … Then, … Finally, …`, or numbered: told in the order in which they come. */
function steps({ text, section }: Passage): Step[] {
  const marks =
    /(?:^|(?<=[.;:,\n]\s?))\s*(?:(First(?:ly)?|Second(?:ly)?|Third(?:ly)?|Next|Then|Afterwards?|Finally|Lastly)|\(?([1-9])[.)])[,:]?\s+/gu;
  const found = [...text.matchAll(marks)];
  const runs: Step[][] = [[]];
  for (const [index, mark] of found.entries()) {
    const opens = /^first/i.test(mark[1] ?? '') || mark[2] === '1';
    if (opens) runs.push([]);
    const start = mark.index + mark[0].length;
    const body = /^[^.;\n]{15,160}/
      .exec(text.slice(start, found[index + 1]?.index))?.[0]
      .replace(/,?\s+(?:and\s*)?$/, '');
    const run = runs.at(-1)!;
    // A number that does not go on counting is no step.
    const counted = mark[2] === undefined || Number(mark[2]) === run.length + 1;
    if (body && counted && (opens || run.length > 0))
      run.push({ text: cap(body.trim()), start: mark.index, end: start + body.length });
  }
  const inSequence = (run: readonly Step[]): boolean => {
    const spoken = !/^\s*\(?\d/.test(text.slice(run[0]!.start));
    // Numbers may as well count reasons.
    const before = `${section.at(-1) ?? ''} ${text.slice(Math.max(0, run[0]!.start - 240), run[0]!.start)}`;
    return spoken || sequence.test(before);
  };
  return (
    runs.find(
      (run) => run.length >= fewest && inSequence(run) && !run.some((step) => hanging.test(step.text)),
    ) ?? []
  );
}

/** Statements with one year each, which is then left out. */
function dated(statements: readonly Statement[]): Step[] {
  const events = statements.flatMap(({ text, start, end }) => {
    const years = text.match(/\b(?:1\d|20)\d\d\b/g) ?? [];
    const [year] = years;
    if (years.length !== 1 || !year) return [];
    const without = text
      .replace(
        new RegExp(`\\s?\\b(?:[Ii]n|[Bb]y|[Ss]ince|[Aa]round|[Aa]bout)\\s(?:the year\\s)?${year},?`),
        '',
      )
      .trim();
    return without.includes(year)
      ? []
      : [{ year: Number(year), text: cap(without.replace(/[.]$/, '')), start, end }];
  });
  const inOrder = events.toSorted((a, b) => a.year - b.year);
  return new Set(inOrder.map(({ year }) => year)).size === inOrder.length ? inOrder : [];
}

function order(making: Making, passage: Passage, all: readonly Step[], stem: string): MadeItem | undefined {
  const parts = all.slice(0, 6);
  const [start, end] = [
    Math.min(...parts.map((part) => part.start)),
    Math.max(...parts.map((part) => part.end)),
  ];
  if (parts.length < fewest || end - start > longestQuote) return undefined;
  const shown = making.random.shuffled(parts).map(({ text }, at) => ({ id: partIds[at]!, text }));
  return {
    ...common(making.slot, { passage, quote: passage.text.slice(start, end).trim() }),
    type: 'ordering',
    stem,
    body: { items: shown },
    key: { order: parts.map((part) => shown.find(({ text }) => text === part.text)!.id) },
    explanation: null,
  };
}

export function* ordering(making: Making): Iterable<MadeItem> {
  for (const passage of passagesOf(making.statements).filter(isProse)) {
    const events = order(
      making,
      passage,
      dated(making.material.byPassage.get(passage.number) ?? []),
      'Put these events in order, the earliest first.',
    );
    if (events) yield events;
    const told = order(making, passage, steps(passage), 'Put these steps in order, the first one first.');
    if (told) yield told;
  }
}
