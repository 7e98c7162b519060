/** Ends what waits for disabled endpoints and forgets what ended long ago. */
import { periodic } from '@scory/chassis/periodic.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import type { Loop } from '@scory/chassis/service.ts';
import { deleteOld, failDisabled } from '../store/delivery-queue.ts';

const everyMs = 60_000;
const keptDays = 30;

export const housekeepingLoop = ({ database, log }: Pick<Runtime, 'database' | 'log'>): Loop =>
  periodic({
    name: 'notifier.housekeeping',
    everyMs,
    log,
    work: async (signal) => {
      // A process may have died between disabling an endpoint and this.
      await failDisabled(database);
      while (!signal.aborted && !(await deleteOld(database, keptDays)));
    },
  });
