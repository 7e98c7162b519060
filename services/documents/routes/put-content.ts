import { notFound, Problem } from '@scory/chassis/errors.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Reply, type Route, type RouteRequest, route } from '@scory/chassis/service.ts';
import { nextVersionPrefix } from '@scory/contracts/documents/text.ts';
import { contentFields, putDocumentContent } from '@scory/contracts/documents/versions.ts';
import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import { acceptIngest, ingestJob, isOfUse } from '../ingest/accept-ingest.ts';
import { fileKeyOf } from '../ingest/subject.ts';
import { findByContent, findOwned } from '../store/document-store.ts';
import type { VersionedRow } from '../store/entities.ts';
import { quotaOf } from '../store/quota.ts';
import { assignNextJob, beginVersion, dropVersion } from '../store/version-store.ts';
import { type ReceivedUpload, receiveUpload } from '../upload/receive-upload.ts';

type Request = RouteRequest<typeof putDocumentContent>;
type Upload = ReceivedUpload<z.output<typeof contentFields>>;

const busy = (): Problem =>
  new Problem(
    409,
    'DOCUMENT_BUSY',
    'The document is being read; a new version may follow when that has ended',
  );

async function assertFree({ jobs, database }: Runtime, row: VersionedRow, sha256: string): Promise<void> {
  if (row.status === 'processing') throw busy();
  if (row.next?.error_code === null) {
    // A request that died before it had a job leaves a version that nobody reads.
    const job = await jobs.read(row.next.job_id, row.owner_id);
    if (job && job.finished_at === null) throw busy();
  }
  const other = await findByContent(database, row.owner_id, sha256);
  if (other && other.id !== row.id)
    throw new Problem(409, 'CONTENT_EXISTS', `You have this content already, as document ${other.id}`);
}

async function newVersion(
  runtime: Runtime,
  request: Request,
  upload: Upload,
  row: VersionedRow,
): Promise<Reply> {
  const { id, owner_id } = row;
  const { sha256, mediaType: media_type, bytes: size_bytes, fileName: file_name } = upload;
  const jobId = uuidv7();
  await assertFree(runtime, row, sha256);
  const made = { sha256, media_type, size_bytes, file_name, job_id: jobId };
  const version = await beginVersion(runtime.database, row, made, row.next, quotaOf(runtime.config));
  if (version === undefined) throw busy();
  try {
    if (row.next) await runtime.objects.deletePrefix(nextVersionPrefix(owner_id, id, row.next.version));
    await runtime.objects.move(upload.key, fileKeyOf(owner_id, { id, version, fresh: false }));
    const read = { id, owner_id, version, media_type, sha256, fresh: false, jobId };
    const job = await acceptIngest(runtime, request, { ...read, reference: upload.fields.reference });
    if (job.id !== jobId) await assignNextJob(runtime.database, id, jobId, job.id);
    return { job, metadata: { document_id: id, version } };
  } catch (error) {
    await dropVersion(runtime.database, id, jobId);
    await runtime.objects.deletePrefix(nextVersionPrefix(owner_id, id, version));
    throw error;
  }
}

async function accept(runtime: Runtime, request: Request, upload: Upload): Promise<Reply> {
  const row = await findOwned(runtime.database, request.params.id, caller(request).owner_id);
  if (!row) throw notFound('The document', 'DOCUMENT_NOT_FOUND');
  const { next } = row;
  if (next && next.sha256 === upload.sha256 && next.error_code === null) {
    const job = await runtime.jobs.read(next.job_id, row.owner_id);
    if (isOfUse(job)) return { job, metadata: { document_id: row.id, version: next.version } };
  } else if (!next && row.sha256 === upload.sha256) {
    const job = await ingestJob(runtime, request, row, upload.fields);
    return { job, metadata: { document_id: row.id, version: row.version } };
  }
  return newVersion(runtime, request, upload, row);
}

export const putContentRoute = (runtime: Runtime): Route =>
  route(putDocumentContent, async (request) => {
    const upload = await receiveUpload(request.stream, runtime.objects, {
      fields: contentFields,
      maxBytes: runtime.config.UPLOAD_MAX_BYTES,
    });
    try {
      return await accept(runtime, request, upload);
    } finally {
      await runtime.objects.delete(upload.key);
    }
  });
