/**
 * Carries committed jobs to the broker. Losing a publish loses nothing: the row stays due and the clock sends
 * it again. A job that is still queued a second after its confirm is marked as sent, so that it is not sent
 * again while the broker holds it; jobs that start at once, nearly all, never pay that write.
 */
import type { Actor, CommandEnvelope } from '@scory/contracts/envelope.ts';
import type { Bus } from '../bus.ts';
import type { Queries } from '../database.ts';
import { newId } from '../ids.ts';
import type { Logger } from '../log.ts';
import { inSpan, type Tracing } from '../tracing.ts';
import { sentSql } from './statements.ts';

/** Larger inputs stay in the job row; quorum queues keep every message in the log of every member. */
const inlineDataMaxBytes = 64 * 1024;
const settleMs = 1_000;

export interface PublishableJob {
  id: string;
  kind: string;
  version: number;
  actor: Actor;
  input: unknown;
  runs: number;
  traceparent: string | null;
  created_at: Date;
}

const aboutJob = ({ id, kind, runs }: PublishableJob) => ({
  'messaging.system': 'rabbitmq',
  'messaging.destination.name': kind,
  'scory.job.id': id,
  'scory.job.runs': runs,
});

export interface Publisher {
  /** Publishes in the background; never throws. */
  publish(job: PublishableJob): void;
  /** This process has started the job: there is nothing to mark any more. */
  started(jobId: string): void;
  start(): void;
  stop(): Promise<void>;
}

export function createPublisher({
  bus,
  database,
  tracing,
  log,
}: {
  bus: Bus;
  database: Queries;
  tracing?: Tracing | undefined;
  log: Logger;
}): Publisher {
  let confirmed = new Map<string, { runs: number; at: number }>();
  const underWay = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let failing = false;

  const send = (job: PublishableJob): Promise<void> =>
    inSpan(
      tracing,
      `publish ${job.kind}`,
      { kind: 'producer', parent: job.traceparent, attributes: aboutJob(job) },
      async (span) => {
        if (!(await confirm(span ? { ...job, traceparent: span.traceparent } : job)))
          span?.fail('unconfirmed');
      },
    );

  /** Whether the broker confirmed it. */
  async function confirm(job: PublishableJob): Promise<boolean> {
    const id = newId();
    const envelope: CommandEnvelope = {
      id,
      type: job.kind,
      version: job.version,
      occurred_at: job.created_at.toISOString(),
      job_id: job.id,
      actor: job.actor,
      traceparent: job.traceparent,
      data: job.input,
    };
    let body = Buffer.from(JSON.stringify(envelope));
    if (body.length > inlineDataMaxBytes)
      body = Buffer.from(JSON.stringify({ ...envelope, data: undefined }));
    try {
      await bus.publish({
        exchange: 'commands',
        routingKey: job.kind,
        body,
        messageId: id,
        type: job.kind,
        correlationId: job.id,
        headers: job.traceparent ? { traceparent: job.traceparent } : {},
      });
      confirmed.set(job.id, { runs: job.runs, at: performance.now() });
      failing = false;
      return true;
    } catch (error) {
      if (!failing)
        log.warn(
          { err: error, kind: job.kind },
          'publishing failed; due jobs are sent again from the database',
        );
      failing = true;
      return false;
    }
  }

  async function settle(olderThanMs: number): Promise<void> {
    const horizon = performance.now() - olderThanMs;
    const sent: [id: string, runs: number][] = [];
    for (const [jobId, entry] of confirmed) {
      if (entry.at > horizon) break;
      sent.push([jobId, entry.runs]);
      confirmed.delete(jobId);
    }
    if (sent.length === 0) return;
    // In the order in which all statements lock jobs.
    sent.sort(([a], [b]) => (a < b ? -1 : 1));
    try {
      await database.query(sentSql, [sent.map(([id]) => id), sent.map(([, runs]) => runs)]);
    } catch (error) {
      log.warn({ err: error }, 'could not mark sent jobs; they may be sent twice');
    }
  }

  return {
    publish(job) {
      const sending = send(job);
      underWay.add(sending);
      void sending.finally(() => underWay.delete(sending));
    },
    started(jobId) {
      confirmed.delete(jobId);
    },
    start() {
      timer = setInterval(() => void settle(settleMs), settleMs / 2);
    },
    async stop() {
      clearInterval(timer);
      await Promise.all(underWay);
      await settle(0);
      confirmed = new Map();
    },
  };
}
