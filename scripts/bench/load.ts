/** Load of many users over 64 connections, and how fast its jobs are done. */
import { connect } from 'amqplib';
import autocannon from 'autocannon';
import { QueueEvents } from 'bullmq';
import { Redis } from 'ioredis';
import type { ServerName, Stage } from './stage.ts';

const connections = 64;

export interface Load {
  url: string;
  path: string;
  tokens: string[];
  body: () => string;
  amount?: number;
  seconds?: number;
}

export async function load({ url, path, tokens, body, amount, seconds }: Load): Promise<autocannon.Result> {
  let turn = 0;
  const result = await autocannon({
    url,
    connections,
    ...(amount === undefined ? { duration: seconds ?? 5 } : { amount }),
    requests: [
      {
        method: 'POST',
        path,
        setupRequest: (request) => {
          turn += 1;
          const token = tokens[turn % tokens.length] as string;
          return {
            ...request,
            headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
            body: body(),
          };
        },
      },
    ],
  });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${path}: ${result.non2xx} refusals, ${result.errors} errors`);
  return result;
}

/** Posts one job after the other, each once the one before has ended; answers the milliseconds of each. */
export async function oneByOne(what: {
  url: string;
  path: string;
  token: string;
  body: () => string;
}): Promise<number[]> {
  const warmUp = 20;
  const times: number[] = [];
  for (let turn = 0; turn < warmUp + 100; turn += 1) {
    const startedAt = performance.now();
    const response = await fetch(`${what.url}${what.path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${what.token}`,
        prefer: 'wait=20',
      },
      body: what.body(),
    });
    const { data } = (await response.json()) as { data: { status: string } };
    if (data.status !== 'succeeded') throw new Error(`a job ended ${data.status}`);
    if (turn >= warmUp) times.push(performance.now() - startedAt);
  }
  return times;
}

/** Hears completion events from now on; `all` resolves with the last of so many. */
async function completions(
  stage: Stage,
  server: ServerName,
  amount: number,
): Promise<{ all: Promise<void> }> {
  let seen = 0;
  const { promise: all, resolve } = Promise.withResolvers<void>();
  const heard = (): void => {
    seen += 1;
    if (seen === amount) resolve();
  };
  if (server === 'bullmq') {
    const connection = new Redis(stage.environment.REDIS_URL as string, { maxRetriesPerRequest: null });
    const events = new QueueEvents('jobs', { connection, prefix: stage.namespaceOf(server) });
    events.on('completed', heard);
    await events.waitUntilReady();
    const stop = async (): Promise<void> => {
      await events.close();
      connection.disconnect();
    };
    return { all: all.finally(stop) };
  }
  const connection = await connect(stage.environment.RABBITMQ_URL as string, { noDelay: true });
  const channel = await connection.createChannel();
  const { queue } = await channel.assertQueue('', { exclusive: true });
  await channel.bindQueue(queue, `${stage.namespaceOf(server)}.events`, '#.succeeded');
  await channel.consume(queue, heard, { noAck: true });
  return { all: all.finally(() => connection.close()) };
}

/** Jobs per second from the first POST to the last completion event. */
export async function jobsPerSecond(
  stage: Stage,
  { server, ...what }: Load & { server: ServerName; amount: number },
): Promise<number> {
  const { all } = await completions(stage, server, what.amount);
  const startedAt = performance.now();
  // autocannon looks once a second whether it is through, so the last event says when the work was.
  const took = all.then(() => performance.now() - startedAt);
  await load(what);
  return what.amount / ((await took) / 1_000);
}
