/** Marks are only ever added: each is a revision, and the latest counts. */
import type { Queries } from '@scory/chassis/database.ts';
import type { Mark } from '@scory/contracts/exams/marks.ts';
import { type Answers, latestMarks } from './attempt-store.ts';
import { type MarkingRun, noteRunSql } from './marking-runs.ts';

export interface MarkRow {
  item_id: string;
  revision: number;
  points: number;
  points_max: number;
  marked_by: Mark['marked_by'];
  provisional: boolean;
  confidence: number | null;
  criteria: Mark['criteria'];
  feedback: string | null;
  reason: string | null;
  created_at: Date;
}

/** The first mark of an answer, as it was submitted. */
export interface NewMark extends Omit<MarkRow, 'revision' | 'reason' | 'created_at'> {
  /** Brings like answers beside each other in a review. */
  likeness: string;
}

const columns =
  'item_id, revision, points, points_max, marked_by, provisional, confidence, criteria, feedback, reason, created_at';

export function latestOf(database: Queries, attemptId: string): Promise<MarkRow[]> {
  return database.query<MarkRow>(`SELECT ${columns} FROM ${latestMarks('$1::uuid')} l`, [attemptId]);
}

export function revisionsOf(database: Queries, attemptId: string, itemId: string): Promise<MarkRow[]> {
  return database.query<MarkRow>(
    `SELECT ${columns} FROM exams.marks WHERE attempt_id = $1 AND item_id = $2 ORDER BY revision DESC`,
    [attemptId, itemId],
  );
}

const markColumns = `item_id uuid, points float8, points_max float8, marked_by text, provisional boolean, confidence float8,
  criteria jsonb, feedback text, likeness text`;

/** What becomes of an attempt when marks are written. */
export interface Ended {
  id: string;
  status: 'submitted' | 'marked';
  jobId: string | null;
  /** What it is handed in with, where that is not what is saved. */
  answers?: Answers | undefined;
  /** Noted with it, where marking took nothing else. */
  run?: MarkingRun | undefined;
}

export interface Written extends Record<string, unknown> {
  saved_seq: number;
  submitted_at: Date;
  marked_at: Date | null;
  /** When the marks were made. */
  written_at: Date;
}

/**
 * Writes marks and what becomes of the attempt, in one statement. An answer that has a mark keeps it: the same marks again
 * change nothing.
 */
export async function writeMarks(tx: Queries, ended: Ended, marks: readonly NewMark[]): Promise<Written> {
  const [row] = await tx.query<Written>(
    `WITH ended AS (
       UPDATE exams.attempts SET status = $2, job_id = $3, answers = coalesce($5::jsonb, answers),
         saved_seq = saved_seq + CASE WHEN $5::jsonb IS NULL THEN 0 ELSE 1 END,
         submitted_at = coalesce(submitted_at, now()), marked_at = CASE WHEN $2 = 'marked' THEN now() END
       WHERE id = $1::uuid RETURNING saved_seq, submitted_at, marked_at, now() AS written_at
     ), kept AS (
       INSERT INTO exams.marks (attempt_id, item_id, revision, points, points_max, marked_by, provisional, confidence,
         criteria, feedback, likeness)
       SELECT $1::uuid, item_id, 1, points, points_max, marked_by, provisional, confidence, criteria, feedback, likeness
       FROM json_to_recordset($4::json) AS t(${markColumns})
       ON CONFLICT (attempt_id, item_id, revision) DO NOTHING
     ), noted AS (${noteRunSql('$6')})
     SELECT * FROM ended`,
    [
      ...[ended.id, ended.status, ended.jobId, JSON.stringify(marks)],
      ended.answers ? JSON.stringify(ended.answers) : null,
      JSON.stringify(ended.run ? [ended.run] : []),
    ],
  );
  return row as Written;
}

/** A mark as it was just written. */
export const writtenMark = ({ likeness: _kept, ...mark }: NewMark, { written_at }: Written): MarkRow => ({
  ...mark,
  revision: 1,
  reason: null,
  created_at: written_at,
});

/** A person's mark: the next revision. The attempt is locked by the caller. */
export async function remark(
  tx: Queries,
  mark: {
    attemptId: string;
    itemId: string;
    personId: string;
    points: number;
    feedback: string | null;
    reason: string;
  },
): Promise<MarkRow> {
  const [row] = await tx.query<MarkRow>(
    `INSERT INTO exams.marks (attempt_id, item_id, revision, points, points_max, marked_by, person_id, provisional,
       confidence, criteria, feedback, reason, likeness)
     SELECT attempt_id, item_id, revision + 1, $3, points_max, 'person', $4, false, NULL, '[]', coalesce($5, feedback),
       $6, likeness
     FROM exams.marks WHERE attempt_id = $1 AND item_id = $2 ORDER BY revision DESC LIMIT 1 RETURNING ${columns}`,
    [mark.attemptId, mark.itemId, mark.points, mark.personId, mark.feedback, mark.reason],
  );
  return row as MarkRow;
}

export interface ReviewRow extends MarkRow {
  attempt_id: string;
  user_id: string;
  answers: Record<string, unknown>;
  position: number;
}

/** Where a page of a review ended. */
export interface ReviewPlace {
  attemptId: string;
  itemId: string;
}

/** Provisional marks of an exam: question by question, like answers beside each other. */
export function listForReview(
  database: Queries,
  examId: string,
  { after, limit }: { after: ReviewPlace | undefined; limit: number },
): Promise<ReviewRow[]> {
  return database.query<ReviewRow>(
    `WITH latest AS (
       SELECT DISTINCT ON (m.attempt_id, m.item_id) m.*, a.owner_id AS user_id, a.answers, x.position
       FROM exams.attempts a JOIN exams.marks m ON m.attempt_id = a.id
       JOIN exams.exam_items x ON x.exam_id = a.exam_id AND x.item_id = m.item_id
       WHERE a.exam_id = $1 AND a.status = 'marked'
       ORDER BY m.attempt_id, m.item_id, m.revision DESC
     ), place AS (SELECT position, likeness, attempt_id FROM latest WHERE attempt_id = $2 AND item_id = $3)
     SELECT attempt_id, user_id, answers, position, ${columns} FROM latest l
     WHERE provisional AND ($2::uuid IS NULL
       OR (l.position, l.likeness COLLATE "C", l.attempt_id) > (SELECT position, likeness COLLATE "C", attempt_id FROM place))
     ORDER BY l.position, l.likeness COLLATE "C", l.attempt_id LIMIT $4`,
    [examId, after?.attemptId ?? null, after?.itemId ?? null, limit],
  );
}
