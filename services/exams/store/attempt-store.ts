/** Statements on attempts. Whose an attempt is, or whose its exam, is part of each that answers a caller. */
import type { Queries } from '@scory/chassis/database.ts';
import type { Answer } from '@scory/contracts/exams/items.ts';

export type Answers = Record<string, Answer>;

/** An attempt, with what its exam says about it. */
export interface AttemptRow extends Record<string, unknown> {
  id: string;
  exam_id: string;
  owner_id: string;
  number: number;
  status: 'in_progress' | 'submitted' | 'marked';
  seed: number;
  answers: Answers;
  saved_seq: number;
  job_id: string | null;
  started_at: Date;
  due_at: Date | null;
  submitted_at: Date | null;
  marked_at: Date | null;
  /** Its time and the grace are over. */
  late: boolean;
  author_id: string;
  exam_title: string;
  exam_revision: number;
  language: string | null;
  /** Null where the exam is not published: its author tries it. */
  shuffle: boolean | null;
  show_key: 'after_marking' | 'after_close' | 'never' | null;
  closed: boolean;
  /** Sums of the latest marks and of the exam. */
  points: number | null;
  points_max: number;
  provisional: boolean;
}

/** What is under way when the time is over may still arrive. */
const graceSeconds = 5;

const isLate = `coalesce(a.due_at < clock_timestamp() - interval '${graceSeconds} s', false)`;

/** Of the marks of an answer the latest counts. */
export const latestMarks = (attempt: string): string =>
  `(SELECT DISTINCT ON (m.item_id) m.* FROM exams.marks m WHERE m.attempt_id = ${attempt} ORDER BY m.item_id, m.revision DESC)`;

const columns = `a.id, a.exam_id, a.owner_id, a.number, a.status, a.seed, a.answers, a.saved_seq, a.job_id, a.started_at,
  a.due_at, a.submitted_at, a.marked_at, ${isLate} AS late, e.owner_id AS author_id, e.title AS exam_title,
  e.revision AS exam_revision, e.language, p.shuffle, p.show_key, coalesce(p.closes_at <= now(), false) AS closed,
  s.points, (SELECT coalesce(sum(x.marks), 0) FROM exams.exam_items x WHERE x.exam_id = a.exam_id) AS points_max,
  coalesce(s.provisional, false) AS provisional`;

const tables = `exams.attempts a JOIN exams.exams e ON e.id = a.exam_id AND e.status <> 'deleting'
  LEFT JOIN exams.publications p ON p.exam_id = a.exam_id
  LEFT JOIN LATERAL (SELECT sum(l.points) AS points, bool_or(l.provisional) AS provisional
    FROM ${latestMarks('a.id')} l WHERE a.status <> 'in_progress') s ON true`;

/** $1 the caller: whoever made it, and the author of the exam once it is submitted. */
const maySee = `(a.owner_id = $1 OR (e.owner_id = $1 AND a.status <> 'in_progress'))`;

export async function findAttempt(
  database: Queries,
  callerId: string,
  { examId, attemptId }: { examId: string; attemptId: string },
): Promise<AttemptRow | undefined> {
  const [row] = await database.query<AttemptRow>(
    `SELECT ${columns} FROM ${tables} WHERE a.id = $2 AND a.exam_id = $3 AND ${maySee}`,
    [callerId, attemptId, examId],
  );
  return row;
}

/** One's own, locked until the transaction ends. */
export async function lockOwnAttempt(
  tx: Queries,
  ownerId: string,
  { examId, attemptId }: { examId: string; attemptId: string },
): Promise<AttemptRow | undefined> {
  const [row] = await tx.query<AttemptRow>(
    `SELECT ${columns} FROM ${tables} WHERE a.id = $2 AND a.exam_id = $3 AND a.owner_id = $1 FOR UPDATE OF a`,
    [ownerId, attemptId, examId],
  );
  return row;
}

/** Any submitted one of an exam, for its author; locked, as its marks are about to change. */
export async function lockForAuthor(
  tx: Queries,
  authorId: string,
  { examId, attemptId }: { examId: string; attemptId: string },
): Promise<AttemptRow | undefined> {
  const [row] = await tx.query<AttemptRow>(
    `SELECT ${columns} FROM ${tables}
     WHERE a.id = $2 AND a.exam_id = $3 AND e.owner_id = $1 AND a.status <> 'in_progress' FOR UPDATE OF a`,
    [authorId, attemptId, examId],
  );
  return row;
}

