/** What replaying a dead letter means. Doing it twice changes nothing more. */
import { retrySql, unreadableCode } from '@scory/chassis/jobs/operator-statements.ts';
import { commands } from '@scory/contracts/catalog.ts';
import type { Broker, DeadLetter } from './dead-letters.ts';
import type { Tools } from './tools.ts';

/**
 * A job is its row, not its message: the one that failed for this letter begins anew, with a fresh message. Everything
 * else goes back to the queue that it came from. Answers in words what was done.
 */
export async function replay({ database }: Tools, broker: Broker, letter: DeadLetter): Promise<string> {
  const isCommand = commands.some(({ kind }) => kind === letter.queue);
  const [job] =
    isCommand && letter.jobId
      ? await database.query<{ status: string; code: string | null; parent_id: string | null }>(
          "SELECT status, error->>'code' AS code, parent_id FROM jobs.job WHERE id = $1",
          [letter.jobId],
        )
      : [];
  if (!job || letter.jobId === undefined) {
    await broker.sendBack(letter);
    return 'sent to its queue again';
  }
  if (job.parent_id !== null)
    return `nothing to do: job ${letter.jobId} is a part of job ${job.parent_id}; retry that one`;
  if (job.status === 'failed' && job.code === unreadableCode) {
    await database.query(retrySql, [[letter.jobId]]);
    return `job ${letter.jobId} begins anew`;
  }
  return `nothing to do: job ${letter.jobId} is ${job.status}`;
}
