/**
 * Papers follow their owner into the account that it became. A job that was under way then still writes in the old
 * owner's name, so whatever comes late is moved again for as long as a job can last.
 */
import type { Queries } from '@scory/chassis/database.ts';
import { paperIdOf } from './paper-store.ts';

const watchedFor = "interval '2 days'";

export async function noteMerged(database: Queries, from: string, to: string): Promise<void> {
  await database.query(
    'INSERT INTO papers.merged_owners (from_id, to_id) VALUES ($1, $2) ON CONFLICT (from_id) DO NOTHING',
    [from, to],
  );
}

/** Ids are derived from the owner, so a moved paper gets a new one. Where both have a paper, the account's stays. */
const movePaperSql = `
WITH moved AS (
  UPDATE papers.academic_papers SET owner_id = $2, id = $4 WHERE owner_id = $1 AND scholar_id = $3
    AND NOT EXISTS (SELECT 1 FROM papers.academic_papers WHERE owner_id = $2 AND scholar_id = $3)
  RETURNING id
), dropped AS (
  DELETE FROM papers.academic_papers WHERE owner_id = $1 AND scholar_id = $3
    AND EXISTS (SELECT 1 FROM papers.academic_papers WHERE owner_id = $2 AND scholar_id = $3)
)
UPDATE papers.simplification_requests SET user_id = $2, academic_paper_id = $4 WHERE user_id = $1 AND scholar_id = $3`;

export async function movePapers(database: Queries, from: string, to: string): Promise<void> {
  const papers = await database.query<{ scholar_id: string }>(
    `SELECT scholar_id FROM papers.academic_papers WHERE owner_id = $1
     UNION SELECT scholar_id FROM papers.simplification_requests WHERE user_id = $1`,
    [from],
  );
  for (const { scholar_id: scholarId } of papers)
    await database.query(movePaperSql, [from, to, scholarId, paperIdOf(to, scholarId)]);
}

export async function moveLatecomers(database: Queries): Promise<void> {
  await database.query(`DELETE FROM papers.merged_owners WHERE merged_at < now() - ${watchedFor}`);
  const late = await database.query<{ from_id: string; to_id: string }>(
    `SELECT from_id, to_id FROM papers.merged_owners m
     WHERE EXISTS (SELECT FROM papers.academic_papers WHERE owner_id = m.from_id)
       OR EXISTS (SELECT FROM papers.simplification_requests WHERE user_id = m.from_id)`,
  );
  for (const { from_id: from, to_id: to } of late) await movePapers(database, from, to);
}
