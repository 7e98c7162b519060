import type { Runtime } from '@scory/chassis/runtime.ts';
import type { EventHandler } from '@scory/chassis/service.ts';
import { ingestFailures } from '@scory/contracts/documents/ingest.ts';
import { completionData } from '@scory/contracts/envelope.ts';
import { markFailed } from '../store/document-store.ts';

/** A document whose job ended without text says so, and why. */
export const markFailures = ({ database }: Pick<Runtime, 'database'>): EventHandler => ({
  contract: ingestFailures,
  handle: async (event) => {
    const { job_id, error, status } = completionData.parse(event.data);
    const { code, message } = error ?? { code: status.toUpperCase(), message: `The job was ${status}` };
    await markFailed(database, job_id, event.owner_id, { code, message });
  },
});
