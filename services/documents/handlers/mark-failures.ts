import type { Runtime } from '@scory/chassis/runtime.ts';
import type { EventHandler } from '@scory/chassis/service.ts';
import { ingestFailures } from '@scory/contracts/documents/ingest.ts';
import { completionData } from '@scory/contracts/envelope.ts';
import { partsOf } from '../ingest/parts.ts';
import { textKeyOf } from '../ingest/subject.ts';
import { markFailed } from '../store/ingest-store.ts';
import { dropClaim } from '../store/reading-claims.ts';

/** A version whose job ended without it says so, and why; nothing is left of what the job made. */
export const markFailures = ({ database, objects }: Pick<Runtime, 'database' | 'objects'>): EventHandler => ({
  contract: ingestFailures,
  handle: async (event) => {
    const { job_id: jobId, error, status } = completionData.parse(event.data);
    const { code, message } = error ?? { code: status.toUpperCase(), message: `The job was ${status}` };
    const { owner_id: acceptedFor } = event;
    const failed = await markFailed(database, jobId, acceptedFor, { code, message });
    await objects.deletePrefix(partsOf({ acceptedFor, jobId }));
    if (failed) await objects.delete(textKeyOf(failed.owner_id, failed));
    await dropClaim(database, jobId);
  },
});
