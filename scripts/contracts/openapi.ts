/** OpenAPI 3.1 from the catalogue's routes. */
import { commands, routes } from '@scory/contracts/catalog.ts';
import { type Access, jobEnds, type RouteContract } from '@scory/contracts/define.ts';
import { completionData } from '@scory/contracts/envelope.ts';
import type { z } from 'zod';
import { type Json, schemaOf, sharedSchemas } from './json-schema.ts';

const titles: Record<number, string> = {
  400: 'The request is malformed',
  401: 'Not authenticated',
  403: 'Not allowed',
  404: 'Not found, or not yours',
  409: 'Conflict',
  413: 'The body is too large',
  415: 'The type is not supported',
  422: 'The request is not valid',
  429: 'Too many requests; see Retry-After',
  503: 'Not available at the moment; see Retry-After',
};

const security: Record<Access['kind'], Json[]> = {
  open: [],
  user: [{ bearerAuth: [] }],
  roles: [{ bearerAuth: [] }],
  apiKey: [{ apiKeyAuth: [] }],
  userOrApiKey: [{ bearerAuth: [] }, { apiKeyAuth: [] }],
};

/** General problem codes of a route; its contract adds its own. */
function problemCodes(route: RouteContract): Map<number, string[]> {
  const codes = new Map<number, string[]>();
  const add = (status: number, ...names: string[]): void =>
    void codes.set(status, [...(codes.get(status) ?? []), ...names]);
  if (route.params || route.query) add(400, 'VALIDATION_FAILED');
  if (route.bodyKind === 'json' || route.jsonBody) {
    add(400, 'JSON_MALFORMED');
    add(413, 'TOO_LARGE');
    add(415, 'UNSUPPORTED_TYPE');
    add(422, 'VALIDATION_FAILED', 'TEXT_UNSTORABLE');
  }
  if (route.access.kind === 'user' || route.access.kind === 'roles')
    add(401, 'TOKEN_MISSING', 'TOKEN_INVALID', 'TOKEN_EXPIRED', 'TOKEN_REVOKED');
  if (route.access.kind === 'userOrApiKey') add(401, 'TOKEN_MISSING', 'TOKEN_INVALID', 'API_KEY_INVALID');
  if (route.access.kind === 'apiKey') add(401, 'API_KEY_MISSING', 'API_KEY_INVALID');
  if (route.access.kind === 'roles') add(403, 'ROLE_MISSING');
  if (route.access.kind === 'apiKey' || route.access.kind === 'userOrApiKey') add(403, 'SCOPE_MISSING');
  if (route.creates) {
    add(409, 'REQUEST_IN_PROGRESS');
    add(422, 'IDEMPOTENCY_KEY_REUSED');
  }
  add(429, 'RATE_LIMITED');
  add(503, 'OVERLOADED', 'DATABASE_UNAVAILABLE');
  if (route.acceptsJob) {
    add(429, 'TOO_MANY_JOBS');
    add(503, 'QUEUE_FULL');
  }
  for (const [status, names] of Object.entries(route.problems)) add(Number(status), ...names);
  return codes;
}

function parametersOf(route: RouteContract): Json[] {
  const parameters: Json[] = [];
  const from = (schema: z.ZodType | undefined, place: 'path' | 'query'): void => {
    if (!schema) return;
    const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
      properties?: Record<string, Json>;
      required?: string[];
    };
    for (const [name, property] of Object.entries(properties)) {
      parameters.push({
        name,
        in: place,
        required: place === 'path' || required.includes(name),
        schema: property,
        ...(property.description ? { description: property.description } : {}),
      });
    }
  };
  from(route.params, 'path');
  from(route.query, 'query');
  if (route.creates) parameters.push({ $ref: '#/components/parameters/IdempotencyKey' });
  if (route.acceptsJob || route.name === 'jobs.getJob')
    parameters.push({ $ref: '#/components/parameters/Prefer' });
  if (route.acceptsJob)
    parameters.push(
      { $ref: '#/components/parameters/Priority' },
      { $ref: '#/components/parameters/NotBefore' },
    );
  return parameters;
}

function bodyOf(route: RouteContract): Json | undefined {
  if (route.bodyKind === 'json' && route.body)
    return { required: true, content: { 'application/json': { schema: schemaOf(route.body, 'input') } } };
  if (route.bodyKind !== 'multipart') return undefined;
  const fields = route.body ? (schemaOf(route.body, 'input') as { properties?: Json }).properties : {};
  const schema = {
    type: 'object',
    required: ['file'],
    properties: {
      ...fields,
      file: { type: 'string', contentMediaType: 'application/octet-stream', description: 'The file' },
    },
  };
  const content: Json = { 'multipart/form-data': { schema } };
  if (route.jsonBody) content['application/json'] = { schema: schemaOf(route.jsonBody, 'input') };
  return { required: true, content };
}

