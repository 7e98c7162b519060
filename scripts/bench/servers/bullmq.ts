/** The baseline of another queue: Express, one insert, BullMQ with 200 jobs at once, one update. No authentication. */
import { randomUUID } from 'node:crypto';
import { Queue, Worker } from 'bullmq';
import express from 'express';
import { Redis } from 'ioredis';
import pg from 'pg';

const { DATABASE_URL, REDIS_URL, AMQP_NAMESPACE: namespace } = process.env as Record<string, string>;
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 18 });
await pool.query(
  'CREATE TABLE IF NOT EXISTS bullmq_job (id uuid PRIMARY KEY, status text NOT NULL, input jsonb NOT NULL, result jsonb)',
);
const connect = (): Redis => new Redis(REDIS_URL as string, { maxRetriesPerRequest: null });
const queue = new Queue('jobs', { connection: connect(), prefix: namespace });
new Worker<{ id: string; input: { text: string } }>(
  'jobs',
  async ({ data: { id, input } }) => {
    await pool.query("UPDATE bullmq_job SET status = 'succeeded', result = $2 WHERE id = $1", [
      id,
      JSON.stringify({ text: input.text }),
    ]);
  },
  { connection: connect(), prefix: namespace, concurrency: 200 },
);

const app = express();
app.post('/jobs', express.json(), async (request, response) => {
  const id = randomUUID();
  await pool.query("INSERT INTO bullmq_job (id, status, input) VALUES ($1, 'queued', $2)", [
    id,
    JSON.stringify(request.body),
  ]);
  await queue.add('run', { id, input: request.body }, { jobId: id, removeOnComplete: true });
  response.status(202).json({ id });
});
const server = app.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as { port: number }).port });
});
process.once('SIGTERM', () => process.exit());
