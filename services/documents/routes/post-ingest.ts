import { notFound } from '@scory/chassis/errors.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Route, type RouteRequest, route } from '@scory/chassis/service.ts';
import { postDocumentIngest } from '@scory/contracts/documents/versions.ts';
import type { JobView } from '@scory/contracts/http.ts';
import { v7 as uuidv7 } from 'uuid';
import { acceptIngest, ingestJob, isOfUse } from '../ingest/accept-ingest.ts';
import { findOwned } from '../store/document-store.ts';
import type { NextVersion, VersionedRow } from '../store/entities.ts';
import { quotaOf } from '../store/quota.ts';
import { assignNextJob, beginVersion } from '../store/version-store.ts';

type Request = RouteRequest<typeof postDocumentIngest>;

interface Answer {
  job: JobView;
  version: number;
}

/** The next version is being read, or is tried again. */
async function nextJob(
  runtime: Runtime,
  request: Request,
  row: VersionedRow,
  next: NextVersion,
): Promise<Answer> {
  const { version } = next;
  const known = await runtime.jobs.read(next.job_id, row.owner_id);
  if (isOfUse(known)) return { job: known, version };
  const jobId = uuidv7();
  await assignNextJob(runtime.database, row.id, next.job_id, jobId);
  const { sha256, media_type } = next;
  const read = { id: row.id, owner_id: row.owner_id, version, sha256, media_type, jobId };
  const job = await acceptIngest(runtime, request, { ...read, fresh: sha256 === row.sha256 });
  if (job.id !== jobId) await assignNextJob(runtime.database, row.id, jobId, job.id);
  return { job, version };
}

async function jobFor(runtime: Runtime, request: Request, row: VersionedRow): Promise<Answer> {
  if (row.next) return nextJob(runtime, request, row, row.next);
  if (row.status !== 'ready') return { job: await ingestJob(runtime, request, row), version: row.version };
  const { sha256, media_type, file_name, size_bytes } = row;
  const made = { sha256, media_type, file_name, size_bytes: Number(size_bytes), job_id: uuidv7() };
  await beginVersion(runtime.database, row, made, null, quotaOf(runtime.config));
  const begun = await findOwned(runtime.database, row.id, row.owner_id);
  if (!begun?.next) throw notFound('The document', 'DOCUMENT_NOT_FOUND');
  return nextJob(runtime, request, begun, begun.next);
}

export const postIngestRoute = (runtime: Runtime): Route =>
  route(postDocumentIngest, async (request) => {
    const row = await findOwned(runtime.database, request.params.id, caller(request).owner_id);
    if (!row) throw notFound('The document', 'DOCUMENT_NOT_FOUND');
    const { job, version } = await jobFor(runtime, request, row);
    return { job, metadata: { document_id: row.id, version } };
  });
