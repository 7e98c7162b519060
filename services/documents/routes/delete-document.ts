import { notFound } from '@scory/chassis/errors.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import { deleteDocument, documentDeleted } from '@scory/contracts/documents/ingest.ts';
import { findOwned, markDeleting } from '../store/document-store.ts';
import { removeIndex } from '../store/index-store.ts';
import { removeDocument } from '../store/remove-document.ts';

export const deleteDocumentRoute = (runtime: Runtime): Route =>
  route(deleteDocument, async (request) => {
    const ownerId = caller(request).owner_id;
    const next = (await findOwned(runtime.database, request.params.id, ownerId))?.next;
    const row = await runtime.database.transaction(async (tx) => {
      const deleting = await markDeleting(tx, request.params.id, ownerId);
      if (deleting) {
        await removeIndex(tx, deleting);
        const data = { document_id: deleting.id, sha256: deleting.sha256 };
        await runtime.outbox.emit(tx, documentDeleted, { ownerId, data });
      }
      return deleting;
    });
    if (!row) throw notFound('The document', 'DOCUMENT_NOT_FOUND');
    for (const jobId of [row.job_id, ...(next ? [next.job_id] : [])])
      await runtime.jobs.cancel(jobId, ownerId);
    await removeDocument(runtime, row);
    return { status: 204 };
  });
