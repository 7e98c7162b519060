/** The job that reads a version of a document: the one there is, or a new one. */
import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type RouteRequest } from '@scory/chassis/service.ts';
import { type DocumentMediaType, ingestCommand } from '@scory/contracts/documents/ingest.ts';
import type { JobView } from '@scory/contracts/http.ts';
import { v7 as uuidv7 } from 'uuid';
import { assignJob } from '../store/document-store.ts';
import type { DocumentRow } from '../store/entities.ts';

type Asked = Pick<RouteRequest, 'actor' | 'traceparent' | 'lane' | 'notBefore' | 'signal'>;

export interface ToRead {
  id: string;
  owner_id: string;
  version: number;
  media_type: DocumentMediaType;
  sha256: string;
  fresh: boolean;
  jobId: string;
  reference?: string | undefined;
}

/** The accepted job, which may be one that is at it already: then its id is another. */
export async function acceptIngest(
  runtime: Pick<Runtime, 'jobs'>,
  request: Asked,
  { id, owner_id, version, media_type, sha256, fresh, jobId, reference }: ToRead,
): Promise<JobView> {
  const { job } = await runtime.jobs.accept(
    {
      contract: ingestCommand,
      id: jobId,
      actor: caller(request),
      data: { document_id: id, version, media_type, sha256, fresh },
      reference,
      traceparent: request.traceparent,
      lane: request.lane,
      notBefore: request.notBefore,
      coalesceKey: `documents.ingest:${owner_id}:${id}:${version}`,
    },
    request.signal,
  );
  return job;
}

export const isOfUse = (job: JobView | undefined): job is JobView =>
  job !== undefined && (job.finished_at === null || job.status === 'succeeded');

/** The job of the version that the document's own row stands for. `created`: the row is new, and names it. */
export async function ingestJob(
  runtime: Pick<Runtime, 'jobs' | 'database'>,
  request: Asked,
  row: DocumentRow,
  { created = false, reference }: { created?: boolean; reference?: string | undefined } = {},
): Promise<JobView> {
  if (!created) {
    const job = await runtime.jobs.read(row.job_id, row.owner_id);
    if (isOfUse(job)) return job;
  }
  const jobId = created ? row.job_id : uuidv7();
  // Named before it is accepted, so that its failure finds the row.
  if (!created) await assignJob(runtime.database, row.id, row.owner_id, jobId);
  const job = await acceptIngest(runtime, request, { ...row, fresh: false, jobId, reference });
  if (job.id !== jobId) await assignJob(runtime.database, row.id, row.owner_id, job.id);
  return job;
}
