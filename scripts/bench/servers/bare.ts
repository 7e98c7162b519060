/**
 * The baseline: what a competent afternoon writes, and nothing more. Express, one insert, amqplib with confirms and a
 * quorum queue, prefetch 200, one update, one event. No authentication, no limits, no promises after a crash.
 */
import { randomUUID } from 'node:crypto';
import { connect } from 'amqplib';
import express from 'express';
import pg from 'pg';
import { createClient } from 'redis';

const {
  DATABASE_URL,
  RABBITMQ_URL,
  REDIS_URL,
  AMQP_NAMESPACE: namespace,
} = process.env as Record<string, string>;
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 18 });
await pool.query(
  'CREATE TABLE IF NOT EXISTS bare_job (id uuid PRIMARY KEY, status text NOT NULL, input jsonb NOT NULL, result jsonb)',
);
const redis = createClient({ url: REDIS_URL });
await redis.connect();
await redis.set(
  `${namespace}:cached`,
  JSON.stringify({ success: true, data: { summary: 'x'.repeat(2_000) } }),
);
const connection = await connect(RABBITMQ_URL as string, { noDelay: true });
const publisher = await connection.createConfirmChannel();
const consumer = await connection.createChannel();
await publisher.assertExchange(`${namespace}.events`, 'topic', { durable: true });
await publisher.assertQueue(`${namespace}.bare`, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
await consumer.prefetch(200);
await consumer.consume(`${namespace}.bare`, async (message) => {
  if (!message) return;
  const { id, input } = JSON.parse(message.content.toString()) as {
    id: string;
    input: { text?: string; paper_content?: { abstract: string } };
  };
  const result = { text: input.text ?? input.paper_content?.abstract };
  await pool.query("UPDATE bare_job SET status = 'succeeded', result = $2 WHERE id = $1", [
    id,
    JSON.stringify(result),
  ]);
  publisher.publish(`${namespace}.events`, 'job.succeeded', Buffer.from(JSON.stringify({ id })), {
    persistent: true,
  });
  consumer.ack(message);
});

const app = express();
app.post('/jobs', express.json(), async (request, response) => {
  const id = randomUUID();
  await pool.query("INSERT INTO bare_job (id, status, input) VALUES ($1, 'queued', $2)", [
    id,
    JSON.stringify(request.body),
  ]);
  publisher.sendToQueue(`${namespace}.bare`, Buffer.from(JSON.stringify({ id, input: request.body })), {
    persistent: true,
  });
  await publisher.waitForConfirms();
  response.status(202).json({ id });
});
app.post('/cached', express.json(), async (_request, response) => {
  response.type('application/json').send(await redis.get(`${namespace}:cached`));
});
const server = app.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as { port: number }).port });
});
process.once('SIGTERM', () => process.exit());
