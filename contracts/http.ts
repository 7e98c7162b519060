/** Shapes that every HTTP answer shares: envelope, problem details (RFC 9457), job, paging. */
import { z } from 'zod';

/**
 * Text that PostgreSQL's jsonb can hold. NUL and lone surrogates are valid JSON but not valid there, and in a
 * grouped statement one such string would fail its neighbours: refused at the boundary.
 */
export function isStorableText(text: string): boolean {
  return !text.includes('\u0000') && text.isWellFormed();
}

export const id = z.uuid().meta({ description: 'UUIDv7', example: '0199d1f0-7c3a-7b1e-9a51-3f1f2b6a9c10' });
export const timestamp = z.iso.datetime({ offset: true }).meta({ description: 'RFC 3339, UTC' });
export const idParams = z.strictObject({ id });
export const readingLevel = z.enum(['beginner', 'intermediate', 'advanced']);
export type ReadingLevel = z.infer<typeof readingLevel>;
export const reference = z
  .string()
  .max(200)
  .optional()
  .meta({ description: "The client's own name for this request, returned on the job and in webhooks" });

export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(1000).optional(),
});
export const pageMetadata = z.object({ next_cursor: z.string().nullable() });

export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.string(),
  success: z.literal(false),
  code: z.string().meta({ description: 'Stable, UPPER_SNAKE' }),
  retryable: z.boolean(),
  trace_id: z.string(),
  errors: z.array(z.object({ pointer: z.string(), message: z.string() })).optional(),
});
export type ProblemBody = z.infer<typeof problem>;

export const jobStatus = z.enum([
  'queued',
  'running',
  'cancelling',
  'succeeded',
  'failed',
  'cancelled',
  'expired',
]);
export type JobStatus = z.infer<typeof jobStatus>;

export const progress = z.object({
  phase: z.string(),
  completed: z.number(),
  total: z.number().nullable(),
});
export type Progress = z.infer<typeof progress>;

export const jobError = z.object({
  code: z.string(),
  message: z.string(),
  retryable: z.boolean(),
});
export type JobError = z.infer<typeof jobError>;

export const warning = z.object({ code: z.string(), message: z.string() }).catchall(z.unknown());
export type Warning = z.infer<typeof warning>;

export const job = z.object({
  id,
  kind: z.string(),
  status: jobStatus,
  progress: progress.nullable(),
  seq: z.int(),
  attempt: z.int(),
  reference: z.string().nullable(),
  created_at: timestamp,
  started_at: timestamp.nullable(),
  finished_at: timestamp.nullable(),
  not_before: timestamp
    .nullable()
    .describe('Until when a queued job waits: as was asked for, or for its next try after one that failed'),
  deadline_at: timestamp,
  expires_at: timestamp,
  result: z.unknown().nullable(),
  error: jobError.nullable(),
  warnings: z.array(warning),
  metadata: z.record(z.string(), z.unknown()),
  links: z.object({
    self: z.string(),
    cancel: z.string(),
    events: z.string(),
    result: z.string().nullable(),
  }),
});
export type JobView = z.infer<typeof job>;

/** The 202 answer of every route that accepts a job, and 200 where `Prefer: wait` saw its end. */
export const jobResponses = {
  200: { description: 'The job ended while the client waited (`Prefer: wait`)', schema: job },
  202: { description: 'Accepted: poll, stream or wait for the job', schema: job },
} as const;
