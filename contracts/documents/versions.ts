/** What becomes of a document after it was read: other content under the same id, or the same read anew. */
import { z } from 'zod';
import { defineRoute, user } from '../define.ts';
import { id, idParams, jobResponses, reference } from '../http.ts';

/** The fields of the form beside `file`. */
export const contentFields = z.strictObject({ reference });

const metadata = z.object({
  document_id: id,
  version: z.int().min(1).meta({ description: 'What the job reads' }),
});

export const putDocumentContent = defineRoute({
  name: 'documents.putContent',
  method: 'put',
  path: '/api/v1/documents/{id}/content',
  summary: 'Give a document another content',
  description:
    'The file as in an upload. What the document held is read and found until the new version is ready, then replaced by it at once: the document keeps its id, its title if one was given, and who may see it, and its `version` grows. A version that cannot be read leaves the one before it as it is; `next_version` of the document says why. The same content again is the same version.',
  access: user,
  params: idParams,
  bodyKind: 'multipart',
  body: contentFields,
  responses: jobResponses,
  metadata,
  problems: {
    400: ['MULTIPART_MALFORMED'],
    404: ['DOCUMENT_NOT_FOUND'],
    409: ['DOCUMENT_BUSY', 'CONTENT_EXISTS'],
    413: ['TOO_LARGE', 'STORAGE_QUOTA_EXCEEDED'],
    415: ['UNSUPPORTED_TYPE'],
    422: ['PDF_EMPTY', 'FILE_EMPTY', 'FILE_MISSING'],
    503: ['OBJECTS_UNAVAILABLE'],
  },
  acceptsJob: true,
  rateLimit: { points: 120, windowSeconds: 60 },
});

export const postDocumentIngest = defineRoute({
  name: 'documents.postIngest',
  method: 'post',
  path: '/api/v1/documents/{id}/ingest',
  summary: 'Read a document anew',
  description:
    'After reading it has failed, or to have it read by a newer reader. What was read before serves until the new reading is ready, which is a version of its own. A reading that is under way is answered instead of a new one.',
  access: user,
  params: idParams,
  responses: jobResponses,
  metadata,
  problems: { 404: ['DOCUMENT_NOT_FOUND'] },
  creates: true,
  acceptsJob: true,
  rateLimit: { points: 30, windowSeconds: 60 },
});
