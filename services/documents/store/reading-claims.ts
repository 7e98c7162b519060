/** Who reads a content: one job at a time, whoever has it. */
import type { Queries } from '@scory/chassis/database.ts';

export interface Claim extends Record<string, unknown> {
  job_id: string;
  owner_id: string;
}

/** The claim as it stands: this job's, or that of one that came before. */
export async function claimReading(
  database: Queries,
  sha256: string,
  { jobId, acceptedFor }: { jobId: string; acceptedFor: string },
): Promise<Claim> {
  const [claim] = await database.query<Claim>(
    `INSERT INTO documents.readings AS r (sha256, job_id, owner_id) VALUES ($1, $2, $3)
     ON CONFLICT (sha256) DO UPDATE SET error_code = CASE r.job_id WHEN $2 THEN NULL ELSE r.error_code END
     RETURNING job_id, owner_id`,
    [sha256, jobId, acceptedFor],
  );
  return claim as Claim;
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
