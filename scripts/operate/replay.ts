/** What replaying a dead letter means. Doing it twice changes nothing more. */
import { writeAudit } from '@scory/chassis/access/audit.ts';
import type { Queries } from '@scory/chassis/database.ts';
import { retrySql, unreadableCode } from '@scory/chassis/jobs/operator-statements.ts';
import { commands } from '@scory/contracts/catalog.ts';
import type { AuditAction } from '@scory/contracts/system/audit.ts';
import type { Broker, DeadLetter } from './dead-letters.ts';
import type { Tools } from './tools.ts';

/** A line of the audit log about a letter. */
export const noteLetter = (
  database: Queries,
  action: Extract<AuditAction, `dead-letter.${string}`>,
  { id, queue, jobId }: DeadLetter,
): Promise<void> =>
  writeAudit(database, { actorId: null, action, subject: id || null, details: { queue, job_id: jobId } });

/**
 * A job is its row, not its message: the one that failed for this letter begins anew, with a fresh message. Everything
 * else goes back to the queue that it came from, told of before: a line too many is better than one too few. Answers in
 * words what was done.
 */
export async function replay({ database }: Tools, broker: Broker, letter: DeadLetter): Promise<string> {
  const { jobId } = letter;
  const isCommand = commands.some(({ kind }) => kind === letter.queue);
  const [job] =
    isCommand && jobId
      ? await database.query<{ status: string; code: string | null; parent_id: string | null }>(
          "SELECT status, error->>'code' AS code, parent_id FROM jobs.job WHERE id = $1",
          [jobId],
        )
      : [];
  if (!job || jobId === undefined) {
    await noteLetter(database, 'dead-letter.replayed', letter);
    await broker.sendBack(letter);
    return 'sent to its queue again';
  }
  if (job.parent_id === null && job.status === 'failed' && job.code === unreadableCode) {
    await database.transaction(async (tx) => {
      await tx.query(retrySql, [[jobId]]);
      await noteLetter(tx, 'dead-letter.replayed', letter);
    });
    return `job ${jobId} begins anew`;
  }
  await noteLetter(database, 'dead-letter.replayed', letter);
  return job.parent_id === null
    ? `nothing to do: job ${jobId} is ${job.status}`
    : `nothing to do: job ${jobId} is a part of job ${job.parent_id}; retry that one`;
}
