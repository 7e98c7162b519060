/** Who reads a content: one job at a time, whoever has it. */
import type { Queries } from '@scory/chassis/database.ts';

export interface Claim extends Record<string, unknown> {
  job_id: string;
  owner_id: string;
}

/** The claim as it stands: this job's, or that of one that came before; undefined where that one came just now. */
export async function claimReading(
  database: Queries,
  sha256: string,
  { jobId, acceptedFor }: { jobId: string; acceptedFor: string },
): Promise<Claim | undefined> {
  const [claim] = await database.query<Claim>(
    `WITH made AS (
       INSERT INTO documents.readings (sha256, job_id, owner_id)
       SELECT $1, $2::uuid, $3::uuid WHERE NOT EXISTS (SELECT FROM documents.readings WHERE sha256 = $1)
       ON CONFLICT DO NOTHING RETURNING job_id, owner_id)
     SELECT * FROM made UNION ALL SELECT job_id, owner_id FROM documents.readings WHERE sha256 = $1`,
    [sha256, jobId, acceptedFor],
  );
  return claim;
}

/** Ends the claim of a job. */
export async function dropClaim(database: Queries, jobId: string): Promise<void> {
  await database.query('DELETE FROM documents.readings WHERE job_id = $1', [jobId]);
}

/** A part of a reading has failed for good: the other parts need not be read. */
export async function spoilReading(
  database: Queries,
  jobId: string,
  error: { code: string; message: string },
): Promise<void> {
  await database.query(
    'UPDATE documents.readings SET error_code = $2, error_message = $3 WHERE job_id = $1 AND error_code IS NULL',
    [jobId, error.code, error.message],
  );
}

export async function spoiltReading(
  database: Queries,
  jobId: string,
): Promise<{ code: string; message: string } | undefined> {
  const [row] = await database.query<{ code: string; message: string }>(
    `SELECT error_code AS code, error_message AS message FROM documents.readings
     WHERE job_id = $1 AND error_code IS NOT NULL`,
    [jobId],
  );
  return row;
}
