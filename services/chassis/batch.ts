/**
 * Group commit: what arrives within one tick, or while the last statement is still under way, shares the next
 * statement. Nothing waits for a timer, so a lone entry pays no delay.
 *
 * One bad entry must not fail its neighbours: on a data error the batch is bisected until the culprit stands
 * alone; deadlocks and serialization failures are sent again within a bound.
 */
import { isDataError, isRetryableConflict } from './database.ts';

export class Overloaded extends Error {
  constructor(name: string, why: string) {
    super(`${name}: ${why}`);
    this.name = 'Overloaded';
  }
}

export interface BatchOptions<Entry, Result> {
  name: string;
  /** Most entries of one statement. */
  maxEntries: number;
  /** Entries that may wait; one more is refused with `Overloaded`. */
  maxWaiting: number;
  /** An entry that waited longer is refused instead of sent: its caller has given up by then. */
  maxAgeMs?: number;
  /** Background work may wait this long for company, or until a group is full; nobody waits for its answer. */
  lingerMs?: number;
  /** Statements under way at once; 1 gives the largest groups. */
  parallel?: number;
  /** Runs one statement; results in the order of the entries. Must be safe to send again. */
  run(entries: Entry[]): Promise<Result[]>;
  onFlush?(size: number, durationMs: number): void;
}

export interface Batch<Entry, Result> {
  /** Resolves with this entry's result once its group is committed. An aborted entry is not sent any more. */
  add(entry: Entry, signal?: AbortSignal): Promise<Result>;
  waiting(): number;
  /** Resolves when everything added so far is through. */
  drain(): Promise<void>;
}

interface Waiting<Entry, Result> {
  entry: Entry;
  since: number;
  signal: AbortSignal | undefined;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

const maxConflictRetries = 5;

export function createBatch<Entry, Result>(options: BatchOptions<Entry, Result>): Batch<Entry, Result> {
  const {
    name,
    maxEntries,
    maxWaiting,
    maxAgeMs = Number.POSITIVE_INFINITY,
    parallel = 1,
    lingerMs = 0,
  } = options;
  const queue: Waiting<Entry, Result>[] = [];
  let underWay = 0;
  let scheduled = false;
  let draining = false;
  let timer: NodeJS.Timeout | undefined;
  let idle: (() => void)[] = [];

  async function send(group: Waiting<Entry, Result>[], retries = 0): Promise<void> {
    const startedAt = performance.now();
    try {
      const results = await options.run(group.map((item) => item.entry));
      options.onFlush?.(group.length, performance.now() - startedAt);
      group.forEach((item, index) => {
        item.resolve(results[index] as Result);
      });
    } catch (error) {
      if (isRetryableConflict(error) && retries < maxConflictRetries) return send(group, retries + 1);
      if (isDataError(error) && group.length > 1) {
        const middle = group.length >> 1;
        await send(group.slice(0, middle));
        return send(group.slice(middle));
      }
      for (const item of group) item.reject(error);
    }
  }

  function take(): Waiting<Entry, Result>[] {
    const group: Waiting<Entry, Result>[] = [];
    const now = performance.now();
    const candidates = queue.splice(0, maxEntries);
    for (const item of candidates) {
      if (item.signal?.aborted) item.reject(item.signal.reason);
      else if (now - item.since > maxAgeMs)
        item.reject(new Overloaded(name, `waited more than ${maxAgeMs} ms`));
      else group.push(item);
    }
    return group;
  }

  function flush(): void {
    scheduled = false;
    timer = undefined;
    while (underWay < parallel && queue.length > 0) {
      const group = take();
      if (group.length === 0) continue;
      underWay += 1;
      void send(group).finally(() => {
        underWay -= 1;
        if (queue.length > 0) schedule();
        else rouse();
      });
    }
    if (queue.length === 0) rouse();
  }

  /** Wakes those who drain once everything is through, also where it was all aborted. */
  function rouse(): void {
    if (underWay > 0) return;
    const waiters = idle;
    idle = [];
    for (const wake of waiters) wake();
  }

  function schedule(): void {
    if (underWay >= parallel) return;
    const linger = lingerMs > 0 && !draining && queue.length < maxEntries;
    if (scheduled && (linger || !timer)) return;
    clearTimeout(timer);
    timer = linger ? setTimeout(flush, lingerMs) : undefined;
    if (!linger) setImmediate(flush);
    scheduled = true;
  }

  return {
    add(entry, signal) {
      if (queue.length >= maxWaiting)
        return Promise.reject(new Overloaded(name, `${maxWaiting} entries wait already`));
      return new Promise<Result>((resolve, reject) => {
        queue.push({ entry, since: performance.now(), signal, resolve, reject });
        schedule();
      });
    },
    waiting: () => queue.length,
    drain() {
      draining = true;
      if (timer) schedule();
      if (queue.length === 0 && underWay === 0) return Promise.resolve();
      return new Promise<void>((resolve) => idle.push(resolve));
    },
  };
}
