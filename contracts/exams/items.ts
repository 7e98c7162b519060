/**
 * Questions. Each has a side that everybody may see who takes the exam (`body`) and one that nobody but its author sees before
 * it is marked (`key`): two shapes, so that no route can show the second by forgetting to hide it.
 */
import { z } from 'zod';
import { box } from '../documents/text.ts';
import { id } from '../http.ts';

export const itemType = z.enum([
  'mcq',
  'multi_select',
  'true_false',
  'cloze',
  'short_answer',
  'numeric',
  'matching',
  'ordering',
  'essay',
]);
export type ItemType = z.infer<typeof itemType>;

/** Anderson and Krathwohl's revision of Bloom's taxonomy (2001), from recalling to making. */
export const bloomLevel = z.enum(['remember', 'understand', 'apply', 'analyze', 'evaluate', 'create']);
export type BloomLevel = z.infer<typeof bloomLevel>;

export const difficulty = z.enum(['easy', 'medium', 'hard']);
export type Difficulty = z.infer<typeof difficulty>;

/** Names one of an item's options, gaps, criteria…: unique within it and stable over its shuffling. */
const partId = z.string().regex(/^[a-z0-9]{1,12}$/, 'must be 1 to 12 lower-case letters and digits');
const text = (max: number) => z.string().trim().min(1).max(max);
const part = z.strictObject({ id: partId, text: text(1_000) });
const parts = (least: number, most: number) =>
  z
    .array(part)
    .min(least)
    .max(most)
    .refine((all) => new Set(all.map((one) => one.id)).size === all.length, 'must not name a part twice');

/** One thing that an answer should show, and what it is worth. */
export const criterion = z.strictObject({
  id: partId,
  text: text(500),
  points: z.number().positive().max(100),
});
export type Criterion = z.infer<typeof criterion>;

export const rubric = z.array(criterion).min(1).max(12);

const open = z.strictObject({ rubric, model_answer: text(5_000) });

/** By type: what is shown, and what is right. */
export const itemShapes = {
  mcq: {
    body: z.strictObject({ options: parts(2, 10) }),
    key: z.strictObject({ option: partId }),
  },
  multi_select: {
    body: z.strictObject({ options: parts(2, 10) }),
    key: z.strictObject({ options: z.array(partId).min(1).max(10) }),
  },
  true_false: {
    body: z.strictObject({}),
    key: z.strictObject({ value: z.boolean() }),
  },
  cloze: {
    body: z.strictObject({
      text: text(3_000).meta({ description: 'Gaps are written `{{g1}}`, with the id of the gap' }),
      gaps: z
        .array(
          z.strictObject({
            id: partId,
            options: z.array(text(200)).min(2).max(10).optional().meta({
              description: 'What may stand in the gap; absent where it is to be written',
            }),
          }),
        )
        .min(1)
        .max(20),
    }),
    key: z.strictObject({
      gaps: z.record(partId, z.array(text(200)).min(1).max(10)).meta({
        description: 'By gap: what is accepted, the best first',
      }),
    }),
  },
  short_answer: { body: z.strictObject({}), key: open },
  numeric: {
    body: z.strictObject({ unit: text(40).nullable() }),
    key: z.strictObject({
      value: z.number(),
      tolerance: z.number().min(0).meta({ description: 'Absolute; an answer this far off is right' }),
    }),
  },
  matching: {
    body: z.strictObject({ left: parts(2, 12), right: parts(2, 12) }),
    key: z.strictObject({
      pairs: z.record(partId, partId).meta({ description: 'By left part its right one' }),
    }),
  },
  ordering: {
    body: z.strictObject({ items: parts(2, 12) }),
    key: z.strictObject({ order: z.array(partId).min(2).max(12) }),
  },
  essay: {
    body: z.strictObject({ words_max: z.int().min(20).max(5_000).nullable() }),
    key: open,
  },
} as const satisfies Record<ItemType, { body: z.ZodType; key: z.ZodType }>;

