/** Uploading documents, what becomes of them, and reading them. */
import { z } from 'zod';
import { defineCommand, defineEvent, defineRoute, defineSubscription, user } from '../define.ts';
import { id, idParams, jobResponses, pageMetadata, pageQuery, reference, timestamp } from '../http.ts';
import { isPageRange, pageRangeError, pageRangeFields, pageRangeProblems } from './page-range.ts';
import { box, documentPage, extractionWarning } from './text.ts';

export const documentMediaType = z.enum([
  'application/pdf',
  'text/plain',
  'text/markdown',
  'text/html',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  'application/epub+zip',
  'image/png',
  'image/jpeg',
  'image/webp',
]);
export type DocumentMediaType = z.infer<typeof documentMediaType>;
const visibility = z.enum(['private', 'faculty', 'public']);

const fields = {
  title: z.string().trim().min(1).max(300).optional(),
  visibility: visibility.default('private'),
  faculty_id: id.optional(),
  semester_id: id.optional(),
  reference,
};
const namesFaculty = (given: { visibility: string; faculty_id?: string | undefined }): boolean =>
  given.visibility !== 'faculty' || given.faculty_id !== undefined;
const facultyMissing = { error: 'names the faculty that may read the document', path: ['faculty_id'] };

/** The fields of the form beside `file`, in any order. */
export const documentFields = z.strictObject(fields).refine(namesFaculty, facultyMissing);
export type DocumentFields = z.infer<typeof documentFields>;

const url = z.string().max(2_000);

/** In place of a file: where it is to be fetched from. */
export const documentLink = z
  .strictObject({ url: url.meta({ description: 'http or https, at a public address' }), ...fields })
  .refine(namesFaculty, facultyMissing);
export type DocumentLink = z.infer<typeof documentLink>;

const problem = z.object({ code: z.string(), message: z.string() });

export const document = z.object({
  id,
  status: z.enum(['processing', 'ready', 'failed']),
  title: z.string().nullable(),
  file_name: z.string().nullable(),
  media_type: documentMediaType,
  size_bytes: z.int(),
  sha256: z.string(),
  source_url: z.string().nullable().meta({ description: 'Where it was fetched from, as it was named' }),
  visibility,
  faculty_id: id.nullable(),
  semester_id: id.nullable(),
  pages: z.int().nullable(),
  characters: z.int().nullable(),
  language: z.string().nullable(),
  error: problem.nullable(),
  version: z.int().min(1).meta({ description: 'Grows with each content, and each time it is read anew' }),
  next_version: z
    .object({
      version: z.int(),
      status: z.enum(['processing', 'failed']),
      error: problem.nullable(),
      job_id: id,
    })
    .nullable()
    .meta({ description: 'A version that is being read, or could not be: this one serves meanwhile' }),
  warnings: z.array(extractionWarning),
  job_id: id,
  created_at: timestamp,
  links: z.object({ self: z.string(), file: z.string(), job: z.string() }),
});
export type DocumentView = z.infer<typeof document>;

export const postDocument = defineRoute({
  name: 'documents.postDocument',
  method: 'post',
  path: '/api/v1/documents',
  summary: 'Upload a document',
  description:
    'A PDF, Word (DOCX), PowerPoint (PPTX), EPUB, plain text, Markdown or HTML file or a picture (PNG, JPEG, WebP) as the part `file` of a multipart form, beside it `title`, `visibility` and `reference` where wanted. The type is told from the content and must agree with the one declared; files with macros and those of Office before 2007 are refused. Answers with the job that extracts the text. A file that cannot be read fails its job for good: `PDF_PASSWORD`, `PDF_MALFORMED`, `PDF_EMPTY` or `PDF_NO_TEXT` for a PDF; `FILE_PASSWORD`, `FILE_PROTECTED` (copy protection), `FILE_MALFORMED`, `FILE_EMPTY` or `FILE_NO_TEXT` for every other type; `TOO_LARGE`, `UNSUPPORTED_TYPE`, `EXTRACT_TIMEOUT` or `EXTRACT_CRASHED` for any. The same file of the same owner is one document: uploading it again answers with the job that reads or has read it. JSON with a `url` in place of the form has the file fetched by the job, which names the document in its result, and which may also fail with `ADDRESS_FORBIDDEN` (also where a redirect leads to), `URL_NOT_FOUND`, `URL_REFUSED`, `TOO_MANY_REDIRECTS`, or, after several tries, `URL_UNAVAILABLE`.',
  access: user,
  bodyKind: 'multipart',
  body: documentFields,
  jsonBody: documentLink,
  responses: jobResponses,
  metadata: z.object({
    document_id: id
      .optional()
      .meta({ description: 'Of an upload; what is fetched is known when it is there' }),
  }),
  problems: {
    400: ['MULTIPART_MALFORMED'],
    403: ['VISIBILITY_FORBIDDEN'],
    409: ['DOCUMENT_QUOTA_EXCEEDED'],
    413: ['TOO_LARGE', 'STORAGE_QUOTA_EXCEEDED'],
    415: ['UNSUPPORTED_TYPE'],
    422: ['PDF_EMPTY', 'FILE_EMPTY', 'FILE_MISSING', 'URL_INVALID', 'ADDRESS_FORBIDDEN'],
    503: ['OBJECTS_UNAVAILABLE'],
  },
  creates: true,
  acceptsJob: true,
  rateLimit: { points: 120, windowSeconds: 60 },
});

