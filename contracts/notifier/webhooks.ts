/** Webhooks: where a back end or a person wants to be told how jobs ended. */
import { z } from 'zod';
import { defineRoute, defineSubscription, userOrApiKey } from '../define.ts';
import { completionData } from '../envelope.ts';
import { id, idParams, pageMetadata, pageQuery, timestamp } from '../http.ts';

export const jobEvents = defineSubscription({
  name: 'notifier.job-events',
  patterns: ['#'],
  summary: 'Tells webhook endpoints how jobs ended',
});

export const notifierOwnerMerged = defineSubscription({
  name: 'notifier.owner-merged',
  patterns: ['identity.owner-merged'],
  summary: "Moves an anonymous session's webhook endpoints to the account it signed in to",
});

/** What is posted, beside the `webhook-id`, `webhook-timestamp` and `webhook-signature` of Standard Webhooks. */
export const webhookBody = z.object({
  type: z.string().meta({ example: 'papers.simplify.succeeded' }),
  timestamp: z.string(),
  data: completionData.omit({ seq: true }),
});
export type WebhookBody = z.infer<typeof webhookBody>;

export const eventTypePattern = z
  .string()
  .max(100)
  .regex(/^(\*|[a-z0-9-]+(\.[a-z0-9-]+)*(\.\*)?)$/, 'must be a type, a prefix such as `exams.*`, or `*`')
  .meta({ example: 'papers.*' });

const endpointUrl = z.string().min(1).max(2_000).meta({
  description: 'http or https, at a public address; redirects are not followed',
  example: 'https://example.com/scory-webhooks',
});
const eventTypes = z
  .array(eventTypePattern)
  .min(1)
  .max(50)
  .refine((types) => new Set(types).size === types.length, 'must not name a type twice');
const description = z.string().max(500);

export const webhookEndpoint = z.object({
  id,
  url: z.string(),
  event_types: z.array(z.string()),
  description: z.string().nullable(),
  enabled: z.boolean(),
  disabled_reason: z.enum(['BY_OWNER', 'GONE', 'FAILING']).nullable().meta({
    description: 'GONE: it answered 410; FAILING: nothing got through for five days',
  }),
  disabled_at: timestamp.nullable(),
  failing_since: timestamp.nullable(),
  public_key: z.string().meta({ description: '`whpk_…`: verifies the `v1a` signatures (ed25519)' }),
  created_at: timestamp,
  updated_at: timestamp,
});
export type WebhookEndpointView = z.infer<typeof webhookEndpoint>;

const withSecret = webhookEndpoint.extend({
  secret: z.string().meta({ description: '`whsec_…`: verifies the `v1` signatures. Shown here only' }),
});

const webhookAttempt = z.object({
  number: z.int(),
  at: timestamp,
  status: z.int().nullable().meta({ description: 'HTTP status; null where there was no answer' }),
  duration_ms: z.int(),
  error: z.string().nullable(),
  reply: z.string().nullable().meta({ description: 'Beginning of the answer, at most 500 bytes' }),
});

export const webhookDelivery = z.object({
  id: id.meta({ description: 'The `webhook-id` of every attempt' }),
  endpoint_id: id,
  type: z.string(),
  status: z.enum(['pending', 'delivered', 'failed']),
  next_attempt_at: timestamp.nullable(),
  created_at: timestamp,
  finished_at: timestamp.nullable(),
  body: z.unknown(),
  attempts: z.array(webhookAttempt),
});
export type WebhookDeliveryView = z.infer<typeof webhookDelivery>;

const access = userOrApiKey('webhooks');
const base = '/api/v1/webhooks/endpoints';
const unknown = { 404: ['ENDPOINT_NOT_FOUND'] } as const;
const urlProblems = ['URL_INVALID', 'ADDRESS_FORBIDDEN'] as const;

export const listEndpoints = defineRoute({
  name: 'notifier.listEndpoints',
  method: 'get',
  path: base,
  summary: 'Your webhook endpoints, newest first',
  access,
  query: pageQuery,
  responses: { 200: { description: 'One page', schema: z.array(webhookEndpoint) } },
  metadata: pageMetadata,
  problems: { 400: ['CURSOR_INVALID'] },
});

