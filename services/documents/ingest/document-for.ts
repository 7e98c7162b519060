/** The owner's row for a content: the one there is, or a new one. */
import { Problem } from '@scory/chassis/errors.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import type { DocumentFields } from '@scory/contracts/documents/ingest.ts';
import { findByContent, insertDocument } from '../store/document-store.ts';
import type { DocumentRow } from '../store/entities.ts';
import { quotaOf } from '../store/quota.ts';
import type { StoredFile } from '../upload/receive-upload.ts';

type Given = Pick<StoredFile, 'sha256' | 'fileName' | 'mediaType' | 'bytes'> & {
  fields: Omit<DocumentFields, 'reference'>;
};

/** Of a document that is made. */
export interface NewRow {
  id: string;
  owner: string;
  jobId: string;
  sourceUrl: string | null;
}

/** Throws a `Problem` over the quota, and where the id is that of a document with another content. */
export async function documentFor(
  { database, config }: Pick<Runtime, 'database' | 'config'>,
  { fields, sha256, fileName, mediaType, bytes }: Given,
  { id, owner, jobId, sourceUrl }: NewRow,
): Promise<{ row: DocumentRow; created: boolean }> {
  const { title, visibility, faculty_id, semester_id } = fields;
  const known = await findByContent(database, owner, sha256);
  if (known) return { row: known, created: false };
  const created = await insertDocument(
    database,
    {
      id,
      owner_id: owner,
      sha256,
      title: title ?? null,
      file_name: fileName,
      media_type: mediaType,
      size_bytes: bytes,
      source_url: sourceUrl,
      visibility,
      faculty_id: faculty_id ?? null,
      semester_id: semester_id ?? null,
      job_id: jobId,
    },
    quotaOf(config),
  );
  if (created) return { row: created, created: true };
  const row = await findByContent(database, owner, sha256);
  if (row) return { row, created: false };
  throw new Problem(422, 'IDEMPOTENCY_KEY_REUSED', 'This Idempotency-Key was used with another file');
}
