/** What fails in a loop is said once when it begins and once when it is over, not at every turn. */
import type { Logger } from './log.ts';

export interface Outage {
  failed(error: unknown): void;
  worked(): void;
}

export function outageOf(log: Logger, what: string): Outage {
  let failures = 0;
  return {
    failed(error) {
      failures += 1;
      if (failures === 1)
        log.warn({ err: error, task: what }, 'a round failed; it is tried again until it works');
    },
    worked() {
      if (failures > 0) log.info({ task: what, failures }, 'rounds work again');
      failures = 0;
    },
  };
}
