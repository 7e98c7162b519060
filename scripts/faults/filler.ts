/** Events that have waited for a long time: many more than there are jobs, and who hears of them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'amqplib';
import type { Beside, Lab } from './lab.ts';

/** Due one after the other over an hour; the id is all that is compared. */
const fillSql = `
INSERT INTO jobs.outbox (id, type, due_at, body)
SELECT id, 'lab.filler', now() - ($1 - n) * interval '1 hour' / $1, jsonb_build_object(
  'id', id, 'type', 'lab.filler', 'version', 1, 'occurred_at', now(), 'job_id', id, 'owner_id', id, 'api_key_id', NULL,
  'traceparent', NULL, 'data', jsonb_build_object('n', n))
FROM (SELECT n, gen_random_uuid() AS id FROM generate_series(1, $1::int) AS n) AS made`;
const queue = 'scory-faults-filler';
/** Longer than a relay's claim lasts: what a dead one had claimed comes after that. */
const silenceMs = 40_000;
const prefetch = 5_000;

export interface Filler {
  /** Different events heard so far. */
  heard(): number;
  /** Waits for as long as something comes. Copies of an event have its id, so they are none. */
  compare(): Promise<Beside>;
  close(): void;
}

export async function fillOutbox(lab: Lab, amount: number): Promise<Filler> {
  const connection = await connect(lab.stage.rabbit.url);
  connection.on('error', () => undefined);
  const channel = await connection.createChannel();
  await channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
  await channel.bindQueue(queue, 'scory.events', 'lab.filler');
  await channel.prefetch(prefetch);
  const ids = new Set<string>();
  let heardAt = performance.now();
  await channel.consume(queue, (message) => {
    if (!message) return;
    ids.add(String(message.properties.messageId));
    heardAt = performance.now();
    channel.ack(message);
  });
  await lab.stage.query(fillSql, [amount]);
  return {
    heard: () => ids.size,
    async compare() {
      const patience = lab.environment.SABOTAGE ? silenceMs / 4 : silenceMs;
      heardAt = performance.now();
      while (ids.size < amount && performance.now() - heardAt < patience) await sleep(100);
      return { lost: amount - ids.size, duplicated: 0 };
    },
    close() {
      void channel
        .deleteQueue(queue)
        .then(() => lab.stage.query("DELETE FROM jobs.outbox WHERE type = 'lab.filler'"))
        .then(() => connection.close())
        .catch(() => undefined);
    },
  };
}
