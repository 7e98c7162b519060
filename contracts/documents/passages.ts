/** A document in the passages that it is searched by, in their order: for whoever makes something of all of it. */
import { z } from 'zod';
import { defineRoute, user } from '../define.ts';
import { id, idParams } from '../http.ts';
import { box } from './text.ts';

export const documentPassage = z.object({
  number: z
    .int()
    .min(0)
    .meta({ description: 'In the order of the document; part of the id of a found passage' }),
  kind: z.enum(['text', 'abstract', 'table', 'caption', 'footnote']),
  section: z.array(z.string()).meta({ description: 'Headings above it, the outermost first' }),
  text: z.string(),
  tokens: z.int(),
  lines: z.array(z.object({ start: z.int(), end: z.int(), page: z.int().min(1), box: box.nullable() })).meta({
    description:
      'Where its characters stand (UTF-16, end exclusive), line by line; without a box in media without pages',
  }),
  hidden: z.boolean().meta({ description: 'A reader of the page does not see it' }),
  repeats: z.int().min(0).meta({
    description: 'So many characters at its beginning stand at the end of the passage before, too',
  }),
});
export type DocumentPassage = z.infer<typeof documentPassage>;

export const listPassages = defineRoute({
  name: 'documents.listPassages',
  method: 'get',
  path: '/api/v1/documents/{id}/passages',
  summary: 'The passages of a document',
  description: 'Of your own, one that is public, or one of your faculty; in their order.',
  access: user,
  params: idParams,
  query: z.strictObject({
    from: z.coerce.number().int().min(0).default(0),
    limit: z.coerce.number().int().min(1).max(200).default(100),
  }),
  responses: { 200: { description: 'One stretch', schema: z.array(documentPassage) } },
  metadata: z.object({
    document: z.object({
      id,
      title: z.string().nullable(),
      sha256: z.string(),
      language: z.string().nullable(),
      pages: z.int().nullable(),
    }),
    total: z.int(),
  }),
  problems: { 404: ['DOCUMENT_NOT_FOUND'], 409: ['DOCUMENT_NOT_READY'] },
});
