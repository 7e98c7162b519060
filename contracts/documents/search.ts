/** Asking what documents say: passages, and where they stand. */
import { z } from 'zod';
import { defineRoute, user } from '../define.ts';
import { id } from '../http.ts';
import { box } from './text.ts';

/** Longer than any question; what people paste in by mistake is longer still. */
const queryMaxCharacters = 2_000;

const place = z.object({
  page: z.int().min(1),
  boxes: z
    .array(box)
    .meta({ description: 'In points from the top left of the page; none in media without pages' }),
});

export const passage = z.object({
  id: z.string().meta({ description: 'Document and number of the passage in it' }),
  score: z
    .number()
    .meta({ description: 'Higher is better; of use beside the others of the same answer only' }),
  text: z.string(),
  kind: z.enum(['text', 'abstract', 'table', 'caption', 'footnote']),
  section: z.array(z.string()).meta({ description: 'Headings above it, the outermost first' }),
  hidden: z.boolean().meta({
    description:
      'A reader of the page does not see this text: show it as such, and give it to no model as what the document says. Comes after all that is seen',
  }),
  highlights: z.array(z.tuple([z.int(), z.int()])).meta({
    description: 'Stretches of `text` that hold words of the query: start and end in UTF-16 code units',
  }),
  page: z
    .int()
    .min(1)
    .meta({ description: 'Where most of what was asked for stands, where it runs over several' }),
  places: z.array(place),
  document: z.object({
    id,
    title: z.string().nullable(),
    file_name: z.string().nullable(),
    pages: z.int().nullable(),
    version: z.int().meta({ description: 'Of the document, that the passage is cited from' }),
  }),
  links: z.object({
    document: z.string(),
    page: z.string().meta({ description: 'The text of the page, with the places of the passage' }),
    image: z.string().nullable().meta({
      description:
        'The page with the passage marked, for ten minutes and without a header; null in media without pages',
    }),
  }),
});
export type Passage = z.infer<typeof passage>;

export const searchRequest = z.strictObject({
  query: z.string().trim().min(1).max(queryMaxCharacters),
  document_ids: z.array(z.uuid()).min(1).max(100).optional(),
  faculty_id: z.uuid().optional(),
  semester_id: z.uuid().optional(),
  limit: z.int().min(1).max(50).default(10),
  rerank: z.boolean().default(false).meta({
    description:
      'Have the language model put the best passages in order by how well they answer the question: takes seconds. Without effect where the operator does not allow it (`SEARCH_RERANK`) or no model answers; `reranked_by` tells',
  }),
});
export type SearchRequest = z.output<typeof searchRequest>;

export const postSearch = defineRoute({
  name: 'documents.search',
  method: 'post',
  path: '/api/v1/search',
  summary: 'Find passages in documents',
  description:
    'By words and by meaning at once, in your own documents, public ones and those of your faculty; `document_ids`, `faculty_id` and `semester_id` narrow that. A question in plain words does; no query syntax is needed or obeyed. The best passages first.',
  access: user,
  body: searchRequest,
  responses: { 200: { description: 'Passages', schema: z.array(passage) } },
  metadata: z.object({
    from_cache: z.boolean(),
    processing_time_ms: z.int(),
    embedding_model: z.string().nullable().meta({
      description:
        'What meaning was compared with; null where that was not possible, and words alone decided',
    }),
    reranked_by: z
      .string()
      .nullable()
      .meta({ description: 'The model that put the best of them in order, if one did' }),
  }),
  rateLimit: { points: 120, windowSeconds: 60 },
});
