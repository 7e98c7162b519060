/** What an item is held against. */
import type { Slot } from '@scory/contracts/exams/exam-request.ts';
import type { MadeItem } from '../made-item.ts';
import type { Passage } from '../passage.ts';

export interface Against {
  slot: Slot;
  passages: ReadonlyMap<number, Passage>;
  /** Items that stand in the exam already. */
  accepted: readonly MadeItem[];
  /** ISO 639-1, in which the exam is to be. */
  language: string;
}

/** Says why an item is turned away, each reason for itself; nothing where it may stand. */
export type Gate = (item: MadeItem, against: Against) => string[];
