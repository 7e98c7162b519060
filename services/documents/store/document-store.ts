/** Every statement on `documents.documents`; who may see a row is part of each. */
import type { Database, Queries } from '@scory/chassis/database.ts';
import type { DocumentView } from '@scory/contracts/documents/ingest.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import type { DocumentRow, NextVersion, VersionedRow } from './entities.ts';
import { assertRoom, type Quota } from './quota.ts';

type Stored = DocumentRow & Record<string, unknown>;
type StoredVersions = VersionedRow & Record<string, unknown>;
export type NewDocument = Pick<
  DocumentRow,
  | 'id'
  | 'owner_id'
  | 'sha256'
  | 'title'
  | 'file_name'
  | 'media_type'
  | 'visibility'
  | 'faculty_id'
  | 'semester_id'
  | 'job_id'
  | 'source_url'
> & { size_bytes: number };

/** For rows of `documents.documents AS d`. */
export const withNext =
  'd.*, (SELECT to_jsonb(n) FROM documents.next_versions n WHERE n.document_id = d.id) AS next';

const readable = `(owner_id = $2 OR visibility = 'public' OR (visibility = 'faculty' AND faculty_id = $3::uuid))`;

/** The new row, or undefined where the owner has this content (or this id) already. Throws a `Problem` over the quota. */
export function insertDocument(
  database: Database,
  document: NewDocument,
  quota: Quota,
): Promise<DocumentRow | undefined> {
  return database.transaction(async (tx) => {
    const row = await insert(tx, document);
    if (row) await assertRoom(tx, document.owner_id, quota);
    return row;
  });
}

async function insert(tx: Queries, document: NewDocument): Promise<DocumentRow | undefined> {
  const [row] = await tx.query<Stored>(
    `INSERT INTO documents.documents
       (id, owner_id, sha256, title, given_title, file_name, media_type, size_bytes, visibility, faculty_id, semester_id, job_id,
        source_url)
     VALUES ($1, $2, $3, $4, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING RETURNING *`,
    [
      document.id,
      document.owner_id,
      document.sha256,
      document.title,
      document.file_name,
      document.media_type,
      document.size_bytes,
      document.visibility,
      document.faculty_id,
      document.semester_id,
      document.job_id,
      document.source_url,
    ],
  );
  return row;
}

export async function findByContent(
  database: Queries,
  ownerId: string,
  sha256: string,
): Promise<DocumentRow | undefined> {
  const [row] = await database.query<Stored>(
    `SELECT * FROM documents.documents WHERE owner_id = $1 AND sha256 = $2 AND status <> 'deleting'
     ORDER BY (status = 'ready') DESC, id LIMIT 1`,
    [ownerId, sha256],
  );
  return row;
}

/** A document that the actor may read: its own, a public one, or one of its faculty. */
export async function findReadable(
  database: Queries,
  id: string,
  actor: Actor,
): Promise<VersionedRow | undefined> {
  const [row] = await database.query<StoredVersions>(
    `SELECT ${withNext} FROM documents.documents d WHERE id = $1 AND status <> 'deleting' AND ${readable}`,
    [id, actor.owner_id, actor.faculty_id],
  );
  return row;
}

export async function findOwned(
  database: Queries,
  id: string,
  ownerId: string,
): Promise<VersionedRow | undefined> {
  const [row] = await database.query<StoredVersions>(
    `SELECT ${withNext} FROM documents.documents d WHERE id = $1 AND owner_id = $2 AND status <> 'deleting'`,
    [id, ownerId],
  );
  return row;
}

export function listOwned(
  database: Queries,
  ownerId: string,
  page: { limit: number; before?: string | undefined; status?: string | undefined },
): Promise<VersionedRow[]> {
  return database.query<StoredVersions>(
    `SELECT ${withNext} FROM documents.documents d WHERE owner_id = $1 AND status <> 'deleting'
     AND ($2::uuid IS NULL OR id < $2) AND ($3::text IS NULL OR status = $3) ORDER BY id DESC LIMIT $4`,
    [ownerId, page.before ?? null, page.status ?? null, page.limit],
  );
}

