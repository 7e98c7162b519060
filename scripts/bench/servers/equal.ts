/**
 * The baseline that keeps the same promises, written the usual way: a transaction with the job and its command in an
 * outbox, a relay with confirms, a worker that locks the job and commits its result with the event in the outbox, and
 * acks after that. No authentication, no limits.
 */
import { randomUUID } from 'node:crypto';
import { connect } from 'amqplib';
import express from 'express';
import pg from 'pg';

const { DATABASE_URL, RABBITMQ_URL, AMQP_NAMESPACE: namespace } = process.env as Record<string, string>;
const relayBatch = 200;
const relayPollMs = 50;

const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 18 });
await pool.query(
  `CREATE TABLE IF NOT EXISTS equal_job (id uuid PRIMARY KEY, status text NOT NULL, input jsonb NOT NULL, result jsonb,
     created_at timestamptz NOT NULL DEFAULT now(), finished_at timestamptz);
   CREATE TABLE IF NOT EXISTS equal_outbox (id bigserial PRIMARY KEY, key text NOT NULL, body jsonb NOT NULL)`,
);
const connection = await connect(RABBITMQ_URL as string, { noDelay: true });
const publisher = await connection.createConfirmChannel();
const consumer = await connection.createChannel();
await publisher.assertExchange(`${namespace}.events`, 'topic', { durable: true });
const queue = `${namespace}.equal`;
await publisher.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
await publisher.bindQueue(queue, `${namespace}.events`, 'job.run');

async function transaction(work: (client: pg.PoolClient) => Promise<unknown>): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await work(client);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

let relaying = false;
let asked = false;
async function relay(): Promise<void> {
  asked = true;
  if (relaying) return;
  relaying = true;
  while (asked) {
    asked = false;
    await transaction(async (client) => {
      const { rows } = await client.query<{ id: string; key: string; body: unknown }>(
        'SELECT id, key, body FROM equal_outbox ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED',
        [relayBatch],
      );
      for (const { key, body } of rows)
        publisher.publish(`${namespace}.events`, key, Buffer.from(JSON.stringify(body)), {
          persistent: true,
        });
      await publisher.waitForConfirms();
      await client.query('DELETE FROM equal_outbox WHERE id = ANY($1)', [rows.map(({ id }) => id)]);
      if (rows.length === relayBatch) asked = true;
    });
  }
  relaying = false;
}
setInterval(() => void relay(), relayPollMs);

await consumer.prefetch(200);
await consumer.consume(queue, async (message) => {
  if (!message) return;
  const { id } = JSON.parse(message.content.toString()) as { id: string };
  await transaction(async (client) => {
    const { rows } = await client.query<{ input: { text: string } }>(
      "SELECT input FROM equal_job WHERE id = $1 AND status = 'queued' FOR UPDATE",
      [id],
    );
    if (!rows[0]) return;
    await client.query(
      "UPDATE equal_job SET status = 'succeeded', result = $2, finished_at = now() WHERE id = $1",
      [id, JSON.stringify({ text: rows[0].input.text })],
    );
    await client.query("INSERT INTO equal_outbox (key, body) VALUES ('job.succeeded', $1)", [
      JSON.stringify({ id }),
    ]);
  });
  consumer.ack(message);
  void relay();
});

const app = express();
app.post('/jobs', express.json(), async (request, response) => {
  const id = randomUUID();
  await transaction(async (client) => {
    await client.query("INSERT INTO equal_job (id, status, input) VALUES ($1, 'queued', $2)", [
      id,
      JSON.stringify(request.body),
    ]);
    await client.query("INSERT INTO equal_outbox (key, body) VALUES ('job.run', $1)", [
      JSON.stringify({ id }),
    ]);
  });
  void relay();
  response.status(202).json({ id });
});
const server = app.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as { port: number }).port });
});
process.once('SIGTERM', () => process.exit());
