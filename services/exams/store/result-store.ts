/** Marks of whole exams, for statistics and gradebooks. */
import type { Queries } from '@scory/chassis/database.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import type { Answers } from './attempt-store.ts';
import { findExam } from './exam-store.ts';
import { findTakeable } from './publication-store.ts';

export interface ResultRow extends Record<string, unknown> {
  attempt_id: string;
  user_id: string;
  number: number;
  submitted_at: Date;
  answers: Answers;
  /** Latest points by item. */
  points: Record<string, number>;
  sum: number;
  provisional: boolean;
}

/**
 * A marked attempt of everybody: their first, or their best (of equals the first). The author's own tries say nothing
 * about an exam that others take.
 */
export function resultsOf(database: Queries, examId: string, which: 'first' | 'best'): Promise<ResultRow[]> {
  return database.query<ResultRow>(
    `WITH latest AS (
       SELECT DISTINCT ON (m.attempt_id, m.item_id) m.attempt_id, m.item_id, m.points, m.provisional
       FROM exams.attempts a JOIN exams.marks m ON m.attempt_id = a.id
       WHERE a.exam_id = $1 AND a.status = 'marked' ORDER BY m.attempt_id, m.item_id, m.revision DESC
     ), sums AS (
       SELECT attempt_id, json_object_agg(item_id, points) AS points, sum(points) AS sum, bool_or(provisional) AS provisional
       FROM latest GROUP BY attempt_id
     )
     SELECT DISTINCT ON (a.owner_id) a.id AS attempt_id, a.owner_id AS user_id, a.number, a.submitted_at, a.answers,
       s.points, s.sum, s.provisional
     FROM exams.attempts a JOIN sums s ON s.attempt_id = a.id JOIN exams.exams e ON e.id = a.exam_id
     WHERE a.exam_id = $1 AND (a.owner_id <> e.owner_id OR e.status <> 'published')
     ORDER BY a.owner_id, CASE WHEN $2::boolean THEN s.sum END DESC NULLS LAST, a.number`,
    [examId, which === 'best'],
  );
}

/** What somebody is to an exam; undefined where it is not for them. Whoever has begun it stays its taker. */
export async function audienceOf(
  database: Queries,
  actor: Actor,
  examId: string,
): Promise<'author' | 'taker' | undefined> {
  if (await findExam(database, examId, actor.owner_id)) return 'author';
  if (await findTakeable(database, actor, examId)) return 'taker';
  const rows = await database.query(
    `SELECT FROM exams.attempts a JOIN exams.exams e ON e.id = a.exam_id AND e.status <> 'deleting'
     WHERE a.exam_id = $1 AND a.owner_id = $2 LIMIT 1`,
    [examId, actor.owner_id],
  );
  return rows.length > 0 ? 'taker' : undefined;
}