export const postEndpoint = defineRoute({
  name: 'notifier.postEndpoint',
  method: 'post',
  path: base,
  summary: 'Register a webhook endpoint',
  description:
    'It is told of the ends of your jobs; one that is registered with an API key of the jobs made with that key. At most 20 endpoints.',
  access,
  body: z.strictObject({ url: endpointUrl, event_types: eventTypes, description: description.optional() }),
  creates: true,
  responses: { 201: { description: 'The endpoint and its secret', schema: withSecret } },
  problems: { 409: ['ENDPOINT_LIMIT'], 422: urlProblems },
  rateLimit: { points: 60, windowSeconds: 60 },
});

export const getEndpoint = defineRoute({
  name: 'notifier.getEndpoint',
  method: 'get',
  path: `${base}/{id}`,
  summary: 'A webhook endpoint',
  access,
  params: idParams,
  responses: { 200: { description: 'The endpoint', schema: webhookEndpoint } },
  problems: unknown,
});

export const putEndpoint = defineRoute({
  name: 'notifier.putEndpoint',
  method: 'put',
  path: `${base}/{id}`,
  summary: 'Change a webhook endpoint',
  description: 'Enables one that was disabled, unless `enabled` says otherwise; its secret stays.',
  access,
  params: idParams,
  body: z.strictObject({
    url: endpointUrl,
    event_types: eventTypes,
    description: description.nullable().default(null),
    enabled: z.boolean().default(true),
  }),
  responses: { 200: { description: 'The endpoint', schema: webhookEndpoint } },
  problems: { ...unknown, 422: urlProblems },
});

export const deleteEndpoint = defineRoute({
  name: 'notifier.deleteEndpoint',
  method: 'delete',
  path: `${base}/{id}`,
  summary: 'Remove a webhook endpoint with its deliveries',
  access,
  params: idParams,
  responses: { 204: { description: 'Gone' } },
  problems: unknown,
});

export const rotateSecret = defineRoute({
  name: 'notifier.rotateSecret',
  method: 'post',
  path: `${base}/{id}/rotate-secret`,
  summary: 'Exchange the secret and the key pair of a webhook endpoint',
  description: 'For 24 hours deliveries are signed with the old ones too.',
  access,
  params: idParams,
  creates: true,
  responses: { 200: { description: 'The endpoint and its new secret', schema: withSecret } },
  problems: unknown,
  rateLimit: { points: 30, windowSeconds: 60 },
});

export const testEndpoint = defineRoute({
  name: 'notifier.testEndpoint',
  method: 'post',
  path: `${base}/{id}/test`,
  summary: 'Send `webhook.test` to a webhook endpoint',
  access,
  params: idParams,
  creates: true,
  responses: { 202: { description: 'The delivery, about to be sent', schema: webhookDelivery } },
  problems: { ...unknown, 409: ['ENDPOINT_DISABLED'] },
  rateLimit: { points: 30, windowSeconds: 60 },
});

export const listDeliveries = defineRoute({
  name: 'notifier.listDeliveries',
  method: 'get',
  path: `${base}/{id}/deliveries`,
  summary: 'What was sent to a webhook endpoint, newest first',
  access,
  params: idParams,
  query: pageQuery.extend({ status: webhookDelivery.shape.status.optional() }),
  responses: { 200: { description: 'One page', schema: z.array(webhookDelivery) } },
  metadata: pageMetadata,
  problems: { ...unknown, 400: ['CURSOR_INVALID'] },
});

export const replayDeliveries = defineRoute({
  name: 'notifier.replayDeliveries',
  method: 'post',
  path: `${base}/{id}/replay`,
  summary: 'Send again: one delivery, or all that failed since a time',
  description: 'The `webhook-id` stays, the schedule of attempts begins anew.',
  access,
  params: idParams,
  body: z
    .strictObject({ delivery_id: id.optional(), since: timestamp.optional() })
    .refine(
      ({ delivery_id, since }) => (delivery_id === undefined) !== (since === undefined),
      'takes either delivery_id or since',
    ),
  responses: {
    202: { description: 'How many will be sent again', schema: z.object({ replayed: z.int() }) },
  },
  problems: { 404: ['ENDPOINT_NOT_FOUND', 'DELIVERY_NOT_FOUND'], 409: ['ENDPOINT_DISABLED'] },
  rateLimit: { points: 30, windowSeconds: 60 },
});
