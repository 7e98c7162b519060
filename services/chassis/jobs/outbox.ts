/**
 * Events leave through the table they were committed to. The process that committed publishes at once and
 * deletes in batches; a relay in every process sends what is due: what a crash left behind, and what was
 * written inside a service's own transaction. Delivery is at least once, in no promised order.
 */
import type { EventContract } from '@scory/contracts/define.ts';
import type { EventEnvelope } from '@scory/contracts/envelope.ts';
import { createBatch } from '../batch.ts';
import type { Bus } from '../bus.ts';
import type { Queries, Row } from '../database.ts';
import { newId } from '../ids.ts';
import { currentContext, type Logger } from '../log.ts';
import { outageOf } from '../outage.ts';
import type { Tracing } from '../tracing.ts';
import { inEventSpan } from './event-span.ts';
import { above, createLowWater, type LowWater } from './low-water.ts';

export interface OutboxEvent {
  id: string;
  type: string;
  body: unknown;
}

export interface Outbox {
  /** Writes an event inside the caller's transaction; it is published once that has committed. */
  emit(tx: Queries, contract: EventContract, event: { ownerId: string; data: unknown }): Promise<void>;
  /** Publishes events that were just committed; never throws. */
  publishCommitted(events: OutboxEvent[]): void;
  start(): void;
  stop(): Promise<void>;
}

const relayBatch = 500;
/** Nobody waits for a deletion; what dies with the process is sent a second time, under the same id. */
const deletionLingerMs = 20;
/** Batches that are published while the next is claimed. */
const batchesUnderWay = 3;

/**
 * $1… where to begin → due events, the first due first. The limit is no parameter: of one whose limit it does not know a
 * plan expects a tenth of the table, and reads all of it.
 */
export const dueSql = `
SELECT id, due_at FROM jobs.outbox WHERE due_at <= now() AND ${above(1)} ORDER BY due_at, id LIMIT ${relayBatch}`;

/** The same, claimed for half a minute. */
const claimSql = `
WITH due AS (${dueSql} FOR UPDATE SKIP LOCKED
), claimed AS (
  UPDATE jobs.outbox o SET due_at = now() + interval '30 s' FROM due d WHERE o.id = d.id
  RETURNING o.id, o.type, o.body, d.due_at
)
SELECT id, type, body::text AS text, due_at::text AS due, extract(epoch FROM now() - due_at)::float8 * 1000 AS late_ms
FROM claimed c ORDER BY c.due_at, c.id`;

interface ClaimedRow extends Row {
  id: string;
  type: string;
  text: string;
  due: string;
  late_ms: number;
}

export function createOutbox(options: {
  bus: Bus;
  database: Queries;
  log: Logger;
  pollMs?: number;
  lowWater?: LowWater;
  tracing?: Tracing | undefined;
  onPublished?: (count: number) => void;
  /** How long the first event of a relay's batch had been due; 0 where none was. */
  onRelayed?: (lateMs: number) => void;
}): Outbox {
  const {
    bus,
    database,
    log,
    pollMs = 250,
    lowWater = createLowWater(),
    tracing,
    onPublished,
    onRelayed,
  } = options;
  const relays = outageOf(log, 'jobs.relay');
  const underWay = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let relaying: Promise<void> | undefined;
  let stopped = false;
  let failing = false;

  const deletions = createBatch<string, void>({
    name: 'outbox deletions',
    maxEntries: 1_000,
    maxWaiting: 50_000,
    lingerMs: deletionLingerMs,
    run: async (ids) => {
      await database.query('DELETE FROM jobs.outbox WHERE id = ANY($1::uuid[])', [ids]);
      return ids.map(() => undefined);
    },
  });

  async function send(event: { id: string; type: string; content: Buffer }): Promise<void> {
    try {
      await inEventSpan(tracing, event, (headers) =>
        bus.publish({
          exchange: 'events',
          routingKey: event.type,
          body: event.content,
          messageId: event.id,
          type: event.type,
          headers,
        }),
      );
      failing = false;
    } catch (error) {
      if (!failing)
        log.warn({ err: error, type: event.type }, 'publishing failed; the relay sends due events again');
      failing = true;
      return;
    }
    try {
      await deletions.add(event.id);
      onPublished?.(1);
    } catch (error) {
      log.warn({ err: error }, 'a published event could not be deleted; it will be sent again');
    }
  }

  async function relay(): Promise<void> {
    const batches: Promise<unknown>[] = [];
    for (let more = true; more && !stopped; ) {
      const events = await database.query<ClaimedRow>(claimSql, lowWater.begin());
      more = events.length === relayBatch;
      lowWater.ended(more ? events.at(-1) : undefined);
      onRelayed?.(events[0]?.late_ms ?? 0);
      batches.push(
        Promise.all(events.map(({ id, type, text }) => send({ id, type, content: Buffer.from(text) }))),
      );
      if (batches.length >= batchesUnderWay) await batches.shift();
      if (failing) break;
    }
    await Promise.all(batches);
  }

  function poll(): void {
    if (relaying || bus.state() !== 'open') return;
    relaying = relay()
      .then(relays.worked, relays.failed)
      .finally(() => {
        relaying = undefined;
      });
  }

  return {
    async emit(tx, contract, { ownerId, data }) {
      const id = newId();
      const body: EventEnvelope = {
        id,
        type: contract.type,
        version: contract.version,
        occurred_at: new Date().toISOString(),
        job_id: null,
        owner_id: ownerId,
        api_key_id: null,
        traceparent: currentContext().traceparent ?? null,
        data: contract.data.parse(data),
      };
      await tx.query('INSERT INTO jobs.outbox (id, type, due_at, body) VALUES ($1, $2, now(), $3)', [
        id,
        contract.type,
        JSON.stringify(body),
      ]);
    },
    publishCommitted(events) {
      for (const { id, type, body } of events) {
        const sending = send({ id, type, content: Buffer.from(JSON.stringify(body)) });
        underWay.add(sending);
        void sending.finally(() => underWay.delete(sending));
      }
    },
    start() {
      timer = setInterval(poll, pollMs);
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await relaying;
      await Promise.all(underWay);
    },
  };
}
