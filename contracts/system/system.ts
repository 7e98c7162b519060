/** What operators and load balancers ask. */
import { z } from 'zod';
import { defineRoute, open } from '../define.ts';

const healthy = z.object({ status: z.literal('ok'), version: z.string(), uptime_seconds: z.number() });
const readiness = z.object({
  status: z.enum(['ready', 'degraded', 'unavailable']),
  checks: z.record(z.string(), z.object({ ok: z.boolean(), ms: z.number() })),
});

export const getHealth = defineRoute({
  name: 'system.getHealth',
  method: 'get',
  path: '/health',
  summary: 'Whether the process lives',
  access: open,
  answer: 'bare',
  responses: { 200: { description: 'It lives', schema: healthy } },
});

export const getReady = defineRoute({
  name: 'system.getReady',
  method: 'get',
  path: '/ready',
  summary: 'Whether the process can serve, dependency by dependency',
  description:
    'Without PostgreSQL it cannot (503). Without RabbitMQ, Redis or the object store it is degraded: jobs are accepted and wait, caches miss, documents cannot be read or uploaded.',
  access: open,
  answer: 'bare',
  responses: {
    200: { description: 'It serves, perhaps degraded', schema: readiness },
    503: { description: 'It cannot serve', schema: readiness },
  },
});

export const getMetrics = defineRoute({
  name: 'system.getMetrics',
  method: 'get',
  path: '/metrics',
  summary: 'Prometheus metrics',
  access: open,
  answer: 'stream',
  listener: 'internal',
  responses: { 200: { description: 'Exposition format', contentType: 'text/plain' } },
});