export async function lockInProgress(
  tx: Queries,
  ownerId: string,
  examId: string,
): Promise<AttemptRow | undefined> {
  const [row] = await tx.query<AttemptRow>(
    `SELECT ${columns} FROM ${tables}
     WHERE a.owner_id = $1 AND a.exam_id = $2 AND a.status = 'in_progress' FOR UPDATE OF a`,
    [ownerId, examId],
  );
  return row;
}

/** The attempt of a job, locked; undefined where it has gone with its exam. Jobs follow their owner later than attempts do. */
export async function lockOfJob(
  tx: Queries,
  attemptId: string,
  jobId: string,
): Promise<AttemptRow | undefined> {
  const [row] = await tx.query<AttemptRow>(
    `SELECT ${columns} FROM ${tables} WHERE a.id = $1 AND a.job_id = $2 FOR UPDATE OF a`,
    [attemptId, jobId],
  );
  return row;
}

/** By the job that marks it, for events of its end. */
export async function findByJob(database: Queries, jobId: string): Promise<AttemptRow | undefined> {
  const [row] = await database.query<AttemptRow>(`SELECT ${columns} FROM ${tables} WHERE a.job_id = $1`, [
    jobId,
  ]);
  return row;
}

/** One whose time is over, locked; one that another process has in hand is passed over. */
export async function lockOverdue(tx: Queries): Promise<AttemptRow | undefined> {
  const [row] = await tx.query<AttemptRow>(
    `SELECT ${columns} FROM ${tables} WHERE a.status = 'in_progress' AND ${isLate}
       AND a.due_at < clock_timestamp() ORDER BY a.due_at LIMIT 1 FOR UPDATE OF a SKIP LOCKED`,
  );
  return row;
}

/** How many one has made, and the number of the last. */
export async function countAttempts(
  tx: Queries,
  ownerId: string,
  examId: string,
): Promise<{ made: number; last: number }> {
  const [row] = await tx.query<{ made: number; last: number }>(
    `SELECT count(*)::int AS made, coalesce(max(number), 0) AS last FROM exams.attempts
     WHERE owner_id = $1 AND exam_id = $2`,
    [ownerId, examId],
  );
  return row as { made: number; last: number };
}

/** False where another request has begun one meanwhile. */
export async function insertAttempt(
  tx: Queries,
  attempt: { id: string; examId: string; ownerId: string; number: number; seed: number; dueAt: Date | null },
): Promise<boolean> {
  const { id, examId, ownerId, number, seed, dueAt } = attempt;
  const rows = await tx.query(
    `INSERT INTO exams.attempts (id, exam_id, owner_id, number, status, seed, due_at)
     VALUES ($1, $2, $3, $4, 'in_progress', $5, $6) ON CONFLICT DO NOTHING RETURNING id`,
    [id, examId, ownerId, number, seed, dueAt],
  );
  return rows.length > 0;
}

/** All answers of an attempt as they are from now on. */
export async function writeAnswers(tx: Queries, id: string, answers: Answers): Promise<number> {
  const [row] = await tx.query<{ saved_seq: number }>(
    'UPDATE exams.attempts SET answers = $2, saved_seq = saved_seq + 1 WHERE id = $1 RETURNING saved_seq',
    [id, JSON.stringify(answers)],
  );
  return (row as { saved_seq: number }).saved_seq;
}

/** Newest first; with `ownerId` those of one, else of all that were submitted, for the author. */
export function listOfExam(
  database: Queries,
  examId: string,
  { ownerId, before, limit }: { ownerId: string | null; before: string | undefined; limit: number },
): Promise<AttemptRow[]> {
  return database.query<AttemptRow>(
    `SELECT ${columns} FROM ${tables} WHERE a.exam_id = $1 AND ($2::uuid IS NULL OR a.owner_id = $2)
       AND ($2::uuid IS NOT NULL OR a.status <> 'in_progress') AND ($3::uuid IS NULL OR a.id < $3)
     ORDER BY a.id DESC LIMIT $4`,
    [examId, ownerId, before ?? null, limit],
  );
}
