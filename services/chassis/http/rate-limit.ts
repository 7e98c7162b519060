/**
 * Limits per caller in fixed windows: counted in Redis for all processes, in this process alone while Redis is away.
 * Requests of one tick share one script call: a call each was a tenth of a busy edge's time.
 */
import type { RouteContract } from '@scory/contracts/define.ts';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { createBatch } from '../batch.ts';
import { Problem } from '../errors.ts';
import type { Redis } from '../redis.ts';

/** What a route without a limit of its own shares with the others. */
const shared = { points: 1_200, windowSeconds: 60, bucket: 'default' };

export interface RateLimits {
  /** Headers that announce the limit; throws `Problem` 429 when it is used up. */
  consume(contract: RouteContract, caller: string): Promise<Record<string, string>>;
}

interface Hit {
  key: string;
  windowMs: number;
}

interface Window {
  used: number;
  leftMs: number;
}

/** KEYS: a counter per hit. ARGV: its window in ms. Answers count and time left, pair by pair. */
const countScript = `
local answer = {}
for place, key in ipairs(KEYS) do
  local used = redis.call('INCR', key)
  local left = used > 1 and redis.call('PTTL', key) or -1
  if left < 0 then
    left = tonumber(ARGV[place])
    redis.call('PEXPIRE', key, left)
  end
  answer[#answer + 1] = used
  answer[#answer + 1] = left
end
return answer`;

export function createRateLimits(redis: Redis): RateLimits {
  const local = new Map<string, RateLimiterMemory>();

  const counts = createBatch<Hit, Window | undefined>({
    name: 'rate limits',
    maxEntries: 200,
    maxWaiting: 10_000,
    parallel: 16,
    run: async (hits) => {
      const answer = await redis.attempt((client) =>
        client.eval(countScript, {
          keys: hits.map((hit) => hit.key),
          arguments: hits.map((hit) => String(hit.windowMs)),
        }),
      );
      if (!Array.isArray(answer)) return hits.map(() => undefined);
      return hits.map((_hit, place) => ({
        used: Number(answer[2 * place]),
        leftMs: Number(answer[2 * place + 1]),
      }));
    },
  });

  async function countLocally(
    bucket: string,
    caller: string,
    points: number,
    windowSeconds: number,
  ): Promise<Window> {
    let limiter = local.get(bucket);
    if (!limiter) {
      limiter = new RateLimiterMemory({ keyPrefix: bucket, points, duration: windowSeconds });
      local.set(bucket, limiter);
    }
    const state = await limiter.consume(caller).catch((refused: unknown) => {
      if (refused instanceof RateLimiterRes) return refused;
      throw refused;
    });
    return { used: state.consumedPoints, leftMs: state.msBeforeNext };
  }

  return {
    async consume(contract, caller) {
      const { points, windowSeconds, bucket = contract.name } = contract.rateLimit ?? shared;
      const hit = { key: redis.key(`limit:${bucket}:${caller}`), windowMs: windowSeconds * 1_000 };
      const { used, leftMs } =
        (await counts.add(hit)) ?? (await countLocally(bucket, caller, points, windowSeconds));
      const leftSeconds = Math.max(1, Math.ceil(leftMs / 1_000));
      const announced = {
        'RateLimit-Policy': `"${bucket}";q=${points};w=${windowSeconds}`,
        RateLimit: `"${bucket}";r=${Math.max(0, points - used)};t=${leftSeconds}`,
      };
      if (used <= points) return announced;
      throw new Problem(429, 'RATE_LIMITED', `At most ${points} requests in ${windowSeconds} seconds`, {
        retryAfterSeconds: leftSeconds,
        headers: announced,
      });
    },
  };
}
