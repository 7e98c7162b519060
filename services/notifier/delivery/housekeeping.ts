/** Ends what waits for disabled endpoints and forgets what ended long ago. */
import type { Runtime } from '@scory/chassis/runtime.ts';
import type { Loop } from '@scory/chassis/service.ts';
import { deleteOld, failDisabled } from '../store/delivery-queue.ts';

const everyMs = 60_000;
const keptDays = 30;

export function housekeepingLoop({ database, log }: Pick<Runtime, 'database' | 'log'>): Loop {
  let timer: NodeJS.Timeout | undefined;
  let stopping = false;
  let round: Promise<void> | undefined;

  async function tidy(): Promise<void> {
    try {
      // A process may have died between disabling an endpoint and this.
      await failDisabled(database);
      while (!stopping && !(await deleteOld(database, keptDays)));
    } catch (error) {
      log.warn({ err: error }, 'tidying webhook deliveries failed');
    } finally {
      round = undefined;
    }
  }

  return {
    name: 'notifier.housekeeping',
    start() {
      timer = setInterval(() => {
        round ??= tidy();
      }, everyMs);
    },
    async stop() {
      stopping = true;
      clearInterval(timer);
      await round;
    },
  };
}
