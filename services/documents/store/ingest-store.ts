/** What jobs that read documents ask and say of them. Each reads a version: that of the document's own row, or the next one. */
import type { Queries } from '@scory/chassis/database.ts';
import type { ReadingFacts } from '../extraction/protocol.ts';
import { withNext } from './document-store.ts';
import type { DocumentRow, VersionedRow } from './entities.ts';

/** A version, and the job that reads it. */
export interface Reader {
  id: string;
  /** The owner that the job was accepted for; an account may have taken the document over since. */
  acceptedFor: string;
  jobId: string;
  version: number;
}

type Stored = VersionedRow & Record<string, unknown>;

/** What a document is found to be by reading it, or is taken over from one that was read. */
export type Facts = Omit<ReadingFacts, 'passages' | 'extractor'> & { extractor: string; readAt: Date };

/** The document of a job, locked where asked for; undefined where it was deleted. */
export async function findRead(
  database: Queries,
  { id, acceptedFor }: Pick<Reader, 'id' | 'acceptedFor'>,
  { lock = false } = {},
): Promise<VersionedRow | undefined> {
  const [row] = await database.query<Stored>(
    `SELECT ${withNext} FROM documents.documents d
     WHERE id = $1 AND (owner_id = $2 OR merged_from = $2) AND status <> 'deleting' ${lock ? 'FOR UPDATE' : ''}`,
    [id, acceptedFor],
  );
  return row;
}

/** `ready`: it or a later version serves. `failed`: nobody waits for it, until it is tried again. */
export type VersionState = 'wanted' | 'failed' | 'ready' | 'gone';

export function stateOf(
  { status, version: serving, next }: VersionedRow,
  { version }: Pick<Reader, 'version'>,
): VersionState {
  if (status === 'ready' && serving >= version) return 'ready';
  if (serving === version) return status === 'failed' ? 'failed' : 'wanted';
  if (next?.version !== version) return 'gone';
  return next.error_code === null ? 'wanted' : 'failed';
}

/** A job that failed is at it again. */
export async function revive(database: Queries, { id, jobId }: Reader): Promise<void> {
  await database.query(
    `WITH first AS (
       UPDATE documents.documents SET status = 'processing', error_code = NULL, error_message = NULL, updated_at = now()
       WHERE id = $1 AND job_id = $2 AND status = 'failed'
     ), reading AS (
       UPDATE documents.readings SET error_code = NULL, error_message = NULL WHERE job_id = $2 AND error_code IS NOT NULL)
     UPDATE documents.next_versions SET error_code = NULL, error_message = NULL
     WHERE document_id = $1 AND job_id = $2 AND error_code IS NOT NULL`,
    [id, jobId],
  );
}

/** Says in the row, which the caller has locked, that this version serves. */
export async function markReady(
  tx: Queries,
  row: VersionedRow,
  version: number,
  facts: Facts,
): Promise<DocumentRow> {
  if (row.version !== version)
    await tx.query(
      `WITH next AS (DELETE FROM documents.next_versions WHERE document_id = $1 RETURNING *)
       UPDATE documents.documents d SET version = n.version, sha256 = n.sha256, file_name = n.file_name,
         media_type = n.media_type, size_bytes = n.size_bytes, job_id = n.job_id, moving = true
       FROM next n WHERE d.id = n.document_id`,
      [row.id],
    );
  const [ready] = await tx.query<DocumentRow & Record<string, unknown>>(
    `UPDATE documents.documents SET status = 'ready', own_title = $2, title = coalesce(given_title, $2), pages = $3,
       characters = $4, language = $5, extractor = $6, warnings = $7::jsonb, read_at = $8, error_code = NULL,
       error_message = NULL, updated_at = now()
     WHERE id = $1 RETURNING *`,
    [
      row.id,
      facts.title,
      facts.pages,
      facts.characters,
      facts.language,
      facts.extractor,
      JSON.stringify(facts.warnings),
      facts.readAt,
    ],
  );
  return ready as DocumentRow;
}

/** File and text are where they belong. */
export async function markMoved(database: Queries, id: string, version: number): Promise<void> {
  await database.query('UPDATE documents.documents SET moving = false WHERE id = $1 AND version = $2', [
    id,
    version,
  ]);
}

/** The document whose version could not be read, where this job was still the one that should. */
export async function markFailed(
  database: Queries,
  jobId: string,
  ownerId: string,
  error: { code: string; message: string },
): Promise<{ id: string; owner_id: string; version: number } | undefined> {
  const parameters = [jobId, ownerId, error.code, error.message];
  const [failed] = await database.query<{ id: string; owner_id: string; version: number }>(
    `WITH first AS (
       UPDATE documents.documents SET status = 'failed', error_code = $3, error_message = $4, updated_at = now()
       WHERE job_id = $1 AND (owner_id = $2 OR merged_from = $2) AND status = 'processing'
       RETURNING id, owner_id, version
     ), next AS (
       UPDATE documents.next_versions n SET error_code = $3, error_message = $4 FROM documents.documents d
       WHERE n.job_id = $1 AND d.id = n.document_id AND (d.owner_id = $2 OR d.merged_from = $2)
       RETURNING d.id, d.owner_id, n.version)
     SELECT * FROM first UNION ALL SELECT * FROM next`,
    parameters,
  );
  return failed;
}

/** Those of the jobs that a document still waits for. */
export async function wantedJobs(database: Queries, jobIds: readonly string[]): Promise<Set<string>> {
  if (jobIds.length === 0) return new Set();
  const rows = await database.query<{ job_id: string }>(
    `SELECT job_id FROM documents.documents WHERE job_id = ANY($1::uuid[]) AND status = 'processing'
     UNION ALL SELECT job_id FROM documents.next_versions WHERE job_id = ANY($1::uuid[]) AND error_code IS NULL`,
    [jobIds],
  );
  return new Set(rows.map(({ job_id }) => job_id));
}

export type Twin = Pick<DocumentRow, 'id' | 'owner_id' | 'version'> & { facts: Facts };

/**
 * A ready document of anybody that has this content: for what is made from it, never for callers.
 * @param since it was read after.
 */
export async function findTwin(
  database: Queries,
  id: string,
  sha256: string,
  since: Date | null,
): Promise<Twin | undefined> {
  const [row] = await database.query<DocumentRow & Record<string, unknown>>(
    `SELECT * FROM documents.documents WHERE sha256 = $2 AND status = 'ready' AND id <> $1 AND NOT moving
     AND extractor IS NOT NULL AND ($3::timestamptz IS NULL OR read_at > $3) ORDER BY read_at DESC LIMIT 1`,
    [id, sha256, since],
  );
  return row && { id: row.id, owner_id: row.owner_id, version: row.version, facts: factsOf(row) };
}

function factsOf(row: DocumentRow): Facts {
  return {
    title: row.own_title,
    pages: row.pages ?? 0,
    characters: row.characters ?? 0,
    language: row.language,
    extractor: row.extractor ?? '',
    warnings: row.warnings,
    readAt: row.read_at ?? new Date(0),
  };
}
