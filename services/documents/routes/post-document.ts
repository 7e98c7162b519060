import { Problem } from '@scory/chassis/errors.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { SafeRequestError, safeUrl } from '@scory/chassis/safe-request.ts';
import { caller, type Reply, type Route, type RouteRequest, route } from '@scory/chassis/service.ts';
import {
  type DocumentFields,
  type DocumentLink,
  documentFields,
  documentLink,
  fetchCommand,
  postDocument,
} from '@scory/contracts/documents/ingest.ts';
import { documentFileKey } from '@scory/contracts/documents/text.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import { v7 as uuidv7 } from 'uuid';
import { ingestJob } from '../ingest/accept-ingest.ts';
import { documentFor } from '../ingest/document-for.ts';
import { markDeleting } from '../store/document-store.ts';
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

/** The job that fetches what is named in place of a file. Throws a `Problem` where the address is none to go to. */
async function acceptLink(runtime: Runtime, request: Request, link: DocumentLink): Promise<Reply> {
  const { url, title = null, visibility, faculty_id = null, semester_id = null, reference } = link;
  checkVisibility(link, caller(request));
  try {
    safeUrl(url, { allowLoopback: runtime.config.WEBHOOK_ALLOW_LOOPBACK });
  } catch (error) {
    if (!(error instanceof SafeRequestError)) throw error;
    throw new Problem(422, error.code, error.message);
  }
  const { job } = await runtime.jobs.accept(
    {
      contract: fetchCommand,
      id: request.newId,
      actor: caller(request),
      data: { document_id: uuidv7(), url, title, visibility, faculty_id, semester_id },
      reference,
      traceparent: request.traceparent,
      lane: request.lane,
      notBefore: request.notBefore,
    },
    request.signal,
  );
  return { job, metadata: {} };
}

async function accept(
  runtime: Runtime,
  request: Request,
  upload: ReceivedUpload<DocumentFields>,
): Promise<Reply> {
  const actor = caller(request);
  checkVisibility(upload.fields, actor);
  const { row, created } = await documentFor(runtime, upload, {
    ...{ id: request.newId, owner: actor.owner_id, jobId: uuidv7(), sourceUrl: null },
  });
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
    if (request.body !== undefined) return acceptLink(runtime, request, documentLink.parse(request.body));
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
