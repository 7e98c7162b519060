/**
 * What a batch came to, as it is kept: by places in the batch, not by numbers of an exam, so that another exam which has the same
 * planned of the same text is served by it.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { PlannedSlot } from './blueprint.ts';
import type { MadeItem } from './made-item.ts';
import type { Passage } from './passage.ts';

export interface MadeBatch {
  items: KeptItem[];
  /** Places that nothing was made for, and why. */
  missing: { place: number; reason: string }[];
  /** Of those who made it. */
  ai_model: string;
  blind_solver: string | null;
}

interface KeptItem {
  /** In the batch. */
  place: number;
  /** Of the passage, in those that the batch may rest on. */
  passage: number;
  item: Omit<MadeItem, 'slot' | 'passage'>;
}

/** Only what the product itself wrote is read: its outer shape says whether it is of this version. */
export const madeBatch = z.object({
  items: z.array(z.object({ place: z.int(), passage: z.int(), item: z.record(z.string(), z.unknown()) })),
  missing: z.array(z.object({ place: z.int(), reason: z.string() })),
  ai_model: z.string(),
  blind_solver: z.string().nullable(),
}) as unknown as z.ZodType<MadeBatch>;

/** The passages of these slots, each once, in the order of the material. */
export const passagesOf = (slots: readonly PlannedSlot[]): number[] =>
  [...new Set(slots.flatMap(({ passages }) => passages))].sort((a, b) => a - b);

export interface KeyParts {
  slots: readonly PlannedSlot[];
  passages: ReadonlyMap<number, Passage>;
  /** Numbers of the passages that it may rest on. */
  reach: readonly number[];
  language: string;
  /** What makes it, and in which version. */
  maker: string;
  /** Stems of questions that are not to be asked again. */
  avoid: readonly string[];
}

/** Hash of all that shapes a batch, and of nothing that says whose it is. */
export function batchKey({ slots, passages, reach, language, maker, avoid }: KeyParts): string {
  const texts = reach.map((number) => {
    const { section, text } = passages.get(number) as Passage;
    return { section, text };
  });
  const cells = slots.map(({ type, topic, bloom, difficulty, marks, passages: on }) => ({
    ...{ type, topic, bloom, difficulty, marks },
    on: on.map((number) => reach.indexOf(number)),
  }));
  const parts = { texts, cells, language, maker, avoid: [...avoid].sort() };
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

export function keptItem(item: MadeItem, { slots, reach }: Pick<KeyParts, 'slots' | 'reach'>): KeptItem {
  const { slot, passage, ...rest } = item;
  return {
    place: slots.findIndex(({ number }) => number === slot),
    passage: reach.indexOf(passage),
    item: rest as KeptItem['item'],
  };
}

/** As the exam numbers them. */
export function itemsOf(batch: MadeBatch, { slots, reach }: Pick<KeyParts, 'slots' | 'reach'>): MadeItem[] {
  return batch.items.flatMap(({ place, passage, item }) => {
    const [slot, number] = [slots[place]?.number, reach[passage]];
    return slot === undefined || number === undefined ? [] : [{ ...item, slot, passage: number } as MadeItem];
  });
}
