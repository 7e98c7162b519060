/** The items that an exam asks, in its order, with the marks that it gives for them. */
import type { Queries } from '@scory/chassis/database.ts';
import type { Item } from '@scory/contracts/exams/items.ts';
import { LRUCache } from 'lru-cache';

export interface ExamItems {
  /** The items of a revision of an exam never change; those of an exam that is gone are none. */
  of(exam: { id: string; revision: number }): Promise<Item[]>;
}

const held = 200;

export async function readItems(database: Queries, examId: string): Promise<Item[]> {
  return database.query<Item>(
    `SELECT i.id, i.version, x.position, i.type, i.stem, i.body, i.key, i.explanation, i.difficulty, i.bloom, i.topic,
       i.tags, x.marks, i.sources, i.origin, i.ai_model
     FROM exams.exam_items x JOIN exams.items i ON i.id = x.item_id AND i.version = x.item_version
     WHERE x.exam_id = $1 ORDER BY x.position`,
    [examId],
  );
}

/** A hundred who sit the same exam read it once. */
export function createExamItems(database: Queries): ExamItems {
  const cache = new LRUCache<string, Promise<Item[]>>({ max: held, ttl: 60_000 });
  return {
    of({ id, revision }) {
      const key = `${id}@${revision}`;
      const known = cache.get(key);
      if (known) return known;
      const reading = readItems(database, id);
      cache.set(key, reading);
      reading.catch(() => cache.delete(key));
      return reading;
    },
  };
}
