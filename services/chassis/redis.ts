/**
 * Redis, which may vanish: commands fail at once while it is away instead of queueing, one line is logged per
 * outage, and it is tried again for ever.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, type RedisClientType } from 'redis';
import type { Logger } from './log.ts';

export type RedisClient = RedisClientType;

export interface Redis {
  client: RedisClient;
  /** The key with this deployment's prefix. */
  key(name: string): string;
  /** What `work` answers, or undefined while Redis cannot be reached. */
  attempt<T>(work: (client: RedisClient) => Promise<T>): Promise<T | undefined>;
  up(): boolean;
  /** Listens to a channel, also after reconnects; resolves once subscribed, or at once while Redis is away. */
  subscribe(channel: string, listener: (message: string) => void): Promise<() => Promise<void>>;
  publish(channel: string, message: string): Promise<void>;
  close(): Promise<void>;
}

const connectTimeoutMs = 2_000;
const reconnectMaxMs = 2_000;
/** How often a living connection is asked for an answer, and how long it may take. */
const pulseMs = 500;
const pulseTimeoutMs = 1_000;
/** A new connection that stays silent for this long is given up. */
const handshakeTimeoutMs = 3_000;
/** Commands under way may be answered for this long when the process stops. */
const closeTimeoutMs = 1_000;

function clientFor(url: string, name: string, socketTimeout?: number): RedisClient {
  return createClient({
    url,
    name,
    disableOfflineQueue: true,
    // The pulse below finds a silent server. A timer per command would keep every command in memory for its 5 s.
    commandOptions: { timeout: 0 },
    socket: {
      connectTimeout: connectTimeoutMs,
      socketTimeout,
      noDelay: true,
      reconnectStrategy: (retries: number) => Math.min(reconnectMaxMs, 50 * 2 ** Math.min(retries, 6)),
    },
  }) as RedisClient;
}

export function openRedis(options: { url: string; prefix: string; log: Logger }): Redis {
  const { url, prefix, log } = options;
  const client = clientFor(url, 'scory', handshakeTimeoutMs);
  const subscriber = clientFor(url, 'scory-live');
  let away = false;
  const noteOutage = (error: unknown): void => {
    if (!away) log.warn({ err: error }, 'Redis is away; caches miss and limits are local until it is back');
    away = true;
  };
  client.on('error', noteOutage);
  subscriber.on('error', () => undefined);
  /** Subscriptions that broke while they were being made. */
  const broken = new Set<() => Promise<void>>();
  subscriber.on('ready', () => {
    const again = [...broken];
    broken.clear();
    for (const subscribe of again) void subscribe();
  });
  client.on('ready', () => {
    if (away) log.info('Redis is back');
    away = false;
  });
  const stopPulse = watchPulse(client, noteOutage);
  const connecting = [client, subscriber].map((one) => one.connect().catch(noteOutage));

  return {
    client,
    key: (name) => prefix + name,
    async attempt(work) {
      if (!client.isReady) return undefined;
      try {
        return await work(client);
      } catch (error) {
        if (client.isReady) log.warn({ err: error }, 'a Redis command failed');
        return undefined;
      }
    },
    up: () => client.isReady && subscriber.isReady,
    async subscribe(channel, listener) {
      // The client keeps the subscription and renews it on every connect, so one made while it is away also counts.
      // One that was under way when the connection broke is not among those, so it is made again.
      const subscribeNow = (): Promise<void> =>
        subscriber.subscribe(channel, listener).catch(() => {
          if (wanted) broken.add(subscribeNow);
        });
      let wanted = true;
      const subscribed = subscribeNow();
      if (subscriber.isReady) await subscribed;
      return async () => {
        wanted = false;
        broken.delete(subscribeNow);
        await subscriber.unsubscribe(channel, listener).catch(() => undefined);
      };
    },
    async publish(channel, message) {
      if (client.isReady) await client.publish(channel, message);
    },
    async close() {
      stopPulse();
      await Promise.all(
        [client, subscriber].map(async (one) => {
          try {
            const limit = new AbortController();
            const late = sleep(closeTimeoutMs, 'late', { signal: limit.signal }).catch(() => undefined);
            const end = one.isReady ? await Promise.race([one.close(), late]) : 'late';
            limit.abort();
            if (end === 'late') one.destroy();
          } catch {
            // It was never connected.
          }
        }),
      );
      await Promise.all(connecting);
    },
  };
}

/**
 * A server that hangs, or a network that swallows packets, fails no command: every caller would wait with it. So
 * a connection that does not answer in time is closed, which fails what waits, and made anew. (The socket's own
 * timeout does not see it, because it counts what is written as life.)
 */
function watchPulse(client: RedisClient, noteOutage: (error: unknown) => void): () => void {
  let asking = false;
  let stopped = false;

  async function ask(): Promise<void> {
    let answered = false;
    const pulse = client.ping().then(
      () => {
        answered = true;
      },
      // A refused command is an answer too: the client knows that the connection is gone.
      () => {
        answered = true;
      },
    );
    const limit = new AbortController();
    await Promise.race([
      pulse,
      sleep(pulseTimeoutMs, undefined, { ref: false, signal: limit.signal }).catch(() => undefined),
    ]);
    limit.abort();
    // After a pause of this process the timer comes before the answer that lies in the socket.
    if (!answered) await new Promise((resolve) => setImmediate(resolve));
    if (answered || stopped || !client.isReady) return;
    noteOutage(new Error(`no answer within ${pulseTimeoutMs} ms`));
    client.destroy();
    await client.connect();
  }

  const timer = setInterval(() => {
    if (asking || !client.isReady) return;
    asking = true;
    void ask()
      .catch(noteOutage)
      .finally(() => {
        asking = false;
      });
  }, pulseMs).unref();
  return () => {
    stopped = true;
    clearInterval(timer);
  };
}
