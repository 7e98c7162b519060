/** API keys of other back ends, for administrators. */
import { z } from 'zod';
import { defineRoute, roles } from '../define.ts';
import { id, idParams, pageMetadata, pageQuery, timestamp } from '../http.ts';

const scope = z
  .string()
  .regex(/^(\*|[a-z][a-z0-9.:-]{0,63})$/)
  .meta({ example: 'ai', description: '`*` stands for every scope' });
export const scopes = z
  .array(scope)
  .min(1)
  .max(20)
  .refine((names) => new Set(names).size === names.length, 'must not name a scope twice');
export const keyName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters');

const apiKey = z.object({
  id,
  name: z.string(),
  hint: z.string().meta({ description: 'Last four characters of the key' }),
  scopes: z.array(z.string()),
  owner_id: id,
  created_at: timestamp,
  last_used_at: timestamp.nullable().meta({ description: 'To the minute' }),
  revoked_at: timestamp.nullable(),
});
export type ApiKeyBody = z.infer<typeof apiKey>;

export const listApiKeys = defineRoute({
  name: 'identity.listApiKeys',
  method: 'get',
  path: '/api/v1/api-keys',
  summary: 'List API keys, newest first',
  access: roles('admin'),
  query: pageQuery,
  responses: { 200: { description: 'One page', schema: z.array(apiKey) } },
  metadata: pageMetadata,
  problems: { 400: ['CURSOR_INVALID'] },
});

export const postApiKey = defineRoute({
  name: 'identity.postApiKey',
  method: 'post',
  path: '/api/v1/api-keys',
  summary: 'Make an API key',
  description:
    'The key is in this answer and nowhere else. What is done with it belongs to the service account, or to the user that `owner_id` names.',
  access: roles('admin'),
  body: z.strictObject({ name: keyName, scopes, owner_id: id.optional() }),
  creates: true,
  responses: { 201: { description: 'The key', schema: apiKey.extend({ key: z.string() }) } },
  problems: { 422: ['OWNER_UNKNOWN'] },
});

export const deleteApiKey = defineRoute({
  name: 'identity.deleteApiKey',
  method: 'delete',
  path: '/api/v1/api-keys/{id}',
  summary: 'Revoke an API key',
  description: 'It stops working within 5 seconds.',
  access: roles('admin'),
  params: idParams,
  responses: { 204: { description: 'Revoked' } },
  problems: { 404: ['API_KEY_NOT_FOUND'] },
});
