/** What was made of the same text for the same plan. Rows name no owner: who finds one has presented all that shapes it. */
import type { Queries } from '@scory/chassis/database.ts';
import { defineRows } from '@scory/chassis/rows.ts';
import { type MadeBatch, madeBatch } from '../domain/made-batch.ts';

export const madeBatchRows = defineRows({
  name: 'exams.made_batches',
  columns: { key: 'text', items: 'jsonb' },
  key: ['key'],
  // Where two made the same at once, what is there stays: the exam of the first rests on it.
  onConflict: 'ON CONFLICT (key) DO NOTHING',
});

export async function findBatches(
  database: Queries,
  keys: readonly string[],
): Promise<Map<string, MadeBatch>> {
  const rows = await database.query<{ key: string; items: unknown }>(
    'SELECT key, items FROM exams.made_batches WHERE key = ANY($1::text[])',
    [keys],
  );
  return new Map(rows.map(({ key, items }) => [key, madeBatch.parse(items)]));
}

/** Those that are old: what is asked for seldom is made anew. */
export async function dropOldBatches(database: Queries, olderThanDays: number): Promise<number> {
  const rows = await database.query(
    'DELETE FROM exams.made_batches WHERE created_at < now() - make_interval(days => $1) RETURNING key',
    [olderThanDays],
  );
  return rows.length;
}
