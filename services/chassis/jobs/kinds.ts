/** Where the jobs of each kind are: what PostgreSQL holds beside what RabbitMQ holds, and which kinds are paused. */
import type { JobKindView, PauseView } from '@scory/contracts/jobs/admin.ts';
import type { QueueState } from '../bus/topology.ts';
import type { Bus } from '../bus.ts';
import type { Queries } from '../database.ts';
import { inTime } from '../in-time.ts';
import { pausedSql } from './operator-statements.ts';
import { type WaitingRow, waitingSql } from './waiting-statements.ts';

const brokerTimeoutMs = 1_500;

export interface PausedRow extends Record<string, unknown> {
  kind: string;
  reason: string | null;
  at: Date;
}

export function pauseOf(rows: readonly PausedRow[], kind: string): PauseView {
  const row = rows.find((one) => one.kind === kind);
  return {
    kind,
    paused: row !== undefined,
    reason: row?.reason ?? null,
    paused_at: row?.at.toISOString() ?? null,
  };
}

const nowhere: JobKindView['jobs'] = {
  delayed: 0,
  waiting: 0,
  being_sent: 0,
  in_broker: 0,
  running: 0,
  for_parts: 0,
  cancelling: 0,
};

/** Null is what the broker does not say in time. */
export async function lookAtKinds(sources: {
  database: Queries;
  kinds: readonly string[];
  queueState: Bus['queueState'];
}): Promise<{ kinds: JobKindView[]; outboxEvents: number; deadLetters: number | null }> {
  const { database, kinds, queueState } = sources;
  // A broker that is away says so or says nothing; either way operators learn the rest.
  const asked = (queue: string): Promise<QueueState | null> => inTime(queueState(queue), brokerTimeoutMs);
  const [waiting, paused, dead, ...queues] = await Promise.all([
    database.query<WaitingRow>(waitingSql),
    database.query<PausedRow>(pausedSql),
    asked('dead-letters'),
    ...kinds.map(asked),
  ]);
  const views = kinds.map((kind, place) => {
    const queue = queues[place];
    const rows = waiting.filter((row) => row.kind === kind);
    const jobs = { ...nowhere, ...Object.fromEntries(rows.map(({ state, jobs: count }) => [state, count])) };
    const broker = queue ? { ready: queue.messages, consumers: queue.consumers } : null;
    return { ...pauseOf(paused, kind), jobs, broker };
  });
  return {
    kinds: views,
    outboxEvents: waiting[0]?.outbox_events ?? 0,
    deadLetters: dead?.messages ?? null,
  };
}
