/** What the engine keeps no longer than it must. Safe to repeat, and to be done by several at once. */
import type { Queries } from '../database.ts';
import { forgetFamiliesSql } from './children-statements.ts';
import { retentionDays } from './job-row.ts';

/** Drops weeks of jobs that all ended longer ago than jobs can be read, and what lay beside them; answers their tables. */
export async function dropOldJobs(database: Queries): Promise<string[]> {
  await database.query('DELETE FROM jobs.idempotency WHERE expires_at < now()');
  const dropped = await database.query<{ partition: string }>(
    'SELECT jobs.drop_partitions($1) AS partition',
    [retentionDays],
  );
  await database.query(forgetFamiliesSql);
  return dropped.map(({ partition }) => partition);
}
