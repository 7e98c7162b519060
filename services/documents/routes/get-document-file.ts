import { notFound } from '@scory/chassis/errors.ts';
import { attachment } from '@scory/chassis/http/attachment.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import { getDocumentFile } from '@scory/contracts/documents/ingest.ts';
import { documentFileKey } from '@scory/contracts/documents/text.ts';
import { findReadable } from '../store/document-store.ts';

export const getDocumentFileRoute = ({ database, objects }: Pick<Runtime, 'database' | 'objects'>): Route =>
  route(getDocumentFile, async (request) => {
    const row = await findReadable(database, request.params.id, caller(request));
    const file = row && (await objects.stream(documentFileKey(row.owner_id, row.id)));
    if (!row || !file) throw notFound('The document', 'DOCUMENT_NOT_FOUND');
    const contentType = row.media_type.startsWith('text/') ? 'text/plain; charset=utf-8' : row.media_type;
    return {
      file: { stream: file.stream, contentType, contentLength: file.bytes },
      // What somebody uploaded is never run as a page of ours.
      headers: {
        'Content-Disposition': attachment(row.file_name ?? row.id),
        'Content-Security-Policy': "sandbox; default-src 'none'",
      },
    };
  });
