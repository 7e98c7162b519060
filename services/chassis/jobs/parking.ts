/** A message that nobody can run is kept where the operator finds it. */
import { commandEnvelope } from '@scory/contracts/envelope.ts';
import type { Bus, Delivery } from '../bus.ts';
import type { Queries } from '../database.ts';
import type { Metrics } from '../metrics.ts';
import type { Completion } from './completion.ts';
import { failParkedSql } from './operator-statements.ts';
import type { EndedRow } from './statements.ts';

interface Parts {
  bus: Bus;
  database: Queries;
  completion: Completion;
  metrics: Pick<Metrics, 'messageParked'>;
  graceMs: number;
}

const aboutJob = commandEnvelope.pick({ job_id: true });

/** The job that a message is about, also where the message is no envelope of ours otherwise. */
export function jobIdOf(body: Buffer): string | undefined {
  try {
    return aboutJob.safeParse(JSON.parse(body.toString('utf8'))).data?.job_id;
  } catch {
    return undefined;
  }
}

/** Resolves once the broker holds the copy and the job, where it is known, says so. */
export async function parkMessage(
  { bus, database, completion, metrics, graceMs }: Parts,
  kind: string,
  delivery: Delivery,
): Promise<void> {
  const parkedAt = new Date().toISOString();
  await bus.publish({
    exchange: 'dead',
    routingKey: kind,
    body: delivery.body,
    messageId: delivery.messageId ?? '',
    type: delivery.type ?? kind,
    headers: { ...delivery.headers, 'x-scory-queue': kind, 'x-scory-parked-at': parkedAt },
  });
  metrics.messageParked(kind);
  const jobId = jobIdOf(delivery.body);
  if (jobId) completion.announce(await database.query<EndedRow>(failParkedSql, [jobId, kind, graceMs]));
}
