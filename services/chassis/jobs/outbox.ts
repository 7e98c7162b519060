/**
 * Events leave through the table they were committed to. The process that committed publishes at once and
 * deletes in batches; a relay in every process sends what is due: what a crash left behind, and what was
 * written inside a service's own transaction. Delivery is at least once, in no promised order.
 */
import type { EventContract } from '@scory/contracts/define.ts';
import type { EventEnvelope } from '@scory/contracts/envelope.ts';
import { createBatch } from '../batch.ts';
import type { Bus } from '../bus.ts';
import type { Queries } from '../database.ts';
import { newId } from '../ids.ts';
import { currentContext, type Logger } from '../log.ts';
import { outageOf } from '../outage.ts';

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

const claimSql = `
WITH due AS (SELECT id FROM jobs.outbox WHERE due_at <= now() ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED)
UPDATE jobs.outbox o SET due_at = now() + interval '30 s' FROM due d WHERE o.id = d.id RETURNING o.id, o.type, o.body`;
const relayBatch = 500;

export function createOutbox(options: {
  bus: Bus;
  database: Queries;
  log: Logger;
  pollMs?: number;
  onPublished?: (count: number) => void;
}): Outbox {
  const { bus, database, log, pollMs = 250, onPublished } = options;
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
    run: async (ids) => {
      await database.query('DELETE FROM jobs.outbox WHERE id = ANY($1::uuid[])', [ids]);
      return ids.map(() => undefined);
    },
  });

  async function send(event: OutboxEvent): Promise<void> {
    try {
      await bus.publish({
        exchange: 'events',
        routingKey: event.type,
        body: Buffer.from(JSON.stringify(event.body)),
        messageId: event.id,
        type: event.type,
      });
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
    for (;;) {
      const events = await database.query<OutboxEvent & Record<string, unknown>>(claimSql, [relayBatch]);
      await Promise.all(events.map(send));
      if (events.length < relayBatch || stopped || failing) return;
    }
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
      for (const event of events) {
        const sending = send(event);
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
