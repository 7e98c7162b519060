import { Problem } from '@scory/chassis/errors.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Reply, type Route, type RouteRequest, route } from '@scory/chassis/service.ts';
import { type DocumentFields, documentFields, postDocument } from '@scory/contracts/documents/ingest.ts';
import { documentFileKey } from '@scory/contracts/documents/text.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import { v7 as uuidv7 } from 'uuid';
import { ingestJob } from '../ingest/accept-ingest.ts';
import { findByContent, insertDocument, markDeleting } from '../store/document-store.ts';
import type { DocumentRow } from '../store/entities.ts';
import { quotaOf } from '../store/quota.ts';
import { removeDocument } from '../store/remove-document.ts';
import { type ReceivedUpload, receiveUpload } from '../upload/receive-upload.ts';

type Request = RouteRequest<typeof postDocument>;

/** Only those who teach may show a document to others, and only their own faculty's to that faculty. */
function checkVisibility({ visibility, faculty_id }: DocumentFields, actor: Actor): void {
  if (visibility === 'private' || actor.role === 'admin') return;
  const teaches = actor.role === 'academic';
  if (!teaches || (visibility === 'faculty' && faculty_id !== actor.faculty_id)) {
    throw new Problem(403, 'VISIBILITY_FORBIDDEN', 'You may not share documents with this audience');
  }
}

/** The owner's row for this content: the one there is, or a new one. */
async function rowFor(
  runtime: Runtime,
  upload: ReceivedUpload<DocumentFields>,
  owner: string,
  newId: string,
): Promise<{ row: DocumentRow; created: boolean }> {
  const { title, visibility, faculty_id, semester_id } = upload.fields;
  const known = await findByContent(runtime.database, owner, upload.sha256);
  if (known) return { row: known, created: false };
  const created = await insertDocument(
    runtime.database,
    {
      id: newId,
      owner_id: owner,
      sha256: upload.sha256,
      title: title ?? null,
      file_name: upload.fileName,
      media_type: upload.mediaType,
      size_bytes: upload.bytes,
      visibility,
      faculty_id: faculty_id ?? null,
      semester_id: semester_id ?? null,
      job_id: uuidv7(),
    },
    quotaOf(runtime.config),
  );
  if (created) return { row: created, created: true };
  const row = await findByContent(runtime.database, owner, upload.sha256);
  if (row) return { row, created: false };
  throw new Problem(422, 'IDEMPOTENCY_KEY_REUSED', 'This Idempotency-Key was used with another file');
}

async function accept(
  runtime: Runtime,
  request: Request,
  upload: ReceivedUpload<DocumentFields>,
): Promise<Reply> {
  const actor = caller(request);
  checkVisibility(upload.fields, actor);
  const { row, created } = await rowFor(runtime, upload, actor.owner_id, request.newId);
  try {
    // Also over a file that is there: it is the same, and an earlier request may have died before this step.
    await runtime.objects.move(upload.key, documentFileKey(row.owner_id, row.id));
    const { reference } = upload.fields;
    const job = await ingestJob(runtime, request, row, { created, reference });
    return { job, metadata: { document_id: row.id } };
  } catch (error) {
    if (created && (await markDeleting(runtime.database, row.id, row.owner_id)))
      await removeDocument(runtime, row);
    throw error;
  }
}

export const postDocumentRoute = (runtime: Runtime): Route =>
  route(postDocument, async (request) => {
    const upload = await receiveUpload(request.stream, runtime.objects, {
      fields: documentFields,
      maxBytes: runtime.config.UPLOAD_MAX_BYTES,
    });
    try {
      return await accept(runtime, request, upload);
    } finally {
      await runtime.objects.delete(upload.key);
    }
  });
