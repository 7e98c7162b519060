/** How much one owner may keep. Files of versions that are still being read count too. */
import type { Config } from '@scory/chassis/config.ts';
import type { Queries } from '@scory/chassis/database.ts';
import { Problem } from '@scory/chassis/errors.ts';

export interface Quota {
  documents: number;
  bytes: number;
}

export const quotaOf = (config: Pick<Config, 'DOCUMENTS_PER_OWNER' | 'DOCUMENT_BYTES_PER_OWNER'>): Quota => ({
  documents: config.DOCUMENTS_PER_OWNER,
  bytes: config.DOCUMENT_BYTES_PER_OWNER,
});

interface Use extends Record<string, unknown> {
  documents: number;
  bytes: string;
}

/**
 * At the end of a transaction that has added something: throws a `Problem`, and so undoes it, where that was too much.
 * Whoever adds for the same owner waits until it has ended: two cannot both take the last place.
 */
export async function assertRoom(tx: Queries, ownerId: string, quota: Quota): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtextextended('documents.quota/' || $1, 0))", [ownerId]);
  const [use] = await tx.query<Use>(
    `SELECT count(*)::int AS documents, coalesce(sum(d.size_bytes + coalesce(n.size_bytes, 0)), 0)::bigint AS bytes
     FROM documents.documents d LEFT JOIN documents.next_versions n ON n.document_id = d.id AND n.sha256 <> d.sha256
     WHERE d.owner_id = $1 AND d.status <> 'deleting'`,
    [ownerId],
  );
  const { documents = 0, bytes = 0 } = use ?? {};
  if (documents > quota.documents)
    throw new Problem(
      409,
      'DOCUMENT_QUOTA_EXCEEDED',
      `You have ${documents - 1} documents, and may have ${quota.documents}: delete one to make room`,
    );
  if (Number(bytes) > quota.bytes)
    throw new Problem(
      413,
      'STORAGE_QUOTA_EXCEEDED',
      `With this file your documents would take ${bytes} bytes; they may take ${quota.bytes}`,
    );
}
