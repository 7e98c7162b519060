/** Jobs of all owners and the kinds they are of, for operators. What is looked at or changed here is in the audit log. */
import { z } from 'zod';
import { defineRoute, roles } from '../define.ts';
import { id, idParams, job, jobStatus, pageMetadata, pageQuery, timestamp } from '../http.ts';
import { timelineEntry } from './timeline.ts';

const forOperators = { access: roles('admin'), listener: 'internal' } as const;

/** Where a job that has not ended is. The states of the metric `scory_jobs_open`. */
const places = [
  'delayed',
  'waiting',
  'being_sent',
  'in_broker',
  'running',
  'for_parts',
  'cancelling',
] as const;

const adminJob = job.omit({ result: true, warnings: true, metadata: true, links: true }).extend({
  owner_id: id,
  role: z.string().meta({ description: 'Of whoever asked for it' }),
  api_key_id: id.nullable(),
  lane: z.string(),
  runs: z.int().meta({ description: 'Starts; `attempt` counts tries that failed' }),
  place: z.enum(places).nullable().meta({
    description:
      'PostgreSQL holds it until a time (`delayed`) or its turn (`waiting`), it is on its way to or in RabbitMQ, at work, or waits for its parts. Null once it has ended',
  }),
  due_at: timestamp.nullable().meta({ description: 'When the clock looks at it again' }),
  sent_at: timestamp.nullable().meta({ description: 'Since when RabbitMQ has it' }),
  traceparent: z.string().nullable(),
  parent_id: id.nullable().meta({ description: 'The job it is a part of' }),
});
export type AdminJob = z.infer<typeof adminJob>;
const adminJobWithTimeline = adminJob.extend({
  timeline: z.array(timelineEntry).meta({ description: 'What happened to it, oldest first' }),
});
export type AdminJobWithTimeline = z.infer<typeof adminJobWithTimeline>;

const filters = {
  kind: z.string().min(1).max(100).optional(),
  code: z.string().min(1).max(100).optional().meta({ description: 'Of the error it has' }),
  since: timestamp.optional().meta({ description: 'Accepted then or later' }),
  owner_id: z.uuid().optional(),
  trace_id: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .optional(),
  lane: z.enum(['normal', 'bulk']).optional(),
};

export const listAllJobs = defineRoute({
  ...forOperators,
  name: 'jobs.listAllJobs',
  method: 'get',
  path: '/api/v1/admin/jobs',
  summary: 'List jobs of all owners, newest first',
  description: 'Parts of jobs are among them. What owners sent and got is not shown.',
  query: pageQuery.extend({ ...filters, status: jobStatus.optional() }),
  responses: { 200: { description: 'One page', schema: z.array(adminJob) } },
  metadata: pageMetadata,
  problems: { 400: ['CURSOR_INVALID'] },
});

export const getAnyJob = defineRoute({
  ...forOperators,
  name: 'jobs.getAnyJob',
  method: 'get',
  path: '/api/v1/admin/jobs/{id}',
  summary: 'Read a job of any owner',
  description: 'All but what its owner sent and got; with its timeline.',
  params: idParams,
  responses: { 200: { description: 'The job', schema: adminJobWithTimeline } },
  problems: { 404: ['JOB_NOT_FOUND'] },
});

/** Ids, or filters that say whose or which jobs are meant; a status or a lane alone would mean nearly all there are. */
const selection = <S extends string>(statuses: readonly [S, ...S[]]) =>
  z
    .strictObject({
      ids: z.array(z.uuid()).min(1).max(1_000).optional(),
      ...filters,
      status: z.enum(statuses).optional(),
      limit: z.int().min(1).max(10_000).default(1_000).meta({ description: 'Of what filters find' }),
    })
    .refine(({ ids, limit: _limit, ...given }) => {
      const { status, lane, ...telling } = given;
      const named = (of: object): boolean => Object.values(of).some((value) => value !== undefined);
      return ids ? !named(given) : named(telling);
    }, 'must name either ids, or at least one of kind, code, since, owner_id and trace_id');