/** Names the job that reads the document now. */
export async function assignJob(
  database: Queries,
  id: string,
  ownerId: string,
  jobId: string,
): Promise<void> {
  await database.query(
    `UPDATE documents.documents SET job_id = $3, status = CASE status WHEN 'failed' THEN 'processing' ELSE status END,
       error_code = NULL, error_message = NULL, updated_at = now()
     WHERE id = $1 AND owner_id = $2 AND status <> 'deleting'`,
    [id, ownerId, jobId],
  );
}

export function listAllOwned(database: Queries, ownerId: string): Promise<{ id: string }[]> {
  return database.query<{ id: string }>(
    'SELECT id FROM documents.documents WHERE owner_id = $1 ORDER BY id',
    [ownerId],
  );
}

/** The row as it is now; undefined where it was changed before. */
export async function changeOwner(
  tx: Queries,
  id: string,
  from: string,
  to: string,
): Promise<DocumentRow | undefined> {
  const [row] = await tx.query<Stored>(
    `UPDATE documents.documents SET owner_id = $3, merged_from = $2, updated_at = now()
     WHERE id = $1 AND owner_id = $2 RETURNING *`,
    [id, from, to],
  );
  return row;
}

/** Takes the document out of sight; what is left of it is removed afterwards. */
export async function markDeleting(
  database: Queries,
  id: string,
  ownerId: string,
): Promise<DocumentRow | undefined> {
  const [row] = await database.query<Stored>(
    `UPDATE documents.documents SET status = 'deleting', updated_at = now()
     WHERE id = $1 AND owner_id = $2 AND status <> 'deleting' RETURNING *`,
    [id, ownerId],
  );
  return row;
}

export async function removeDeleted(database: Queries, id: string, ownerId: string): Promise<void> {
  await database.query(
    `DELETE FROM documents.documents WHERE id = $1 AND owner_id = $2 AND status = 'deleting'`,
    [id, ownerId],
  );
}

/** Rows that a crash may have left half made or half deleted. */
export function listUnfinished(database: Queries, olderThanSeconds: number): Promise<DocumentRow[]> {
  return database.query<Stored>(
    `SELECT * FROM documents.documents WHERE status IN ('processing', 'deleting')
     AND updated_at < now() - make_interval(secs => $1) ORDER BY updated_at LIMIT 200`,
    [olderThanSeconds],
  );
}

const errorOf = ({ error_code, error_message }: Pick<NextVersion, 'error_code' | 'error_message'>) =>
  error_code === null ? null : { code: error_code, message: error_message ?? '' };

const nextView = (next: NextVersion): DocumentView['next_version'] => ({
  version: next.version,
  status: next.error_code === null ? 'processing' : 'failed',
  error: errorOf(next),
  job_id: next.job_id,
});

export function documentView(row: VersionedRow): DocumentView {
  const self = `/api/v1/documents/${row.id}`;
  return {
    id: row.id,
    status: row.status === 'deleting' ? 'processing' : row.status,
    title: row.title,
    file_name: row.file_name,
    media_type: row.media_type,
    size_bytes: Number(row.size_bytes),
    sha256: row.sha256,
    source_url: row.source_url,
    visibility: row.visibility,
    faculty_id: row.faculty_id,
    semester_id: row.semester_id,
    pages: row.pages,
    characters: row.characters,
    language: row.language,
    error: errorOf(row),
    version: row.version,
    next_version: row.next && nextView(row.next),
    warnings: row.warnings,
    job_id: row.job_id,
    created_at: row.created_at.toISOString(),
    links: { self, file: `${self}/file`, job: `/api/v1/jobs/${row.job_id}` },
  };
}
