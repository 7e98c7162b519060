/** Drops sessions, revocations and tickets that have expired, now and then. Every process may do it at once. */
import type { AccessControl } from '@scory/chassis/access.ts';
import type { Logger } from '@scory/chassis/log.ts';
import type { Loop } from '@scory/chassis/service.ts';
import type { Sessions } from './sessions.ts';

const everyMs = 60_000;

export function createHousekeeping({
  access,
  sessions,
  log,
}: {
  access: AccessControl;
  sessions: Sessions;
  log: Logger;
}): Loop {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> | undefined;
  return {
    name: 'identity.housekeeping',
    start() {
      timer = setInterval(() => {
        running ??= Promise.all([access.sweep(), sessions.sweep()])
          .catch((error: unknown) => log.warn({ err: error }, 'expired sessions could not be cleared away'))
          .finally(() => {
            running = undefined;
          });
      }, everyMs);
    },
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
