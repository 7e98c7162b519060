/** Every statement on `documents.next_versions`: what shall replace what a document holds. One at a time. */
import type { Database, Queries } from '@scory/chassis/database.ts';
import type { NextVersion } from './entities.ts';
import { assertRoom, type Quota } from './quota.ts';

export type NewVersion = Pick<NextVersion, 'sha256' | 'file_name' | 'media_type' | 'size_bytes' | 'job_id'>;

/**
 * The number of the new version, in place of `replaced`; undefined where the document is gone or has got another next version
 * meanwhile. Throws a `Problem` over the quota.
 */
export function beginVersion(
  database: Database,
  document: { id: string; owner_id: string },
  made: NewVersion,
  replaced: NextVersion | null,
  quota: Quota,
): Promise<number | undefined> {
  return database.transaction(async (tx) => {
    const [row] = await tx.query<{ version: number }>(
      `SELECT version FROM documents.documents WHERE id = $1 AND owner_id = $2 AND status <> 'deleting' FOR UPDATE`,
      [document.id, document.owner_id],
    );
    if (!row) return undefined;
    await tx.query('DELETE FROM documents.next_versions WHERE document_id = $1 AND job_id = $2', [
      document.id,
      replaced?.job_id ?? null,
    ]);
    const version = Math.max(row.version, replaced?.version ?? 0) + 1;
    const inserted = await tx.query(
      `INSERT INTO documents.next_versions (document_id, version, sha256, file_name, media_type, size_bytes, job_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING version`,
      [document.id, version, made.sha256, made.file_name, made.media_type, made.size_bytes, made.job_id],
    );
    if (inserted.length === 0) return undefined;
    await assertRoom(tx, document.owner_id, quota);
    return version;
  });
}

/** Names the job that reads the next version now. */
export async function assignNextJob(
  database: Queries,
  documentId: string,
  from: string,
  to: string,
): Promise<void> {
  await database.query(
    `UPDATE documents.next_versions SET job_id = $3, error_code = NULL, error_message = NULL
     WHERE document_id = $1 AND job_id = $2`,
    [documentId, from, to],
  );
}

export async function dropVersion(database: Queries, documentId: string, jobId: string): Promise<void> {
  await database.query('DELETE FROM documents.next_versions WHERE document_id = $1 AND job_id = $2', [
    documentId,
    jobId,
  ]);
}
