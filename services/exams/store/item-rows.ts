/** The items that an exam asks, in its order, with the marks that it gives for them. */
import type { Queries } from '@scory/chassis/database.ts';
import type { Item } from '@scory/contracts/exams/items.ts';

export function readItems(database: Queries, examId: string): Promise<Item[]> {
  return database.query<Item>(
    `SELECT i.id, i.version, x.position, i.type, i.stem, i.body, i.key, i.explanation, i.difficulty, i.bloom, i.topic,
       i.tags, x.marks, i.sources, i.origin, i.ai_model
     FROM exams.exam_items x JOIN exams.items i ON i.id = x.item_id AND i.version = x.item_version
     WHERE x.exam_id = $1 ORDER BY x.position`,
    [examId],
  );
}
