/**
 * From what a model says to an item: ids, an order of options that tells nothing (a model puts the right one first), and points that
 * add up. Nothing is mended that a gate is to judge.
 */
import { createHash } from 'node:crypto';
import type { Criterion, ItemBody, ItemKey, ItemType } from '@scory/contracts/exams/items.ts';
import type { Draft } from '../prompts/make-items.ts';
import type { PlannedSlot } from './blueprint.ts';
import type { MadeItem } from './made-item.ts';
import { type SeededRandom, seededRandom } from './seeded-random.ts';
import { scaledPoints } from './share-marks.ts';

type Sides<T extends ItemType> = { type: T; body: ItemBody<T>; key: ItemKey<T> };
type Part = { id: string; text: string };

const letters = 'abcdefghijklmnopqrstuvwxyz';

/** Chance that is the same for the same question. */
const chanceOf = (stem: string): SeededRandom =>
  seededRandom(createHash('sha256').update(stem).digest().readUInt32LE());

/** Shuffled, named by their places then; `idOf` finds the id of the text at a place before. */
function shuffledParts(
  texts: readonly string[],
  random: SeededRandom,
): { parts: Part[]; idOf: (place: number) => string } {
  const order = random.shuffled([...texts.keys()]);
  const idAt = (place: number): string => letters[place] ?? `z${place}`;
  return {
    parts: order.map((from, place) => ({ id: idAt(place), text: (texts[from] as string).trim() })),
    idOf: (place) => idAt(order.indexOf(place)),
  };
}

function multipleChoice(draft: Draft<'mcq'>, random: SeededRandom): Sides<'mcq'> {
  const { parts, idOf } = shuffledParts([draft.answer, ...draft.distractors], random);
  return { type: 'mcq', body: { options: parts }, key: { option: idOf(0) } };
}

function multiSelect({ right, wrong }: Draft<'multi_select'>, random: SeededRandom): Sides<'multi_select'> {
  const { parts, idOf } = shuffledParts([...right, ...wrong], random);
  return {
    type: 'multi_select',
    body: { options: parts },
    key: { options: [...right.keys()].map(idOf).sort() },
  };
}

function matching({ pairs, extra_right }: Draft<'matching'>, random: SeededRandom): Sides<'matching'> {
  const left = pairs.map((pair, place) => ({ id: `l${place + 1}`, text: pair.left.trim() }));
  const right = shuffledParts([...pairs.map((pair) => pair.right), ...extra_right], random);
  const key = Object.fromEntries(left.map(({ id }, place) => [id, right.idOf(place)]));
  return { type: 'matching', body: { left, right: right.parts }, key: { pairs: key } };
}

function ordering({ steps }: Draft<'ordering'>, random: SeededRandom): Sides<'ordering'> {
  const { parts, idOf } = shuffledParts(steps, random);
  return { type: 'ordering', body: { items: parts }, key: { order: [...steps.keys()].map(idOf) } };
}

function cloze({ text, gaps }: Draft<'cloze'>): Sides<'cloze'> {
  return {
    type: 'cloze',
    body: { text, gaps: gaps.map(({ id }) => ({ id })) },
    key: { gaps: Object.fromEntries(gaps.map(({ id, accepted }) => [id, accepted])) },
  };
}

function rubricOf(criteria: readonly { text: string; points: number }[], marks: number): Criterion[] {
  const points = scaledPoints(
    criteria.map((each) => each.points),
    marks,
  );
  return criteria.map(({ text }, place) => ({
    id: `c${place + 1}`,
    text: text.trim(),
    points: points[place] as number,
  }));
}

function sidesOf(draft: Draft, marks: number): Sides<ItemType> {
  const random = chanceOf(draft.stem);
  switch (draft.type) {
    case 'mcq':
      return multipleChoice(draft, random);
    case 'multi_select':
      return multiSelect(draft, random);
    case 'true_false':
      return { type: 'true_false', body: {}, key: { value: draft.value } };
    case 'cloze':
      return cloze(draft);
    case 'numeric':
      return {
        type: 'numeric',
        body: { unit: draft.unit.trim() || null },
        key: { value: draft.value, tolerance: Math.max(0, draft.tolerance) },
      };
    case 'matching':
      return matching(draft, random);
    case 'ordering':
      return ordering(draft, random);
    case 'short_answer':
    case 'essay': {
      const key = { rubric: rubricOf(draft.criteria, marks), model_answer: draft.model_answer };
      if (draft.type === 'short_answer') return { type: 'short_answer', body: {}, key };
      return { type: 'essay', body: { words_max: draft.words_max > 0 ? draft.words_max : null }, key };
    }
  }
}

/** @param passage as the material numbers it */
export function assembleItem(draft: Draft, slot: PlannedSlot, passage: number): MadeItem {
  const { number, difficulty, bloom, topic, marks } = slot;
  return {
    ...sidesOf(draft, marks),
    slot: number,
    passage,
    quote: draft.quote,
    stem: draft.stem.trim(),
    explanation: draft.explanation.trim() || null,
    ...{ difficulty, bloom, topic },
  } as MadeItem;
}

/** The same question for other marks: the points of a rubric go with them. */
export function withMarks<Made extends MadeItem>(item: Made, marks: number): Made {
  if (item.type !== 'short_answer' && item.type !== 'essay') return item;
  const { rubric, model_answer } = item.key;
  return { ...item, key: { rubric: rubricOf(rubric, marks), model_answer } };
}