/** By type: what a client sends for an item. */
export const answerShapes = {
  mcq: z.strictObject({ option: partId }),
  multi_select: z.strictObject({ options: z.array(partId).max(10) }),
  true_false: z.strictObject({ value: z.boolean() }),
  cloze: z.strictObject({ gaps: z.record(partId, z.string().max(500)) }),
  short_answer: z.strictObject({ text: z.string().max(5_000) }),
  numeric: z.strictObject({
    value: z.union([z.number(), z.string().max(100)]).meta({
      description: 'A number, or one as people write it: `3,5`, `1.2e-3`, `12 kg`',
    }),
  }),
  matching: z.strictObject({ pairs: z.record(partId, partId) }),
  ordering: z.strictObject({ order: z.array(partId).max(12) }),
  essay: z.strictObject({ text: z.string().max(30_000) }),
} as const satisfies Record<ItemType, z.ZodType>;

export type ItemBody<T extends ItemType = ItemType> = z.infer<(typeof itemShapes)[T]['body']>;
export type ItemKey<T extends ItemType = ItemType> = z.infer<(typeof itemShapes)[T]['key']>;
export type Answer<T extends ItemType = ItemType> = z.infer<(typeof answerShapes)[T]>;

/** Where an item comes from: words that stand so on that page. */
export const itemSource = z.object({
  document_id: id,
  page: z.int().min(1),
  quote: z.string().min(1).max(2_000),
  boxes: z.array(box).meta({
    description: 'In points from the top left of the page, a box a line; none in media without pages',
  }),
  section: z.array(z.string()),
});
export type ItemSource = z.infer<typeof itemSource>;

const common = z.object({
  stem: text(3_000),
  marks: z.number().positive().max(100),
  difficulty,
  bloom: bloomLevel,
  topic: z.string().max(200),
  tags: z.array(text(60)).max(20),
});

const seen = z.object({ id, version: z.int().min(1), position: z.int().min(1) });

const explanation = z.string().max(3_000).nullable().meta({ description: 'Why the answer is right' });

/** One member for each type, with its own body and, where that is wanted, its key. */
function byType<Value>(shape: z.ZodRawShape, options: { withKey: boolean }): z.ZodType<Value, Value> {
  const [first, ...others] = itemType.options.map((type) => {
    const { body, key } = itemShapes[type];
    return z.strictObject({ type: z.literal(type), ...shape, body, ...(options.withKey && { key }) });
  });
  if (!first) throw new Error('there are no item types');
  return z.discriminatedUnion('type', [first, ...others]) as unknown as z.ZodType<Value, Value>;
}

type Sides = { [T in ItemType]: { type: T; body: ItemBody<T>; key: ItemKey<T> } }[ItemType];
type Body = { [T in ItemType]: { type: T; body: ItemBody<T> } }[ItemType];

/** An item as those who take the exam see it. */
export type AskedItem = Body & z.infer<typeof seen> & Pick<z.infer<typeof common>, 'stem' | 'marks'>;
export const askedItem = byType<AskedItem>(
  { ...seen.shape, stem: common.shape.stem, marks: common.shape.marks },
  { withKey: false },
);

const told = z.object({
  explanation,
  sources: z.array(itemSource).meta({ description: 'Empty where a person wrote it and named none' }),
  origin: z.enum(['model', 'offline', 'person']),
  ai_model: z.string().nullable(),
});

/** An item as its author sees it. */
export type Item = Sides & z.infer<typeof seen> & z.infer<typeof common> & z.infer<typeof told>;
export const item = byType<Item>({ ...seen.shape, ...common.shape, ...told.shape }, { withKey: true });

const drafted = z.object({ id: id.optional(), explanation: explanation.optional() });

/** An item as an author writes or changes it: without an id it is new, with one a new version of that item. */
export type ItemDraft = Sides & z.infer<typeof common> & z.infer<typeof drafted>;
export const itemDraft = byType<ItemDraft>({ ...drafted.shape, ...common.shape }, { withKey: true });
