/** What marking took, for the figures of the owner on whose behalf it was done. */
import type { Queries } from '@scory/chassis/database.ts';
import { defineRows } from '@scory/chassis/rows.ts';

export interface MarkingRun extends Record<string, unknown> {
  /** Of the attempt or the evaluation. */
  id: string;
  owner_id: string;
  answers: number;
  open_answers: number;
  /** Of the open ones those that had been marked before. */
  cached: number;
  cost_usd: number;
  duration_ms: number;
}

export const markingRunRows = defineRows({
  name: 'exams.marking_runs',
  columns: {
    id: 'uuid',
    owner_id: 'uuid',
    answers: 'int',
    open_answers: 'int',
    cached: 'int',
    cost_usd: 'numeric',
    duration_ms: 'int',
  },
  key: ['id'],
  onConflict: 'ON CONFLICT (id) DO NOTHING',
});

/** Inserts the runs of a JSON array in a parameter. */
export const noteRunSql = (parameter: string): string => `
  INSERT INTO exams.marking_runs (id, owner_id, answers, open_answers, cached, cost_usd, duration_ms)
  SELECT id, owner_id, answers, open_answers, cached, cost_usd, duration_ms
  FROM json_to_recordset(${parameter}::json) AS t(id uuid, owner_id uuid, answers int, open_answers int, cached int,
    cost_usd numeric, duration_ms int)
  ON CONFLICT (id) DO NOTHING`;

export async function noteRun(database: Queries, run: MarkingRun): Promise<void> {
  await database.query(noteRunSql('$1'), [JSON.stringify([run])]);
}

export interface Figures {
  total: number;
  last_24_hours: number;
  mean_duration_ms: number | null;
  cache_hit_rate: number | null;
  cost_usd: number;
}

export async function markingFigures(database: Queries, ownerId: string): Promise<Figures> {
  const [row] = await database.query<Record<keyof Figures, string | null>>(
    `SELECT coalesce(sum(answers), 0) AS total,
       coalesce(sum(answers) FILTER (WHERE created_at > now() - interval '24 hours'), 0) AS last_24_hours,
       avg(duration_ms) AS mean_duration_ms, sum(cached)::float8 / nullif(sum(open_answers), 0) AS cache_hit_rate,
       coalesce(sum(cost_usd), 0) AS cost_usd
     FROM exams.marking_runs WHERE owner_id = $1`,
    [ownerId],
  );
  return figuresOf(row as Record<keyof Figures, string | null>);
}

/** Of the exams that an owner had made: their questions, and what they took. */
export async function questionFigures(
  database: Queries,
  ownerId: string,
): Promise<Omit<Figures, 'mean_duration_ms'> & { by_type: Record<string, number> }> {
  const types = await database.query<{ type: string; total: number; recent: number }>(
    `SELECT type, count(*)::int AS total, count(*) FILTER (WHERE created_at > now() - interval '24 hours')::int AS recent
     FROM exams.items WHERE owner_id = $1 AND version = 1 GROUP BY type ORDER BY type`,
    [ownerId],
  );
  const [exams] = await database.query<{ cache_hit_rate: number | null; cost_usd: string }>(
    `SELECT avg(CASE WHEN (report->>'from_cache')::boolean THEN 1 ELSE 0 END)::float8 AS cache_hit_rate,
       coalesce(sum((report->>'cost_usd')::numeric), 0) AS cost_usd
     FROM exams.exams WHERE owner_id = $1 AND report IS NOT NULL`,
    [ownerId],
  );
  return {
    total: types.reduce((sum, { total }) => sum + total, 0),
    last_24_hours: types.reduce((sum, { recent }) => sum + recent, 0),
    cache_hit_rate: exams?.cache_hit_rate ?? null,
    cost_usd: Number(exams?.cost_usd ?? 0),
    by_type: Object.fromEntries(types.map(({ type, total }) => [type, total])),
  };
}

const figuresOf = (row: Record<keyof Figures, string | null>): Figures => ({
  total: Number(row.total),
  last_24_hours: Number(row.last_24_hours),
  mean_duration_ms: row.mean_duration_ms === null ? null : Math.round(Number(row.mean_duration_ms)),
  cache_hit_rate: row.cache_hit_rate === null ? null : Number(row.cache_hit_rate),
  cost_usd: Number(row.cost_usd),
});