function responsesOf(route: RouteContract): Json {
  const responses: Json = {};
  for (const [status, { description, schema, contentType }] of Object.entries(route.responses)) {
    const response: Json = { description };
    if (contentType) response.content = { [contentType]: { schema: { type: 'string' } } };
    else if (schema && route.answer === 'bare')
      response.content = { 'application/json': { schema: schemaOf(schema) } };
    else if (schema) {
      const metadata = route.metadata ? schemaOf(route.metadata) : { type: 'object' };
      const envelope = {
        type: 'object',
        required: ['success', 'data', 'metadata'],
        properties: { success: { const: true }, data: schemaOf(schema), metadata },
      };
      response.content = { 'application/json': { schema: envelope } };
    }
    if (status === '202')
      response.headers = {
        Location: { $ref: '#/components/headers/Location' },
        'Retry-After': { $ref: '#/components/headers/RetryAfter' },
      };
    responses[status] = response;
  }
  for (const [status, codes] of [...problemCodes(route)].sort(([a], [b]) => a - b)) {
    const description = `${titles[status] ?? 'Problem'}: \`${[...new Set(codes)].join('`, `')}\``;
    responses[status] ??= {
      description,
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    };
  }
  return responses;
}

function operationOf(route: RouteContract): Json {
  const { access } = route;
  const who =
    access.kind === 'roles'
      ? `Roles: ${access.roles.join(', ')}.`
      : 'scope' in access
        ? `API key scope: \`${access.scope}\`.`
        : '';
  const where = route.listener === 'internal' ? 'In production on the internal listener only.' : '';
  const description = [route.description, who, where].filter(Boolean).join('\n\n');
  return {
    operationId: route.name.replace('.', '_'),
    tags: [route.name.split('.')[0]],
    summary: route.summary,
    ...(description ? { description } : {}),
    security: security[access.kind],
    parameters: parametersOf(route),
    ...(bodyOf(route) ? { requestBody: bodyOf(route) } : {}),
    responses: responsesOf(route),
  };
}

/** Webhook body: thin; `data` is the completion without what only other services need. */
function webhooks(): Json {
  const data = schemaOf(completionData.omit({ seq: true }));
  const told = commands.filter(({ internal }) => !internal);
  const entries = told.flatMap((command) =>
    jobEnds.map((end) => {
      const type = `${command.kind}.${end}`;
      const body = {
        type: 'object',
        required: ['type', 'timestamp', 'data'],
        properties: { type: { const: type }, timestamp: { type: 'string', format: 'date-time' }, data },
      };
      const post = {
        operationId: type.replaceAll(/[.-]/g, '_'),
        tags: ['webhooks'],
        summary: `${command.summary}: ${end}`,
        description: 'Signed as Standard Webhooks: `webhook-id`, `webhook-timestamp`, `webhook-signature`.',
        security: [],
        requestBody: { content: { 'application/json': { schema: body } } },
        responses: { '2XX': { description: 'Received; anything else is tried again' } },
      };
      return [type, { post }] as const;
    }),
  );
  return Object.fromEntries(entries);
}

export function openApi(version: string): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    paths[route.path] ??= {};
    (paths[route.path] as Json)[route.method] = operationOf(route);
  }
  const tags = [...new Set(routes.map((route) => route.name.split('.')[0] as string)), 'webhooks'];
  return {
    openapi: '3.1.0',
    info: {
      title: 'Scory',
      version,
      summary: 'Backend of learning apps',
      description:
        'JSON in snake_case, times in UTC, ids are UUIDv7. Success is `{success, data, metadata}`, failure is `application/problem+json`. Work that takes longer than a request is a job: poll it, stream it, wait for it, or take the webhook.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: 'http://localhost:5000', description: 'Local' }],
    tags: tags.map((name) => ({ name })),
    paths,
    webhooks: webhooks(),
    components: {
      schemas: sharedSchemas(),
      securitySchemes: {
        bearerAuth: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        apiKeyAuth: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
      },
      parameters: {
        IdempotencyKey: {
          name: 'Idempotency-Key',
          in: 'header',
          required: false,
          schema: { type: 'string', minLength: 1, maxLength: 255 },
          description: 'Repeating the request with the same key and body replays the first answer (24 h)',
        },
        Priority: {
          name: 'Priority',
          in: 'header',
          required: false,
          schema: { type: 'string', examples: ['u=7'] },
          description: 'RFC 9218: from `u=5` on the job is bulk work and never delays what is not',
        },
        NotBefore: {
          name: 'not_before',
          in: 'query',
          required: false,
          schema: { type: 'string', format: 'date-time' },
          description:
            'When the job may begin, RFC 3339, at most 30 days ahead; its deadline counts from then. A time that has passed means now.',
        },
        Prefer: {
          name: 'Prefer',
          in: 'header',
          required: false,
          schema: { type: 'string', examples: ['wait=30'] },
          description: '`wait=N`: answer when the job has ended, at most N (30) seconds later',
        },
      },
      headers: {
        Location: { description: 'The job', schema: { type: 'string' } },
        RetryAfter: {
          description: 'Seconds after which asking again is worth it',
          schema: { type: 'integer' },
        },
      },
    },
  };
}
