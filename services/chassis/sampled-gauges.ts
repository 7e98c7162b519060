/**
 * Gauges that somebody has to look up: what PostgreSQL and the broker hold. One look serves all of them, and all who scrape
 * within its time; a look that fails leaves them without a value rather than with an old one.
 */
import type { Gauge } from 'prom-client';
import type { Bus } from './bus.ts';
import type { PoolUse, Queries } from './database.ts';
import { inTime } from './in-time.ts';
import { outboxCountMax, type WaitingRow, waitingSql } from './jobs/waiting-statements.ts';

export interface GaugeSources {
  database: Queries;
  bus: Pick<Bus, 'state' | 'queueState'>;
  /** Those whose depth is told, beside dead-letters. */
  queues: readonly string[];
  pools: Record<string, () => PoolUse>;
}

const brokerStates = ['connecting', 'open', 'blocked', 'closed'] as const;
const freshForMs = 10_000;
const brokerTimeoutMs = 1_500;
/** Of all time, at most one part in so many goes into looks. */
const lookShare = 50;

export function sampledGauges(gauge: (name: string, help: string, labels?: string[]) => Gauge): {
  readFrom(sources: GaugeSources): void;
  /** Never rejects. */
  refresh(): Promise<void>;
} {
  const open = gauge('scory_jobs_open', 'Jobs that have not ended, counted up to 100,000', ['kind', 'state']);
  const events = gauge('scory_outbox_events', `Events that have not left, counted up to ${outboxCountMax}`);
  const oldest = gauge('scory_outbox_oldest_seconds', 'For how long the first of them has been due');
  const dead = gauge('scory_dead_letters', 'Messages in dead-letters');
  const ready = gauge('scory_queue_ready', 'Messages in a queue of RabbitMQ that no process holds', [
    'queue',
  ]);
  const consumers = gauge('scory_queue_consumers', 'Processes that take from a queue of RabbitMQ', ['queue']);
  const pools = gauge('scory_pool_connections', 'Connections to PostgreSQL and who waits for one', [
    'pool',
    'state',
  ]);
  const broker = gauge('scory_broker_link', 'The state of the link to RabbitMQ: 1 for the one it is in', [
    'state',
  ]);
  let sources: GaugeSources | undefined;
  let freshUntil = 0;
  let looking: Promise<void> | undefined;

  async function lookAtDatabase({ database }: GaugeSources): Promise<void> {
    const rows = await database.query<WaitingRow>(waitingSql).catch(() => undefined);
    open.reset();
    events.remove();
    oldest.remove();
    for (const { kind, state, jobs } of rows ?? []) if (kind !== null) open.set({ kind, state }, jobs);
    const [first] = rows ?? [];
    if (!first) return;
    events.set(first.outbox_events);
    oldest.set(first.outbox_seconds);
  }

  async function lookAtBroker({ bus, queues }: GaugeSources): Promise<void> {
    const lookAt = async (queue: string) => ({
      queue,
      state: await inTime(bus.queueState(queue), brokerTimeoutMs),
    });
    const [letters, ...others] = await Promise.all(['dead-letters', ...queues].map(lookAt));
    if (letters?.state) dead.set(letters.state.messages);
    else dead.remove();
    ready.reset();
    consumers.reset();
    for (const { queue, state } of others) {
      if (!state) continue;
      ready.set({ queue }, state.messages);
      consumers.set({ queue }, state.consumers);
    }
  }

  async function look(from: GaugeSources): Promise<void> {
    const startedAt = performance.now();
    await Promise.all([lookAtDatabase(from), lookAtBroker(from)]);
    const now = performance.now();
    freshUntil = now + Math.max(freshForMs, (now - startedAt) * lookShare);
  }

  return {
    readFrom(given) {
      sources = given;
    },
    async refresh() {
      if (!sources) return;
      const { bus, pools: used } = sources;
      for (const state of brokerStates) broker.set({ state }, Number(bus.state() === state));
      for (const [pool, use] of Object.entries(used))
        for (const [state, count] of Object.entries(use())) pools.set({ pool, state }, count);
      if (performance.now() < freshUntil) return;
      looking ??= look(sources).finally(() => {
        looking = undefined;
      });
      await looking;
    },
  };
}