const found = z.int().meta({ description: 'Jobs that the ids or filters named, up to `limit`' });
const more = z
  .boolean()
  .meta({ description: 'There were more than `limit`: the same again goes on with them' });

export const retryJobs = defineRoute({
  ...forOperators,
  name: 'jobs.retryJobs',
  method: 'post',
  path: '/api/v1/admin/jobs/retry',
  summary: 'Let jobs that did not succeed begin anew',
  description:
    "By filters: what failed or expired, the oldest first; cancelled jobs only where `status` says so. By ids: also cancelled ones. They wait for their owners' turns with all their tries and a deadline as long as the first. Parts of jobs begin anew with the whole only. Jobs change by the hundred: after a failure in between, the same again does the rest.",
  body: selection(['failed', 'expired', 'cancelled']),
  responses: {
    200: {
      description: 'What was done',
      schema: z.object({
        found,
        retried: z.int(),
        parts: z.int().meta({ description: 'Of those found: parts of other jobs, which stay as they are' }),
        more,
      }),
    },
  },
});

export const cancelJobs = defineRoute({
  ...forOperators,
  name: 'jobs.cancelJobs',
  method: 'post',
  path: '/api/v1/admin/jobs/cancel',
  summary: 'Cancel jobs that have not ended',
  description:
    'The oldest first. What has not begun ends at once, what runs is asked to stop, what has ended stays as it is. Filters find whole jobs, whose parts end with them. Jobs change by the hundred: after a failure in between, the same again does the rest.',
  body: selection(['queued', 'running']),
  responses: {
    200: {
      description: 'What was done',
      schema: z.object({
        found,
        cancelled: z.int(),
        cancelling: z.int().meta({ description: 'Running ones that were asked to stop' }),
        more,
      }),
    },
  },
});

const pause = z.object({
  kind: z.string(),
  paused: z.boolean(),
  reason: z.string().nullable(),
  paused_at: timestamp.nullable(),
});

const count = z.int();
const jobKind = pause.extend({
  jobs: z
    .object({
      delayed: count,
      waiting: count,
      being_sent: count,
      in_broker: count,
      running: count,
      for_parts: count,
      cancelling: count,
    })
    .meta({ description: 'Where PostgreSQL says that its open jobs are; 100,000 are counted in all' }),
  broker: z.object({ ready: z.int(), consumers: z.int() }).nullable().meta({
    description:
      'What RabbitMQ says of its queue: messages that no process holds, and processes that take them. Null where it does not answer',
  }),
});
export type JobKindView = z.infer<typeof jobKind>;

export const listJobKinds = defineRoute({
  ...forOperators,
  name: 'jobs.listJobKinds',
  method: 'get',
  path: '/api/v1/admin/job-kinds',
  summary: 'Where the jobs of each kind are, in PostgreSQL and in RabbitMQ',
  responses: { 200: { description: 'Every kind', schema: z.array(jobKind) } },
  metadata: z.object({
    outbox_events: z.int().meta({ description: 'Events that have not left for RabbitMQ' }),
    dead_letters: z.int().nullable().meta({ description: 'Null where RabbitMQ does not answer' }),
  }),
});

export const putPaused = defineRoute({
  ...forOperators,
  name: 'jobs.putPaused',
  method: 'put',
  path: '/api/v1/admin/job-kinds/{kind}/paused',
  summary: 'Pause or resume a kind of jobs',
  description:
    'The switch against spending. Jobs of a paused kind are accepted and wait; those that run end. Every process knows within a second.',
  params: z.strictObject({ kind: z.string().min(1).max(100) }),
  body: z.strictObject({
    paused: z.boolean(),
    reason: z
      .string()
      .trim()
      .min(1)
      .max(500)
      .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters')
      .nullable()
      .default(null),
  }),
  responses: { 200: { description: 'The kind as it is now', schema: pause } },
  problems: { 404: ['KIND_NOT_FOUND'] },
});
export type PauseView = z.infer<typeof pause>;
