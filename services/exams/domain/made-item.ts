/** A question before it is one: as a model or the offline engine proposes it, on its way through the gates. */
import type { Slot } from '@scory/contracts/exams/exam-request.ts';
import type { Item } from '@scory/contracts/exams/items.ts';

type Sides = Item extends infer Each
  ? Each extends Item
    ? Pick<Each, 'type' | 'body' | 'key'>
    : never
  : never;

export type MadeItem = Sides &
  Pick<Item, 'stem' | 'explanation' | 'difficulty' | 'bloom' | 'topic'> & {
    /** The slot of the plan that it fills. */
    slot: Slot['number'];
    /** Number of the passage that it rests on, in the material of the exam. */
    passage: number;
    /** Words of that passage that show the answer to be right. */
    quote: string;
  };
