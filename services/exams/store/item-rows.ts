/** Items as they are stored, and as an author sees them. */
import type { Queries } from '@scory/chassis/database.ts';
import type { Item } from '@scory/contracts/exams/items.ts';

export interface ItemRow extends Record<string, unknown> {
  id: string;
  version: number;
  position: number;
  type: Item['type'];
  stem: string;
  body: unknown;
  key: unknown;
  explanation: string | null;
  difficulty: Item['difficulty'];
  bloom: Item['bloom'];
  topic: string;
  tags: string[];
  marks: number;
  sources: Item['sources'];
  origin: Item['origin'];
  ai_model: string | null;
}

/** Of `exams.items` under the alias `i`, beside a position and marks. */
export const itemColumns =
  'i.id, i.version, i.type, i.stem, i.body, i.key, i.explanation, i.difficulty, i.bloom, i.topic, i.tags, i.sources, i.origin, i.ai_model';

/** Columns that tell of other things than the item stay out. */
export const itemOf = (row: ItemRow): Item =>
  ({
    type: row.type,
    id: row.id,
    version: row.version,
    position: row.position,
    stem: row.stem,
    marks: row.marks,
    difficulty: row.difficulty,
    bloom: row.bloom,
    topic: row.topic,
    tags: row.tags,
    explanation: row.explanation,
    sources: row.sources,
    origin: row.origin,
    ai_model: row.ai_model,
    body: row.body,
    key: row.key,
  }) as Item;

/** The items of an exam in their order. Whoever asks has found the exam to be theirs. */
export async function readItems(database: Queries, examId: string): Promise<Item[]> {
  const rows = await database.query<ItemRow>(
    `SELECT ${itemColumns}, x.position, x.marks FROM exams.exam_items x
     JOIN exams.items i ON i.id = x.item_id AND i.version = x.item_version
     WHERE x.exam_id = $1 ORDER BY x.position`,
    [examId],
  );
  return rows.map(itemOf);
}
