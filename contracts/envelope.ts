/** The JSON envelope of every message on RabbitMQ. */
import { z } from 'zod';
import { isStorableText } from './http.ts';

/** On whose behalf work is done. Travels with every command; an internal call presents it again. */
export const actor = z.object({
  owner_id: z.uuid(),
  role: z.enum(['anonymous', 'student', 'academic', 'admin', 'service']),
  faculty_id: z.uuid().nullable().default(null),
  semester_id: z.uuid().nullable().default(null),
  api_key_id: z.uuid().nullable().default(null),
});
export type Actor = z.infer<typeof actor>;

export const commandEnvelope = z.object({
  id: z.uuid(),
  type: z.string(),
  version: z.int(),
  occurred_at: z.string(),
  job_id: z.uuid(),
  actor,
  traceparent: z.string().nullable(),
  /** Absent when the input is larger than a message should be: the worker then takes it from the job row. */
  data: z.unknown().optional(),
});
export type CommandEnvelope = z.infer<typeof commandEnvelope>;

export const eventEnvelope = z.object({
  id: z.uuid(),
  type: z.string(),
  version: z.int(),
  occurred_at: z.string(),
  job_id: z.uuid().nullable(),
  owner_id: z.uuid(),
  api_key_id: z.uuid().nullable(),
  traceparent: z.string().nullable(),
  data: z.unknown(),
});
export type EventEnvelope = z.infer<typeof eventEnvelope>;

/** Data of `<kind>.succeeded|failed|cancelled|expired`: thin, what a webhook shows. */
export const completionData = z.object({
  job_id: z.uuid(),
  kind: z.string(),
  status: z.enum(['succeeded', 'failed', 'cancelled', 'expired']),
  reference: z.string().nullable(),
  seq: z.int(),
  resource: z.object({ type: z.string(), id: z.string(), url: z.string() }).nullable(),
  error: z.object({ code: z.string(), message: z.string(), retryable: z.boolean() }).nullable(),
});
export type CompletionData = z.infer<typeof completionData>;

/** True when every string in the value can be stored as jsonb; walks iteratively, so depth cannot overflow. */
export function isStorableValue(value: unknown): boolean {
  const stack: unknown[] = [value];
  while (stack.length > 0) {
    const item = stack.pop();
    if (typeof item === 'string') {
      if (!isStorableText(item)) return false;
    } else if (Array.isArray(item)) {
      for (const element of item) stack.push(element);
    } else if (item !== null && typeof item === 'object') {
      for (const [key, element] of Object.entries(item)) {
        if (!isStorableText(key)) return false;
        stack.push(element);
      }
    }
  }
  return true;
}
