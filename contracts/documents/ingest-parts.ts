/** Parts of `documents.ingest`: jobs that a long document is divided into. Nobody but their parent is told of them. */
import { z } from 'zod';
import { defineCommand } from '../define.ts';
import { id } from '../http.ts';

const part = z.object({
  document_id: id,
  version: z.int().min(1),
  sha256: z.string(),
  /** Of the parent. */
  ingest_job_id: id,
});

const nothing = z.object({});

/** What it reads lies in the object store until the document is put together. */
export const readPagesCommand = defineCommand({
  kind: 'documents.read-pages',
  summary: 'Read pages of a long PDF',
  data: part.extend({
    from: z.int().min(1),
    to: z.int().min(1),
    /** Pages that may be read as pictures, at seconds each. */
    pictures: z.int().min(0),
  }),
  result: z.object({ pages: z.int() }),
  metadata: nothing,
  internal: true,
});

/** Its vectors lie in the object store until the document is ready. */
export const embedPassagesCommand = defineCommand({
  kind: 'documents.embed-passages',
  summary: 'Embed passages of a long document',
  data: part.extend({
    /** Of passages, from 0. */
    group: z.int().min(0),
    model_id: z.int(),
  }),
  result: z.object({ passages: z.int() }),
  metadata: nothing,
  internal: true,
  // A provider's limits may be those of another minute.
  attempts: 8,
});
