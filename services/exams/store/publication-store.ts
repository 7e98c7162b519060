/** Who may take an exam, as part of the query. */
import type { Queries } from '@scory/chassis/database.ts';
import type { Actor } from '@scory/contracts/envelope.ts';

/** An exam that the actor may take: its own, or one that was published for it, whether or not its window is open. */
export interface Takeable extends Record<string, unknown> {
  id: string;
  owner_id: string;
  status: 'draft' | 'published';
  opens_at: Date | null;
  closes_at: Date | null;
  /** Null for an exam that was not published. */
  attempts_allowed: number | null;
  time_limit_seconds: number | null;
}

/** $1 owner, $2 faculty, $3 semester of the actor, on `exams.exams e` left joined with `exams.publications p`. */
export const mayTakeSql = `(e.owner_id = $1 OR (e.status = 'published' AND (
  (p.audience = 'faculty' AND p.faculty_id = $2::uuid) OR (p.audience = 'semester' AND p.semester_id = $3::uuid)
  OR (p.audience = 'users' AND p.user_ids @> ARRAY[$1::uuid]))))`;

export async function findTakeable(
  database: Queries,
  actor: Pick<Actor, 'owner_id' | 'faculty_id' | 'semester_id'>,
  examId: string,
): Promise<Takeable | undefined> {
  const [row] = await database.query<Takeable>(
    `SELECT e.id, e.owner_id, e.status, p.opens_at, p.closes_at, p.attempts_allowed, p.time_limit_seconds
     FROM exams.exams e LEFT JOIN exams.publications p ON p.exam_id = e.id
     WHERE e.id = $4 AND e.status IN ('draft', 'published') AND ${mayTakeSql}`,
    [actor.owner_id, actor.faculty_id, actor.semester_id, examId],
  );
  return row;
}
