/**
 * Callers who want the same thing at the same time share one computation: within the process through one promise,
 * across processes through a claim in Redis. While Redis is away each process computes for itself.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from '@scory/chassis/redis.ts';

export interface FlightOptions<T> {
  /** What another process may have made meanwhile. */
  read(): Promise<T | undefined>;
  /** Its signal fires when no caller is left. */
  compute(signal: AbortSignal): Promise<T>;
  signal: AbortSignal;
  /** Wraps waiting for somebody else's computation (a worker frees its place meanwhile). */
  idle?<R>(wait: () => Promise<R>): Promise<R>;
}

export interface SingleFlight {
  /** `shared` tells whether another caller's computation gave the value. */
  run<T>(key: string, options: FlightOptions<T>): Promise<{ value: T; shared: boolean }>;
}

interface Flight {
  result: Promise<unknown>;
  callers: number;
  controller: AbortController;
}

/** A process that dies leaves its claim behind: whoever waits for it waits this long at most. */
const leaseMs = 5_000;
const pollMs = 100;
const releaseScript =
  "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end";
const renewScript =
  "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) else return 0 end";

export function createSingleFlight(redis: Redis): SingleFlight {
  const flights = new Map<string, Flight>();

  /** Computes under the claim, or waits until whoever holds it has made the value or has gone. */
  async function acrossProcesses<T>(
    key: string,
    options: FlightOptions<T>,
    signal: AbortSignal,
  ): Promise<{ value: T; shared: boolean }> {
    const { idle = (wait) => wait() } = options;
    const claim = redis.key(`flight:${key}`);
    const token = randomUUID();
    const isTaken = async (): Promise<boolean> => {
      signal.throwIfAborted();
      const taken = await redis.attempt(
        async (client) =>
          (await client.set(claim, token, {
            condition: 'NX',
            expiration: { type: 'PX', value: leaseMs },
          })) === null,
      );
      // Undefined means that Redis is away: then nobody else can be known of.
      return taken ?? false;
    };
    const untilMadeOrFree = async (): Promise<T | undefined> => {
      do {
        await sleep(pollMs * (0.5 + Math.random()), undefined, { signal });
        const value = await options.read();
        if (value !== undefined) return value;
      } while (await isTaken());
      return undefined;
    };
    if (await isTaken()) {
      const value = await idle(untilMadeOrFree);
      if (value !== undefined) return { value, shared: true };
    }
    const renewal = setInterval(() => {
      void redis.attempt((client) =>
        client.eval(renewScript, { keys: [claim], arguments: [token, String(leaseMs)] }),
      );
    }, leaseMs / 3);
    try {
      return { value: await options.compute(signal), shared: false };
    } finally {
      clearInterval(renewal);
      await redis.attempt((client) => client.eval(releaseScript, { keys: [claim], arguments: [token] }));
    }
  }

  async function join<T>(key: string, flight: Flight, signal: AbortSignal): Promise<T> {
    flight.callers += 1;
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const leave = (): void => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    try {
      return (await Promise.race([flight.result, aborted])) as T;
    } finally {
      signal.removeEventListener('abort', leave);
      flight.callers -= 1;
      if (flight.callers === 0 && signal.aborted && flights.get(key) === flight)
        flight.controller.abort(signal.reason);
    }
  }

  return {
    async run(key, options) {
      const { signal, idle = (wait) => wait() } = options;
      type Value = Awaited<ReturnType<typeof options.compute>>;
      for (;;) {
        signal.throwIfAborted();
        const other = flights.get(key);
        if (other) {
          try {
            const { value } = await idle(() => join<{ value: Value }>(key, other, signal));
            return { value, shared: true };
          } catch {
            // Its failure is its own: this caller tries for itself, unless it was the one that left.
            signal.throwIfAborted();
            continue;
          }
        }
        const controller = new AbortController();
        const result = acrossProcesses(key, options, controller.signal).finally(() => {
          if (flights.get(key) === flight) flights.delete(key);
        });
        const flight: Flight = { result, callers: 0, controller };
        flights.set(key, flight);
        result.catch(() => undefined);
        return await join<{ value: Value; shared: boolean }>(key, flight, signal);
      }
    },
  };
}
