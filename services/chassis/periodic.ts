/** Work that is done now and then in every process that holds it; it must bear being done by several at once. */
import type { Logger } from './log.ts';
import { outageOf } from './outage.ts';
import type { Loop } from './service.ts';

export interface PeriodicOptions {
  name: string;
  everyMs: number;
  log: Logger;
  /** One round. Its signal fires when the process stops; after a failure the next round tries again. */
  work(signal: AbortSignal): Promise<void>;
}

/** Rounds never overlap: one that takes longer than the interval is waited for. */
export function periodic({ name, everyMs, log, work }: PeriodicOptions): Loop {
  const stopping = new AbortController();
  const outage = outageOf(log, name);
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> | undefined;
  return {
    name,
    start() {
      timer = setInterval(() => {
        round ??= work(stopping.signal)
          .then(outage.worked, outage.failed)
          .finally(() => {
            round = undefined;
          });
      }, everyMs);
    },
    async stop() {
      stopping.abort();
      clearInterval(timer);
      await round;
    },
  };
}
