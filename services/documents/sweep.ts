/** Finishes what a crash left: half-received uploads, half-made and half-deleted documents. */
import { periodic } from '@scory/chassis/periodic.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import type { Loop } from '@scory/chassis/service.ts';
import { jobOfPart, type OfJob, partsOf, partsPrefix } from './ingest/parts.ts';
import { listUnfinished, markDeleting } from './store/document-store.ts';
import { markFailed, wantedJobs } from './store/ingest-store.ts';
import { removeDocument } from './store/remove-document.ts';
import { uploadBeganAt, uploadPrefix } from './upload/upload-key.ts';

const everyMs = 5 * 60_000;
/** Longer than any request takes. */
const settledSeconds = 15 * 60;
const uploadMs = 6 * 3_600_000;

type Needs = Pick<Runtime, 'database' | 'objects' | 'jobs' | 'log'>;

/** One round; returns how many leftovers it removed. */
export async function sweepLeftovers(
  runtime: Needs,
  now = Date.now(),
  olderThanSeconds = settledSeconds,
): Promise<number> {
  let removed = 0;
  for await (const key of runtime.objects.list(uploadPrefix)) {
    if (now - uploadBeganAt(key) < uploadMs) continue;
    await runtime.objects.delete(key);
    removed += 1;
  }
  removed += await sweepParts(runtime);
  for (const row of await listUnfinished(runtime.database, olderThanSeconds)) {
    if (row.status === 'processing') {
      const job = await runtime.jobs.read(row.job_id, row.owner_id);
      if (job?.error) await markFailed(runtime.database, row.job_id, row.owner_id, job.error);
      if (job) continue;
      // The request died between row and job: its client was never told of either.
      if (!(await markDeleting(runtime.database, row.id, row.owner_id))) continue;
    }
    await removeDocument(runtime, row);
    removed += 1;
  }
  return removed;
}

/** What jobs keep between their parts goes when they end; where a process died just then, it goes here. */
async function sweepParts({ database, objects }: Needs): Promise<number> {
  const jobs = new Map<string, OfJob>();
  for await (const key of objects.list(partsPrefix)) {
    const job = jobOfPart(key);
    if (job) jobs.set(job.jobId, job);
  }
  const wanted = await wantedJobs(database, [...jobs.keys()]);
  let removed = 0;
  for (const job of jobs.values()) {
    if (wanted.has(job.jobId)) continue;
    await objects.deletePrefix(partsOf(job));
    removed += 1;
  }
  return removed;
}

export const sweepLoop = (runtime: Needs): Loop =>
  periodic({
    name: 'documents.sweep',
    everyMs,
    log: runtime.log,
    work: async () => {
      const removed = await sweepLeftovers(runtime);
      if (removed > 0) runtime.log.info({ removed }, 'swept leftovers of documents');
    },
  });
