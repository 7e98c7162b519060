import type { Item, ItemType } from '@scory/contracts/exams/items.ts';

/** What a file is written from. Everything in it follows from this: the same exam is the same file. */
export interface ExamToExport {
  id: string;
  title: string;
  /** ISO 639-1: the words around the questions are in it, where we have them. */
  language: string | null;
  updatedAt: Date;
  items: readonly Item[];
}

export type ItemOf<T extends ItemType> = Extract<Item, { type: T }>;
