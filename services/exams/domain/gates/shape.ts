/** Whether an item is whole: the type that was asked for, with a body and a key that fit its contract and each other. */
import { itemShapes } from '@scory/contracts/exams/items.ts';
import { gapIds } from '../item-texts.ts';
import type { MadeItem } from '../made-item.ts';
import { folded } from '../text/fold.ts';
import { wordsOf } from '../text/words.ts';
import type { Gate } from './against.ts';

type Of<T extends MadeItem['type']> = MadeItem & { type: T };

const fewestOptions = 3;
/** Two things in order are a coin toss. */
const fewestOrdered = 3;
const fewestWordsAroundGaps = 4;
/** What is left of a template. */
const leftovers =
  /\{\{|\}\}|\[(?:insert|term|blank|option)\b|\b(?:undefined|NaN|TODO|lorem ipsum)\b|<\/?[a-z]+>/i;

/** Marks as they stand in text: `1.`, `•`, `a)`. */
const withoutMark = (text: string): string =>
  folded(text)
    .replace(/^(?:[-•*]|\(?[a-z0-9]{1,2}[.)])\s+/, '')
    .replace(/[.;,]$/, '');

function repeated(texts: readonly string[], what: string): string[] {
  const bare = texts.map(withoutMark);
  const reasons: string[] = [];
  if (bare.some((text) => !/[\p{L}\p{N}\p{S}]/u.test(text))) reasons.push(`one of its ${what} says nothing`);
  if (new Set(bare).size < bare.length) reasons.push(`two of its ${what} are the same`);
  return reasons;
}

const sameIds = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && new Set(a).size === a.length && a.every((id) => b.includes(id));

function choice({ body, key, type }: Of<'mcq'> | Of<'multi_select'>): string[] {
  const ids = body.options.map(({ id }) => id);
  const keys = 'option' in key ? [key.option] : key.options;
  const reasons = repeated(
    body.options.map(({ text }) => text),
    'options',
  );
  if (ids.length < fewestOptions) reasons.push(`it has fewer than ${fewestOptions} options`);
  if (!keys.every((id) => ids.includes(id))) reasons.push('its key names an option that it does not have');
  if (new Set(keys).size < keys.length) reasons.push('its key names an option twice');
  if (type === 'multi_select' && keys.length >= ids.length) reasons.push('all of its options are right');
  return reasons;
}

function cloze({ body, key }: Of<'cloze'>): string[] {
  const inText = gapIds(body.text);
  const reasons: string[] = [];
  if (
    !sameIds(
      inText,
      body.gaps.map(({ id }) => id),
    )
  )
    reasons.push('its text does not show each of its gaps once');
  if (!sameIds(Object.keys(key.gaps), inText)) reasons.push('its key does not fill exactly its gaps');
  const around = body.text.replace(/\{\{[a-z0-9]+\}\}/g, ' ');
  if (leftovers.test(around)) reasons.push('its text has gaps that are not written as such');
  if (wordsOf(around).length < fewestWordsAroundGaps * Math.max(1, inText.length / 2))
    reasons.push('there is too little text around its gaps');
  for (const { id, options } of body.gaps) {
    if (!options) continue;
    reasons.push(...repeated(options, 'choices for a gap'));
    if (options.length < fewestOptions) reasons.push(`a gap has fewer than ${fewestOptions} choices`);
    if (!options.includes(key.gaps[id]?.[0] ?? ''))
      reasons.push('what is right is not among the choices for a gap');
  }
  return reasons;
}

function matching({ body: { left, right }, key: { pairs } }: Of<'matching'>): string[] {
  const reasons = [
    ...repeated(
      left.map(({ text }) => text),
      'left parts',
    ),
    ...repeated(
      right.map(({ text }) => text),
      'right parts',
    ),
  ];
  const matched = Object.values(pairs);
  if (
    !sameIds(
      Object.keys(pairs),
      left.map(({ id }) => id),
    )
  )
    reasons.push('its key does not pair each left part once');
  if (!matched.every((id) => right.some((part) => part.id === id)))
    reasons.push('its key names a right part that it does not have');
  if (new Set(matched).size < matched.length) reasons.push('two left parts have the same right one');
  if (left.length < 3 && right.length < 3) reasons.push('it has fewer than three parts to match');
  return reasons;
}

function ordering({ body: { items }, key: { order } }: Of<'ordering'>): string[] {
  const reasons = repeated(
    items.map(({ text }) => text),
    'parts',
  );
  if (
    !sameIds(
      order,
      items.map(({ id }) => id),
    )
  )
    reasons.push('its key does not put each part in one place');
  if (items.length < fewestOrdered) reasons.push(`it has fewer than ${fewestOrdered} parts to order`);
  return reasons;
}

function numeric({ body, key: { value, tolerance } }: Of<'numeric'>): string[] {
  const reasons: string[] = [];
  if (!Number.isFinite(value) || !Number.isFinite(tolerance)) reasons.push('its value is no number');
  if (value !== 0 && tolerance >= Math.abs(value)) reasons.push('its tolerance is as large as its value');
  if (body.unit !== null && /^\d/.test(body.unit)) reasons.push('its unit is a number');
  return reasons;
}

function open({ key, stem }: Of<'short_answer'> | Of<'essay'>, marks: number): string[] {
  const reasons = repeated(
    key.rubric.map(({ text }) => text),
    'criteria',
  );
  const points = key.rubric.reduce((sum, criterion) => sum + criterion.points, 0);
  // Shares of marks are decimal fractions; their sum is off by floating point.
  if (Math.abs(points - marks) > 1e-6) reasons.push(`its rubric is worth ${points} and not ${marks} points`);
  if (new Set(key.rubric.map(({ id }) => id)).size < key.rubric.length)
    reasons.push('two of its criteria have one id');
  if (folded(key.model_answer) === folded(stem)) reasons.push('its model answer repeats the question');
  return reasons;
}

function byType(item: MadeItem, marks: number): string[] {
  switch (item.type) {
    case 'mcq':
    case 'multi_select':
      return choice(item);
    case 'cloze':
      return cloze(item);
    case 'matching':
      return matching(item);
    case 'ordering':
      return ordering(item);
    case 'numeric':
      return numeric(item);
    case 'short_answer':
    case 'essay':
      return open(item, marks);
    case 'true_false':
      return [];
  }
}

export const shape: Gate = (item, { slot }) => {
  const { body, key } = itemShapes[item.type];
  const read = { body: body.safeParse(item.body), key: key.safeParse(item.key) };
  const reasons: string[] = [];
  if (item.type !== slot.type) reasons.push(`it is ${item.type} where ${slot.type} was asked for`);
  for (const side of ['body', 'key'] as const) {
    const [issue] = read[side].error?.issues ?? [];
    if (issue) reasons.push(`its ${side} does not fit its type: ${issue.path.join('.')} ${issue.message}`);
  }
  if (wordsOf(item.stem).length < 2 || item.stem.length > 3_000) reasons.push('its stem is no question');
  if (leftovers.test(item.stem)) reasons.push('its stem has something left of a template');
  return read.body.success && read.key.success ? [...reasons, ...byType(item, slot.marks)] : reasons;
};
