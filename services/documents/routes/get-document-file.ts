import { notFound } from '@scory/chassis/errors.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import { getDocumentFile } from '@scory/contracts/documents/ingest.ts';
import { documentFileKey } from '@scory/contracts/documents/text.ts';
import { findReadable } from '../store/document-store.ts';
import type { DocumentRow } from '../store/entities.ts';

/** RFC 6266, with the name in UTF-8 (RFC 8187). */
function attachment({ id, file_name }: DocumentRow): string {
  const encoded = encodeURIComponent(file_name ?? id).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
  return `attachment; filename*=UTF-8''${encoded}`;
}

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
        'Content-Disposition': attachment(row),
        'Content-Security-Policy': "sandbox; default-src 'none'",
      },
    };
  });