export const ingestCommand = defineCommand({
  kind: 'documents.ingest',
  summary: 'Read an uploaded document: its text, and what is found in it',
  data: z.object({
    document_id: id,
    version: z.int().min(1).default(1),
    media_type: documentMediaType,
    sha256: z.string(),
    /** Not to be taken from another document that was read before. */
    fresh: z.boolean().default(false),
  }),
  result: z.object({
    document_id: id,
    version: z.int(),
    pages: z.int(),
    characters: z.int(),
    title: z.string().nullable(),
    language: z.string().nullable(),
  }),
  metadata: z.object({ extractor: z.string(), processing_time_ms: z.int() }),
  // A scanned page takes seconds.
  deadlineSeconds: 3_600,
  resource: { type: 'document', path: '/api/v1/documents/{id}', idField: 'document_id' },
});

export const fetchCommand = defineCommand({
  kind: 'documents.fetch',
  summary: 'Fetch a document from where it is and read it',
  data: z.object({
    /** Of the document, where the owner has not got the same already. */
    document_id: id,
    url,
    title: z.string().nullable(),
    visibility,
    faculty_id: id.nullable(),
    semester_id: id.nullable(),
  }),
  result: ingestCommand.result,
  metadata: z.object({ processing_time_ms: z.int() }),
  deadlineSeconds: 3_900,
  resource: { type: 'document', path: '/api/v1/documents/{id}', idField: 'document_id' },
});

/** Keeps the state of a document true when its job ends without text. */
export const ingestFailures = defineSubscription({
  name: 'documents.ingest-failures',
  patterns: ['ingest', 'fetch'].flatMap((verb) => [
    `documents.${verb}.failed`,
    `documents.${verb}.cancelled`,
    `documents.${verb}.expired`,
  ]),
  summary: 'Marks documents whose text could not be extracted',
});

/** Documents follow their owner. */
export const documentsOwnerMerged = defineSubscription({
  name: 'documents.owner-merged',
  patterns: ['identity.owner-merged'],
  summary: "Moves an anonymous session's documents to the account it signed in to",
});

export const documentDeleted = defineEvent({
  type: 'documents.deleted',
  summary: 'A document, its text and its file are gone',
  data: z.object({ document_id: id, sha256: z.string() }),
});

const problems = { 404: ['DOCUMENT_NOT_FOUND'] } as const;

export const listDocuments = defineRoute({
  name: 'documents.listDocuments',
  method: 'get',
  path: '/api/v1/documents',
  summary: 'Your documents, newest first',
  access: user,
  query: pageQuery.extend({ status: z.enum(['processing', 'ready', 'failed']).optional() }),
  responses: { 200: { description: 'One page', schema: z.array(document) } },
  metadata: pageMetadata,
  problems: { 400: ['CURSOR_INVALID'] },
});

export const getDocument = defineRoute({
  name: 'documents.getDocument',
  method: 'get',
  path: '/api/v1/documents/{id}',
  summary: 'A document',
  description: 'Your own, one that is public, or one of your faculty.',
  access: user,
  params: idParams,
  responses: { 200: { description: 'The document', schema: document } },
  problems,
});

export const getDocumentPage = defineRoute({
  name: 'documents.getPage',
  method: 'get',
  path: '/api/v1/documents/{id}/pages/{number}',
  summary: 'The text of a page with the places where it stands',
  access: user,
  params: z.strictObject({ id, number: z.coerce.number().int().min(1).max(100_000) }),
  query: z.strictObject(pageRangeFields).refine(isPageRange, pageRangeError),
  responses: { 200: { description: 'The page', schema: documentPage } },
  metadata: z.object({
    pages: z.int(),
    marks: z.array(box).nullable().meta({
      description: 'Where the passage that was asked for stands on the page; null where none was',
    }),
  }),
  problems: {
    404: ['DOCUMENT_NOT_FOUND', 'PAGE_NOT_FOUND', ...pageRangeProblems[404]],
    409: ['DOCUMENT_NOT_READY'],
    422: pageRangeProblems[422],
    503: ['OBJECTS_UNAVAILABLE'],
  },
});

export const getDocumentFile = defineRoute({
  name: 'documents.getFile',
  method: 'get',
  path: '/api/v1/documents/{id}/file',
  summary: 'The file as it was uploaded',
  access: user,
  params: idParams,
  answer: 'stream',
  responses: { 200: { description: 'The file, as an attachment', contentType: 'application/octet-stream' } },
  problems: { ...problems, 503: ['OBJECTS_UNAVAILABLE'] },
});

export const deleteDocument = defineRoute({
  name: 'documents.deleteDocument',
  method: 'delete',
  path: '/api/v1/documents/{id}',
  summary: 'Delete a document, its text and its file',
  description: 'A job that still reads it is cancelled.',
  access: user,
  params: idParams,
  responses: { 204: { description: 'Gone' } },
  problems: { ...problems, 503: ['OBJECTS_UNAVAILABLE'] },
});
