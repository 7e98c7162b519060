/** A paper in plain words: the routes, the command and what they carry. */
import { z } from 'zod';
import { apiKey, defineCommand, defineRoute, defineSubscription, open, user } from '../define.ts';
import {
  id,
  job,
  jobResponses,
  pageMetadata,
  pageQuery,
  readingLevel,
  reference,
  timestamp,
  warning,
} from '../http.ts';

const scholarId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}$/, 'must be 1 to 200 letters, digits or . _ : / -')
  .meta({ description: "The paper's id at a scholar index, or the caller's own name for what it sends" });

export const paperContent = z.strictObject({
  title: z.string().trim().min(1).max(1_000),
  abstract: z.string().max(50_000).optional(),
  authors: z.array(z.string().max(300)).max(500).default([]),
  year: z.int().min(1000).max(9999).optional(),
  text: z
    .string()
    .max(2_000_000)
    .optional()
    .meta({ description: 'The whole paper, where the caller has it' }),
});
export type PaperContent = z.infer<typeof paperContent>;

const language = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be a language tag such as en or pt-BR')
  .meta({ description: 'Language of the result (BCP 47); default: that of the paper' });

const source = {
  scholar_id: scholarId.optional(),
  paper_content: paperContent.optional(),
  reading_level: readingLevel,
  language: language.optional(),
  force_refresh: z.boolean().default(false),
  reference,
};
const hasContent = (content: PaperContent | undefined): boolean =>
  content === undefined || Boolean(content.abstract?.trim() || content.text?.trim());
const contentMessage = { error: 'needs an abstract or a text to simplify', path: ['paper_content'] };

export const simplifyBody = z
  .strictObject({ ...source, document_id: id.optional() })
  .refine((body) => body.scholar_id ?? body.document_id ?? body.paper_content, {
    error: 'name at least one source: scholar_id, document_id or paper_content',
  })
  .refine((body) => !(body.document_id && body.paper_content), {
    error: 'document_id and paper_content are two contents: send one',
    path: ['document_id'],
  })
  .refine((body) => !(body.document_id && body.scholar_id), {
    error: 'scholar_id can name what paper_content carries, not an uploaded document',
    path: ['scholar_id'],
  })
  .refine((body) => hasContent(body.paper_content), contentMessage);
export type SimplifyBody = z.infer<typeof simplifyBody>;

export const simplifiedPaper = z.object({
  title: z.string(),
  summary: z.string(),
  key_points: z.array(z.string()),
  glossary: z.record(z.string(), z.string()),
});
export type SimplifiedPaper = z.infer<typeof simplifiedPaper>;

const beforeAndAfter = z.object({ before: z.number(), after: z.number() });

/** Where each sentence of the result comes from: indices into the numbered sentences of the source. */
const sentenceSources = z.object({
  title: z.array(z.int()),
  summary: z.array(z.object({ text: z.string(), sources: z.array(z.int()) })),
  key_points: z.array(z.object({ text: z.string(), sources: z.array(z.int()) })),
});

export const simplifyMetadata = z.object({
  from_cache: z.boolean(),
  source: z
    .enum(['ai-backend', 'cache', 'shared'])
    .meta({ description: 'A call of its own, the cache, or the call of a neighbour' }),
  ai_model: z.string(),
  tokens_used: z.int(),
  cost_usd: z.number(),
  processing_time_ms: z.int(),
  ai_backend_time_ms: z.int(),
  reading_level: readingLevel,
  language: z.string(),
  prompt_version: z.string(),
  processed_at: timestamp,
  reading_grade: beforeAndAfter.meta({ description: 'Flesch–Kincaid grade' }),
  rare_words: beforeAndAfter.meta({ description: 'Share of words outside the common vocabulary' }),
  left_out: z.int().meta({ description: 'Sentences the faithfulness check took out' }),
  source_sentences: z.int(),
  sources: sentenceSources,
  warnings: z.array(warning),
});
export type SimplifyMetadata = z.infer<typeof simplifyMetadata>;

export const postSimplify = defineRoute({
  name: 'papers.postSimplify',
  method: 'post',
  path: '/api/v1/academic/simplify',
  summary: 'Simplify a paper',
  description:
    'Answers 200 at once where the result is cached (`data` is the paper in plain words), else 202 with a job; `Prefer: wait=30` waits for it. The same request by the same owner while its job is unfinished gets the same job.',
  access: user,
  body: simplifyBody,
  bodyLimitBytes: 8_500_000,
  responses: {
    200: {
      description: 'From the cache, or the job that ended while the client waited',
      schema: z.union([simplifiedPaper, job]),
    },
    202: jobResponses[202],
  },
  metadata: simplifyMetadata.partial(),
  problems: { 404: ['PAPER_NOT_FOUND', 'DOCUMENT_NOT_FOUND'] },
  creates: true,
  acceptsJob: true,
  rateLimit: { points: 600, windowSeconds: 60 },
});

export const paperSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('content'), content: paperContent }),
  z.object({ kind: z.literal('document'), document_id: id }),
]);
export type PaperSource = z.infer<typeof paperSource>;

export const simplifyCommand = defineCommand({
  kind: 'papers.simplify',
  summary: 'Put a paper in plain words at a reading level',
  data: z.object({
    paper_id: id,
    scholar_id: z.string(),
    source: paperSource,
    reading_level: readingLevel,
    language: language.nullable(),
    force_refresh: z.boolean(),
    /** Hash of content, level, language, prompt and model. */
    cache_key: z.string(),
    content_hash: z.string(),
  }),
  result: simplifiedPaper.extend({ scholar_id: z.string() }),
  metadata: simplifyMetadata,
  deadlineSeconds: 900,
  resource: { type: 'paper', path: '/api/v1/academic/{id}', idField: 'scholar_id' },
});

