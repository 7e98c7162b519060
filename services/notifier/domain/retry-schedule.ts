/** When a delivery is tried again. */

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** Wait before each attempt, counted from the end of the one before. */
export const attemptDelaysMs: readonly number[] = [
  0,
  5 * second,
  minute,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
];

/** An endpoint that only fails for this long is disabled. */
export const failingLimitMs = 5 * 24 * hour;

const longestWaitMs = 24 * hour;
const jitter = 0.2;

/**
 * Milliseconds until the next attempt after `tried` of them failed; undefined when there is none. `retryAfterMs`
 * is what the receiver asked for: honoured up to a day, and never shortens the schedule. `random` in [0, 1).
 */
export function nextDelayMs(
  tried: number,
  retryAfterMs: number | undefined,
  random: () => number = Math.random,
): number | undefined {
  const planned = attemptDelaysMs[tried];
  if (planned === undefined) return undefined;
  const spread = planned * (1 + jitter * (2 * random() - 1));
  return Math.round(Math.max(spread, Math.min(retryAfterMs ?? 0, longestWaitMs)));
}

/** Milliseconds that a `Retry-After` header asks for: seconds or an HTTP date. */
export function retryAfterMs(header: string | undefined, now = Date.now()): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * second;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
