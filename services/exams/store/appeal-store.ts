/** Appeals against marks. */
import type { Queries } from '@scory/chassis/database.ts';
import type { AppealView } from '@scory/contracts/exams/appeals.ts';

export interface AppealRow extends Record<string, unknown> {
  id: string;
  attempt_id: string;
  item_id: string;
  owner_id: string;
  text: string;
  status: AppealView['status'];
  decision: string | null;
  created_at: Date;
  decided_at: Date | null;
}

/** Undefined where one against the same mark is open, unless it is this very one, sent again. */
export async function insertAppeal(
  database: Queries,
  appeal: { id: string; attemptId: string; itemId: string; ownerId: string; text: string },
): Promise<AppealRow | undefined> {
  const { id, attemptId, itemId, ownerId, text } = appeal;
  await database.query(
    `INSERT INTO exams.appeals (id, attempt_id, item_id, owner_id, text, status) VALUES ($1, $2, $3, $4, $5, 'open')
     ON CONFLICT DO NOTHING`,
    [id, attemptId, itemId, ownerId, text],
  );
  const [row] = await database.query<AppealRow>(
    'SELECT * FROM exams.appeals WHERE id = $1 AND owner_id = $2',
    [id, ownerId],
  );
  return row;
}

/** Newest first; with `ownerId` those of one, else of all, for the author. */
export function listAppeals(
  database: Queries,
  examId: string,
  page: { ownerId: string | null; status: string | undefined; before: string | undefined; limit: number },
): Promise<AppealRow[]> {
  return database.query<AppealRow>(
    `SELECT p.* FROM exams.appeals p JOIN exams.attempts a ON a.id = p.attempt_id
     WHERE a.exam_id = $1 AND ($2::uuid IS NULL OR p.owner_id = $2) AND ($3::text IS NULL OR p.status = $3)
       AND ($4::uuid IS NULL OR p.id < $4) ORDER BY p.id DESC LIMIT $5`,
    [examId, page.ownerId, page.status ?? null, page.before ?? null, page.limit],
  );
}

/** One against marks of an exam of this author, locked. */
export async function lockAppeal(
  tx: Queries,
  authorId: string,
  { examId, appealId }: { examId: string; appealId: string },
): Promise<AppealRow | undefined> {
  const [row] = await tx.query<AppealRow>(
    `SELECT p.* FROM exams.appeals p JOIN exams.attempts a ON a.id = p.attempt_id JOIN exams.exams e ON e.id = a.exam_id
     WHERE p.id = $2 AND e.id = $3 AND e.owner_id = $1 AND e.status <> 'deleting' FOR UPDATE OF p`,
    [authorId, appealId, examId],
  );
  return row;
}

export async function decideAppeal(
  tx: Queries,
  id: string,
  { status, decision }: { status: 'upheld' | 'rejected'; decision: string },
): Promise<AppealRow> {
  const [row] = await tx.query<AppealRow>(
    `UPDATE exams.appeals SET status = $2, decision = $3, decided_at = now() WHERE id = $1 RETURNING *`,
    [id, status, decision],
  );
  return row as AppealRow;
}

export const appealView = (row: AppealRow): AppealView => ({
  id: row.id,
  attempt_id: row.attempt_id,
  item_id: row.item_id,
  user_id: row.owner_id,
  status: row.status,
  text: row.text,
  decision: row.decision,
  created_at: row.created_at.toISOString(),
  decided_at: row.decided_at?.toISOString() ?? null,
});
