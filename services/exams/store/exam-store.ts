/** Every statement on `exams.exams` of its author; who may see a row is part of each. */
import type { Queries } from '@scory/chassis/database.ts';
import type { ExamReport, ExamRequest } from '@scory/contracts/exams/exam-request.ts';
import type { ExamView } from '@scory/contracts/exams/exams.ts';
import { sumOfMarks } from '../domain/share-marks.ts';

export interface ExamRow extends Record<string, unknown> {
  id: string;
  owner_id: string;
  status: 'generating' | 'draft' | 'published' | 'failed' | 'deleting';
  revision: number;
  title: string;
  language: string | null;
  seed: number;
  request: ExamRequest;
  report: ExamReport | null;
  job_id: string;
  batch_keys: string[];
  error_code: string | null;
  error_message: string | null;
  /** The anonymous session that it came from, where an account has taken it over. */
  merged_from: string | null;
  created_at: Date;
  updated_at: Date;
}

/** With what stands in other tables of it. */
export interface ExamWithParts extends ExamRow {
  item_count: number;
  item_marks: number[];
  publication: PublicationRow | null;
}

type PublicationRow = NonNullable<ExamView['publication']>;

/** RFC 3339, also where it is written by PostgreSQL. */
const moment = (column: string): string =>
  `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** `FROM` of a select of `ExamWithParts`; alias `e`. */
export const examParts = `
  e.*, coalesce(i.marks, '{}') AS item_marks, coalesce(cardinality(i.marks), 0) AS item_count, p.publication
FROM exams.exams e
LEFT JOIN LATERAL (
  SELECT array_agg(x.marks) AS marks FROM exams.exam_items x WHERE x.exam_id = e.id) i ON true
LEFT JOIN LATERAL (
  SELECT jsonb_build_object('audience', q.audience, 'faculty_id', q.faculty_id, 'semester_id', q.semester_id,
    'user_ids', q.user_ids, 'opens_at', ${moment('q.opens_at')}, 'closes_at', ${moment('q.closes_at')},
    'attempts_allowed', q.attempts_allowed, 'time_limit_seconds', q.time_limit_seconds, 'shuffle', q.shuffle,
    'show_key', q.show_key, 'published_at', ${moment('q.published_at')}) AS publication
  FROM exams.publications q WHERE q.exam_id = e.id) p ON true`;

export type NewExam = Pick<ExamRow, 'id' | 'owner_id' | 'title' | 'seed' | 'request' | 'job_id'>;

/** False where there is one of this id already. */
export async function insertExam(database: Queries, exam: NewExam): Promise<boolean> {
  const rows = await database.query(
    `INSERT INTO exams.exams (id, owner_id, status, title, language, seed, request, job_id)
     VALUES ($1, $2, 'generating', $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING id`,
    [
      ...[exam.id, exam.owner_id, exam.title, exam.request.language ?? null, exam.seed],
      ...[JSON.stringify(exam.request), exam.job_id],
    ],
  );
  return rows.length > 0;
}

/** An exam that the owner made. */
export async function findExam(
  database: Queries,
  id: string,
  ownerId: string,
): Promise<ExamWithParts | undefined> {
  const [row] = await database.query<ExamWithParts>(
    `SELECT ${examParts} WHERE e.id = $1 AND e.owner_id = $2 AND e.status <> 'deleting'`,
    [id, ownerId],
  );
  return row;
}

export async function findByJob(
  database: Queries,
  jobId: string,
  ownerId: string,
): Promise<ExamRow | undefined> {
  const [row] = await database.query<ExamRow>(
    `SELECT * FROM exams.exams WHERE job_id = $1 AND owner_id = $2 AND status <> 'deleting'`,
    [jobId, ownerId],
  );
  return row;
}

export function listAuthored(
  database: Queries,
  ownerId: string,
  page: { limit: number; before: string | undefined; status: string | undefined },
): Promise<ExamWithParts[]> {
  return database.query<ExamWithParts>(
    `SELECT ${examParts} WHERE e.owner_id = $1 AND e.status <> 'deleting' AND ($2::uuid IS NULL OR e.id < $2)
     AND ($3::text IS NULL OR e.status = $3) ORDER BY e.id DESC LIMIT $4`,
    [ownerId, page.before ?? null, page.status ?? null, page.limit],
  );
}

/** The exam that a job was accepted for by `ownerId`, whosever it is now; undefined where it was deleted. */
export async function currentExam(
  database: Queries,
  id: string,
  ownerId: string,
  lock: '' | 'FOR UPDATE' = '',
): Promise<ExamRow | undefined> {
  const [row] = await database.query<ExamRow>(
    `SELECT * FROM exams.exams WHERE id = $1 AND (owner_id = $2 OR merged_from = $2) AND status <> 'deleting' ${lock}`,
    [id, ownerId],
  );
  return row;
}

/** An operator has its job tried again. */
export async function reopenFailed(database: Queries, id: string): Promise<void> {
  await database.query(
    `UPDATE exams.exams SET status = 'generating', error_code = NULL, error_message = NULL, updated_at = now()
     WHERE id = $1 AND status = 'failed'`,
    [id],
  );
}

/** The exam whose job ended without it; the same again changes nothing. Undefined where there is none that waits for it. */
export async function markFailed(
  database: Queries,
  jobId: string,
  ownerId: string,
  error: { code: string; message: string },
): Promise<ExamRow | undefined> {
  const [row] = await database.query<ExamRow>(
    `UPDATE exams.exams SET status = 'failed', error_code = $3, error_message = $4, updated_at = now()
     WHERE job_id = $1 AND (owner_id = $2 OR merged_from = $2) AND status IN ('generating', 'failed') RETURNING *`,
    [jobId, ownerId, error.code, error.message],
  );
  return row;
}

export function listAllOwned(database: Queries, ownerId: string): Promise<{ id: string }[]> {
  return database.query<{ id: string }>('SELECT id FROM exams.exams WHERE owner_id = $1 ORDER BY id', [
    ownerId,
  ]);
}

/** Takes the exam out of sight; what is left of it is removed afterwards. */
export async function markDeleting(
  database: Queries,
  id: string,
  ownerId: string,
): Promise<ExamRow | undefined> {
  const [row] = await database.query<ExamRow>(
    `UPDATE exams.exams SET status = 'deleting', updated_at = now()
     WHERE id = $1 AND owner_id = $2 AND status <> 'deleting' RETURNING *`,
    [id, ownerId],
  );
  return row;
}

/** Rows that a crash may have left half made or half deleted. */
export function listUnfinished(database: Queries, olderThanSeconds: number): Promise<ExamRow[]> {
  return database.query<ExamRow>(
    `SELECT * FROM exams.exams WHERE status IN ('generating', 'deleting')
     AND updated_at < now() - make_interval(secs => $1) ORDER BY updated_at LIMIT 200`,
    [olderThanSeconds],
  );
}

export function examView(row: ExamWithParts): ExamView {
  const self = `/api/v1/exams/${row.id}`;
  return {
    id: row.id,
    status: row.status === 'deleting' ? 'failed' : row.status,
    revision: row.revision,
    title: row.title,
    language: row.language,
    seed: row.seed,
    marks: sumOfMarks(row.item_marks),
    item_count: row.item_count,
    job_id: row.job_id,
    error: row.error_code === null ? null : { code: row.error_code, message: row.error_message ?? '' },
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
    publication: row.publication,
    links: { self, job: `/api/v1/jobs/${row.job_id}`, attempts: `${self}/attempts` },
  };
}
