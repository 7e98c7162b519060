/** One socket for everything an owner watches: the route that opens it, and what is said over it. */
import { z } from 'zod';
import { defineRoute, user } from '../define.ts';
import { job } from '../http.ts';

/** Of one socket at once. */
export const subscriptionsMax = 100;

export const openLive = defineRoute({
  name: 'jobs.openLive',
  method: 'get',
  path: '/api/v1/live',
  summary: 'Watch many jobs over one WebSocket',
  description:
    'A WebSocket handshake. Every message is a JSON text frame; the AsyncAPI document has their shapes. After `subscribe` the job comes as it stands, then again whenever it changes, until it has ended. `after` resumes: states up to that `seq` are not sent again. A client that reads too slowly is cut off and subscribes anew with the last `seq` it has seen. Close codes: 1001 the server stops, connect again; 1008 the token has ended (`TOKEN_REVOKED`, `TOKEN_EXPIRED`) or too much was said (`RATE_LIMITED`); 1009 a message over 4 KB. Browsers pass a one-use `ticket`.',
  access: user,
  query: z.strictObject({ ticket: z.string().max(200).optional() }),
  answer: 'stream',
  upgrade: true,
  responses: { 101: { description: 'The socket is open' } },
  problems: { 426: ['UPGRADE_REQUIRED'], 429: ['TOO_MANY_WATCHERS'] },
});

const jobId = z.uuid().meta({ description: 'Id of a job of the caller' });

/** What a client may say. */
export const liveRequest = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('subscribe'),
    job_id: jobId,
    after: z.int().min(0).optional().meta({ description: 'Last `seq` seen' }),
  }),
  z.strictObject({ type: z.literal('unsubscribe'), job_id: jobId }),
  z.strictObject({ type: z.literal('ping'), id: z.string().max(100).optional() }),
]);
export type LiveRequest = z.infer<typeof liveRequest>;

const liveProblems = ['MESSAGE_INVALID', 'JOB_NOT_FOUND', 'TOO_MANY_SUBSCRIPTIONS', 'TRY_AGAIN'] as const;

/** What the server says. */
export const liveMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('job'), job }),
  z.object({
    type: z.literal('unsubscribed'),
    job_id: jobId,
    reason: z.enum(['asked', 'ended']).meta({ description: '`ended`: the job has, and its end was sent' }),
  }),
  z.object({ type: z.literal('pong'), id: z.string().optional() }),
  z.object({
    type: z.literal('error'),
    code: z.enum(liveProblems),
    detail: z.string(),
    job_id: jobId.optional(),
  }),
]);
export type LiveMessage = z.infer<typeof liveMessage>;
