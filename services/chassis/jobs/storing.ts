/** What runs come to outlives a database outage: each write is fenced by its run, so trying again is safe. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isDataError } from '../database.ts';
import type { Logger } from '../log.ts';

const betweenTriesMs = 500;

/** Resolves once the work is stored; rejects with what the database refuses for good, or after `giveUpMs`. */
export function storing({ log, giveUpMs }: { log: Logger; giveUpMs: number }) {
  return async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    const giveUpAt = performance.now() + giveUpMs;
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (isDataError(error) || performance.now() > giveUpAt) throw error;
        log.warn({ err: error }, `${what} could not be stored; trying again`);
        await sleep(betweenTriesMs);
      }
    }
  };
}
