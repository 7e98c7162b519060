/** Who may take an exam: part of every query that asks, never a check after it. */
import type { Queries } from '@scory/chassis/database.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import type { TakeableExam } from '@scory/contracts/exams/exams.ts';
import type { Publication } from '@scory/contracts/exams/publication.ts';
import { type ExamWithParts, examParts, examView } from './exam-store.ts';

type Taker = Pick<Actor, 'owner_id' | 'faculty_id' | 'semester_id'>;

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
  /** Of the window; `open` for its author, always. */
  state: TakeableExam['state'];
}

/** $1 owner, $2 faculty, $3 semester of the actor. */
const publishedFor = `(e.status = 'published' AND ((p.audience = 'faculty' AND p.faculty_id = $2::uuid)
  OR (p.audience = 'semester' AND p.semester_id = $3::uuid) OR (p.audience = 'users' AND p.user_ids @> ARRAY[$1::uuid])))`;

/** $1 owner, $2 faculty, $3 semester of the actor, on `exams.exams e` left joined with `exams.publications p`. */
const mayTakeSql = `(e.owner_id = $1 OR ${publishedFor})`;

/** From `opens_at` on, up to but not at `closes_at`, by the clock of the database. */
export const windowSql = `CASE WHEN p.opens_at > now() THEN 'upcoming' WHEN p.closes_at <= now() THEN 'closed' ELSE 'open' END`;

export async function findTakeable(
  database: Queries,
  actor: Taker,
  examId: string,
): Promise<Takeable | undefined> {
  const [row] = await database.query<Takeable>(
    `SELECT e.id, e.owner_id, e.status, p.opens_at, p.closes_at, p.attempts_allowed, p.time_limit_seconds,
       CASE WHEN e.owner_id = $1 THEN 'open' ELSE ${windowSql} END AS state
     FROM exams.exams e LEFT JOIN exams.publications p ON p.exam_id = e.id
     WHERE e.id = $4 AND e.status IN ('draft', 'published') AND ${mayTakeSql}`,
    [actor.owner_id, actor.faculty_id, actor.semester_id, examId],
  );
  return row;
}

type TakeableRow = ExamWithParts & Pick<TakeableExam, 'state'>;

/** What others published for the actor, newest first. */
export function listTakeable(
  database: Queries,
  actor: Taker,
  page: { limit: number; before: string | undefined; status: string | undefined },
): Promise<TakeableRow[]> {
  return database.query<TakeableRow>(
    `SELECT found.state, exam.* FROM (
       SELECT e.id, ${windowSql} AS state FROM exams.publications p JOIN exams.exams e ON e.id = p.exam_id
       WHERE ${publishedFor} AND e.owner_id <> $1 AND ($4::uuid IS NULL OR e.id < $4) AND ($5::text IS NULL OR e.status = $5)
       ORDER BY e.id DESC LIMIT $6) found
     JOIN LATERAL (SELECT ${examParts} WHERE e.id = found.id) exam ON true ORDER BY found.id DESC`,
    [
      ...[actor.owner_id, actor.faculty_id, actor.semester_id],
      ...[page.before ?? null, page.status ?? null, page.limit],
    ],
  );
}

/** Without what would help to guess its questions, and without the others who take it. */
export function takeableView(row: TakeableRow): TakeableExam {
  const { id, title, language, marks, item_count, publication, links } = examView(row);
  if (!publication) throw new Error('an exam was found by its publication and has none');
  const { user_ids: _others, ...seen } = publication;
  return {
    ...{ id, status: 'published', state: row.state, title, language, marks, item_count },
    publication: seen,
    links: { attempts: links.attempts },
  };
}

type Lockable = Pick<ExamWithParts, 'status' | 'item_count'>;

/** The exam of that owner, locked; undefined where there is none. */
export async function lockOwnExam(tx: Queries, id: string, ownerId: string): Promise<Lockable | undefined> {
  const [row] = await tx.query<Lockable>(
    `SELECT e.status, (SELECT count(*)::int FROM exams.exam_items x WHERE x.exam_id = e.id) AS item_count
     FROM exams.exams e WHERE e.id = $1 AND e.owner_id = $2 AND e.status <> 'deleting' FOR UPDATE OF e`,
    [id, ownerId],
  );
  return row;
}

/** Of faculty, semester and users only what the audience is made of is kept: the rest would never be looked at. */
export async function publish(tx: Queries, examId: string, publication: Publication): Promise<void> {
  const { audience, faculty_id, semester_id, user_ids } = publication;
  await tx.query(
    `INSERT INTO exams.publications (exam_id, audience, faculty_id, semester_id, user_ids, opens_at, closes_at,
       attempts_allowed, time_limit_seconds, shuffle, show_key)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     ON CONFLICT (exam_id) DO UPDATE SET audience = excluded.audience, faculty_id = excluded.faculty_id,
       semester_id = excluded.semester_id, user_ids = excluded.user_ids, opens_at = excluded.opens_at,
       closes_at = excluded.closes_at, attempts_allowed = excluded.attempts_allowed,
       time_limit_seconds = excluded.time_limit_seconds, shuffle = excluded.shuffle, show_key = excluded.show_key`,
    [
      examId,
      audience,
      audience === 'faculty' ? faculty_id : null,
      audience === 'semester' ? semester_id : null,
      audience === 'users' ? [...new Set(user_ids)] : null,
      publication.opens_at ?? null,
      publication.closes_at ?? null,
      publication.attempts_allowed,
      publication.time_limit_seconds ?? null,
      publication.shuffle,
      publication.show_key,
    ],
  );
  await tx.query(`UPDATE exams.exams SET status = 'published', updated_at = now() WHERE id = $1`, [examId]);
}
