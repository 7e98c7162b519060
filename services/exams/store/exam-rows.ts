/** Exams as their author sees them. */
import type { Queries } from '@scory/chassis/database.ts';
import type { ExamView } from '@scory/contracts/exams/exams.ts';
import type { PublicationView } from '@scory/contracts/exams/publication.ts';

export interface PublicationRow {
  audience: PublicationView['audience'];
  faculty_id: string | null;
  semester_id: string | null;
  user_ids: string[] | null;
  opens_at: Date | null;
  closes_at: Date | null;
  attempts_allowed: number;
  time_limit_seconds: number | null;
  shuffle: boolean;
  show_key: PublicationView['show_key'];
  published_at: Date;
}

/** With its publication, all null where it has none. */
export interface ExamRow extends Record<string, unknown> {
  id: string;
  owner_id: string;
  status: ExamView['status'];
  revision: number;
  title: string;
  language: string | null;
  seed: number;
  job_id: string;
  error_code: string | null;
  error_message: string | null;
  created_at: Date;
  updated_at: Date;
  marks: number;
  item_count: number;
  audience: PublicationView['audience'] | null;
}

/** On `exams.exams e` left joined with `exams.publications p`. */
export const examColumns = `e.id, e.owner_id, e.status, e.revision, e.title, e.language, e.seed, e.job_id, e.error_code,
  e.error_message, e.created_at, e.updated_at,
  (SELECT coalesce(sum(x.marks), 0) FROM exams.exam_items x WHERE x.exam_id = e.id) AS marks,
  (SELECT count(*)::int FROM exams.exam_items x WHERE x.exam_id = e.id) AS item_count,
  p.audience, p.faculty_id, p.semester_id, p.user_ids, p.opens_at, p.closes_at, p.attempts_allowed, p.time_limit_seconds,
  p.shuffle, p.show_key, p.published_at`;

export const examTables = 'exams.exams e LEFT JOIN exams.publications p ON p.exam_id = e.id';

/** An exam of that owner; undefined where there is none. */
export async function findOwnExam(
  database: Queries,
  id: string,
  ownerId: string,
): Promise<ExamRow | undefined> {
  const [row] = await database.query<ExamRow>(
    `SELECT ${examColumns} FROM ${examTables} WHERE e.id = $1 AND e.owner_id = $2 AND e.status <> 'deleting'`,
    [id, ownerId],
  );
  return row;
}

/** Newest first. */
export function listOwnExams(
  database: Queries,
  ownerId: string,
  page: { limit: number; before?: string | undefined; status?: string | undefined },
): Promise<ExamRow[]> {
  return database.query<ExamRow>(
    `SELECT ${examColumns} FROM ${examTables} WHERE e.owner_id = $1 AND e.status <> 'deleting'
     AND ($2::uuid IS NULL OR e.id < $2) AND ($3::text IS NULL OR e.status = $3) ORDER BY e.id DESC LIMIT $4`,
    [ownerId, page.before ?? null, page.status ?? null, page.limit],
  );
}

export function publicationView(row: PublicationRow): PublicationView {
  return {
    audience: row.audience,
    faculty_id: row.faculty_id,
    semester_id: row.semester_id,
    user_ids: row.user_ids,
    opens_at: row.opens_at?.toISOString() ?? null,
    closes_at: row.closes_at?.toISOString() ?? null,
    attempts_allowed: row.attempts_allowed,
    time_limit_seconds: row.time_limit_seconds,
    shuffle: row.shuffle,
    show_key: row.show_key,
    published_at: row.published_at.toISOString(),
  };
}

const isPublished = (row: ExamRow): row is ExamRow & PublicationRow => row.audience !== null;

export function examView(row: ExamRow): ExamView {
  const self = `/api/v1/exams/${row.id}`;
  return {
    id: row.id,
    status: row.status,
    revision: row.revision,
    title: row.title,
    language: row.language,
    seed: row.seed,
    marks: row.marks,
    item_count: row.item_count,
    job_id: row.job_id,
    error: row.error_code === null ? null : { code: row.error_code, message: row.error_message ?? '' },
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
    publication: isPublished(row) ? publicationView(row) : null,
    links: { self, job: `/api/v1/jobs/${row.job_id}`, attempts: `${self}/attempts` },
  };
}
