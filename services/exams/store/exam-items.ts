/** The items that an exam asks, in its order, with the marks that it gives for them. */
import type { Queries } from '@scory/chassis/database.ts';
import type { Item } from '@scory/contracts/exams/items.ts';
import { LRUCache } from 'lru-cache';
import { readItems } from './item-rows.ts';

export interface ExamItems {
  /**
   * The items of a revision of an exam never change; those of an exam that is gone are none. Within a transaction they are
   * read through it: one that waited for a second connection, as all others do, would wait for ever.
   */
  of(exam: { id: string; revision: number }, within?: Queries): Promise<Item[]>;
}

const held = 200;

/** A hundred who sit the same exam read it once. */
export function createExamItems(database: Queries): ExamItems {
  const cache = new LRUCache<string, Item[]>({ max: held, ttl: 60_000 });
  return {
    async of({ id, revision }, within = database) {
      const key = `${id}@${revision}`;
      const known = cache.get(key);
      if (known) return known;
      const items = await readItems(within, id);
      // One that is still being made has none yet.
      if (items.length > 0) cache.set(key, items);
      return items;
    },
  };
}