/** Keeps the state of a paper true when its job ends without a result. */
export const simplifyFailures = defineSubscription({
  name: 'papers.simplify-failures',
  patterns: ['papers.simplify.failed', 'papers.simplify.cancelled', 'papers.simplify.expired'],
  summary: 'Marks papers whose simplification did not end well',
});

/** Moves what an anonymous session simplified to the account it signed in to. */
export const papersOwnerMerged = defineSubscription({
  name: 'papers.owner-merged',
  patterns: ['identity.owner-merged'],
  summary: 'Papers and requests follow their owner',
});

const simplificationRequest = z.object({
  id,
  academic_paper_id: id,
  scholar_id: z.string(),
  reading_level: readingLevel,
  from_cache: z.boolean(),
  processing_time_ms: z.int().nullable(),
  ai_model: z.string().nullable(),
  tokens_used: z.int().nullable(),
  ai_cost: z.number().nullable(),
  job_id: id.nullable(),
  created_at: timestamp,
});

export const listRequests = defineRoute({
  name: 'papers.listRequests',
  method: 'get',
  path: '/api/v1/academic/requests',
  summary: 'Your simplification requests, newest first',
  access: user,
  query: pageQuery.extend({ reading_level: readingLevel.optional() }),
  responses: { 200: { description: 'One page', schema: z.array(simplificationRequest) } },
  metadata: pageMetadata,
  problems: { 400: ['CURSOR_INVALID'] },
});

const academicPaper = z.object({
  id,
  scholar_id: z.string(),
  title: z.string(),
  authors: z.array(z.string()),
  abstract: z.string().nullable(),
  publication_year: z.int().nullable(),
  publication_info: z.string().nullable(),
  cited_by: z.int(),
  pdf_url: z.string().nullable(),
  scholar_link: z.string().nullable(),
  simplified_versions: z.partialRecord(readingLevel, simplifiedPaper),
  is_processed: z.boolean(),
  processing_status: z.enum(['pending', 'completed', 'failed']),
  processing_error: z.string().nullable(),
  access_count: z.int(),
  last_accessed_at: timestamp.nullable(),
  created_at: timestamp,
  updated_at: timestamp,
});

export const getPaper = defineRoute({
  name: 'papers.getPaper',
  method: 'get',
  path: '/api/v1/academic/{scholar_id}',
  summary: 'A paper with its simplified versions',
  description:
    'Your own paper of that id where you sent one, else the public one. An id with slashes is percent-encoded.',
  access: user,
  params: z.strictObject({ scholar_id: scholarId }),
  responses: { 200: { description: 'The paper', schema: academicPaper } },
  problems: { 404: ['PAPER_NOT_FOUND'] },
});

export const aiSimplify = defineRoute({
  name: 'ai.postSimplify',
  method: 'post',
  path: '/api/ai/simplify',
  summary: 'Simplify a paper for another back end, answered when done',
  description: 'Waits up to 30 s; a job that takes longer is answered 202 and goes on.',
  access: apiKey('ai'),
  body: z
    .strictObject(source)
    .refine((body) => body.scholar_id ?? body.paper_content, {
      error: 'name at least one source: scholar_id or paper_content',
    })
    .refine((body) => hasContent(body.paper_content), contentMessage),
  bodyLimitBytes: 8_500_000,
  responses: {
    200: { description: 'The paper in plain words', schema: simplifiedPaper },
    202: jobResponses[202],
  },
  metadata: z.object({
    from_cache: z.boolean(),
    ai_model: z.string(),
    tokens_used: z.int(),
    processing_time_ms: z.int(),
    cost_usd: z.number(),
  }),
  problems: { 404: ['PAPER_NOT_FOUND'], 422: ['SIMPLIFICATION_FAILED'] },
  creates: true,
  rateLimit: { points: 6_000, windowSeconds: 60 },
  listener: 'ai',
});

export const aiHealth = defineRoute({
  name: 'ai.getHealth',
  method: 'get',
  path: '/api/ai/health',
  summary: 'Health of cache, queue and workers',
  access: open,
  answer: 'bare',
  listener: 'ai',
  responses: {
    200: {
      description: 'As it stands',
      schema: z.object({
        status: z.enum(['healthy', 'degraded']),
        version: z.string(),
        uptime: z.int().meta({ description: 'Seconds' }),
        cache: z.object({ redis_connected: z.boolean(), cached_papers: z.int() }),
        queue: z.object({ pending_jobs: z.int(), active_workers: z.int() }),
      }),
    },
  },
});

export const aiStats = defineRoute({
  name: 'ai.getStats',
  method: 'get',
  path: '/api/ai/stats',
  summary: 'Totals, hit rate and cost by model',
  access: apiKey('ai'),
  answer: 'bare',
  listener: 'ai',
  responses: {
    200: {
      description: 'Since the beginning',
      schema: z.object({
        total_requests: z.int(),
        cache_hit_rate: z.number().meta({ description: 'Per cent' }),
        total_tokens_used: z.int(),
        total_cost_usd: z.number(),
        average_processing_time_ms: z.number(),
        by_model: z.record(z.string(), z.object({ requests: z.int(), cost_usd: z.number() })),
      }),
    },
  },
});
