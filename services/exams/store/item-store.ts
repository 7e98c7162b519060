/** Statements that write items, and those of the item bank. A version is written once and never changed. */
import type { Queries } from '@scory/chassis/database.ts';
import type { Item } from '@scory/contracts/exams/items.ts';
import { type ItemRow, itemColumns, itemOf } from './item-rows.ts';

export type StoredItem = Omit<Item, 'position'>;

/** The same again changes nothing. */
export async function insertItems(tx: Queries, ownerId: string, items: readonly StoredItem[]): Promise<void> {
  await tx.query(
    `INSERT INTO exams.items (id, version, owner_id, type, stem, body, key, explanation, difficulty, bloom, topic, tags, marks,
       sources, origin, ai_model)
     SELECT id, version, $1, type, stem, body, key, explanation, difficulty, bloom, topic, tags, marks, sources, origin, ai_model
     FROM json_to_recordset($2::json) AS t(id uuid, version int, type text, stem text, body jsonb, key jsonb, explanation text,
       difficulty text, bloom text, topic text, tags text[], marks float8, sources jsonb, origin text, ai_model text)
     ON CONFLICT (id, version) DO NOTHING`,
    [ownerId, JSON.stringify(items)],
  );
}

/** In place of the items it had, in this order. */
export async function putExamItems(
  tx: Queries,
  examId: string,
  items: readonly Pick<Item, 'id' | 'version' | 'marks'>[],
): Promise<void> {
  await tx.query('DELETE FROM exams.exam_items WHERE exam_id = $1', [examId]);
  const rows = items.map(({ id, version, marks }, place) => ({ id, version, marks, position: place + 1 }));
  await tx.query(
    `INSERT INTO exams.exam_items (exam_id, position, item_id, item_version, marks)
     SELECT $1, position, id, version, marks
     FROM json_to_recordset($2::json) AS t(id uuid, version int, marks float8, position int)`,
    [examId, JSON.stringify(rows)],
  );
}

/** The latest version of each of these that the owner has. */
export async function latestOf(
  tx: Queries,
  ownerId: string,
  ids: readonly string[],
): Promise<Map<string, Item>> {
  const rows = await tx.query<ItemRow>(
    `SELECT DISTINCT ON (i.id) ${itemColumns}, i.marks, 1 AS position FROM exams.items i
     WHERE i.owner_id = $1 AND i.id = ANY($2::uuid[]) ORDER BY i.id, i.version DESC`,
    [ownerId, ids],
  );
  return new Map(rows.map((row) => [row.id, itemOf(row)]));
}

export interface BankPage {
  limit: number;
  before: string | undefined;
  type: string | undefined;
  tag: string | undefined;
  documentId: string | undefined;
  unusedDays: number | undefined;
}

export interface BankItem {
  item: Item;
  used_in: number;
  last_used_at: string | null;
}

/** The latest version of each item that it is true of, newest first. */
export async function listBank(database: Queries, ownerId: string, page: BankPage): Promise<BankItem[]> {
  const rows = await database.query<ItemRow & { used_in: number; last_used_at: Date | null }>(
    `SELECT ${itemColumns}, i.marks, 1 AS position, u.used_in, u.last_used_at
     FROM exams.items i
     CROSS JOIN LATERAL (
       SELECT count(*)::int AS used_in, max(e.created_at) AS last_used_at
       FROM exams.exam_items x JOIN exams.exams e ON e.id = x.exam_id AND e.status <> 'deleting' WHERE x.item_id = i.id) u
     WHERE i.owner_id = $1 AND ($2::uuid IS NULL OR i.id < $2)
       AND NOT EXISTS (SELECT FROM exams.items later WHERE later.id = i.id AND later.version > i.version)
       AND ($3::text IS NULL OR i.type = $3) AND ($4::text IS NULL OR $4 = ANY(i.tags))
       AND ($5::text IS NULL OR i.sources @> jsonb_build_array(jsonb_build_object('document_id', $5::text)))
       AND ($6::int IS NULL OR u.last_used_at IS NULL OR u.last_used_at < now() - make_interval(days => $6))
     ORDER BY i.id DESC LIMIT $7`,
    [
      ...[ownerId, page.before ?? null, page.type ?? null, page.tag ?? null, page.documentId ?? null],
      ...[page.unusedDays ?? null, page.limit],
    ],
  );
  return rows.map((row) => ({
    item: itemOf(row),
    used_in: row.used_in,
    last_used_at: row.last_used_at?.toISOString() ?? null,
  }));
}

/** Every version, the latest first. */
export async function listVersions(database: Queries, ownerId: string, id: string): Promise<Item[]> {
  const rows = await database.query<ItemRow>(
    `SELECT ${itemColumns}, i.marks, 1 AS position FROM exams.items i
     WHERE i.owner_id = $1 AND i.id = $2 ORDER BY i.version DESC`,
    [ownerId, id],
  );
  return rows.map(itemOf);
}

const recentMax = 300;

/** What the owner's exams of the last 90 days ask, but for one of them. */
export async function listRecent(database: Queries, ownerId: string, exceptExamId: string): Promise<Item[]> {
  const rows = await database.query<ItemRow>(
    `SELECT ${itemColumns}, i.marks, 1 AS position FROM exams.exams e
     JOIN exams.exam_items x ON x.exam_id = e.id
     JOIN exams.items i ON i.id = x.item_id AND i.version = x.item_version
     WHERE e.owner_id = $1 AND e.id <> $2 AND e.status <> 'deleting' AND e.created_at > now() - interval '90 days'
     ORDER BY e.id DESC, x.position LIMIT $3`,
    [ownerId, exceptExamId, recentMax],
  );
  return rows.map(itemOf);
}
