/** Reading, waiting for, streaming and cancelling jobs. */
import { z } from 'zod';
import { defineRoute, defineSubscription, user } from '../define.ts';
import { idParams, job, jobStatus, pageMetadata, pageQuery } from '../http.ts';
import { jobWithTimeline } from './timeline.ts';

export const getJob = defineRoute({
  name: 'jobs.getJob',
  method: 'get',
  path: '/api/v1/jobs/{id}',
  summary: 'Read a job',
  description:
    'Answers 304 to a matching `If-None-Match`. `Prefer: wait=N` (at most 30 s) answers as soon as the job has ended. `Retry-After` says when asking again is worth it. `include=timeline` adds what happened to the job, and when.',
  access: user,
  params: idParams,
  query: z.strictObject({ include: z.enum(['timeline']).optional() }),
  responses: {
    200: { description: 'The job', schema: jobWithTimeline },
    202: {
      description: 'The job as it stands, where the wait was over before it had ended',
      schema: jobWithTimeline,
    },
    304: { description: 'Nothing changed since the ETag that was sent' },
  },
  problems: { 404: ['JOB_NOT_FOUND'] },
});

export const listJobs = defineRoute({
  name: 'jobs.listJobs',
  method: 'get',
  path: '/api/v1/jobs',
  summary: 'List your jobs, newest first',
  description:
    'The parts that a job was divided into are listed with `parent`, the id of that job, and only then.',
  access: user,
  query: pageQuery.extend({
    kind: z.string().max(100).optional(),
    status: jobStatus.optional(),
    parent: z.uuid().optional(),
  }),
  responses: { 200: { description: 'One page', schema: z.array(job) } },
  metadata: pageMetadata,
  problems: { 400: ['CURSOR_INVALID'] },
});

export const cancelJob = defineRoute({
  name: 'jobs.cancelJob',
  method: 'post',
  path: '/api/v1/jobs/{id}/cancel',
  summary: 'Cancel a job',
  description:
    'A queued job ends at once, a running one is asked to stop (`cancelling`), an ended one stays as it is.',
  access: user,
  params: idParams,
  responses: { 200: { description: 'The job as it stands now', schema: job } },
  problems: { 404: ['JOB_NOT_FOUND'] },
});

export const streamJob = defineRoute({
  name: 'jobs.streamJob',
  method: 'get',
  path: '/api/v1/jobs/{id}/events',
  summary: 'Stream a job (server-sent events)',
  description:
    'Sends the whole job as a `job` event whenever it changes, with its `seq` as event id, and closes after the end. `Last-Event-ID` resumes: what the client has seen is not sent again. Clients that cannot send headers pass a one-use `ticket`.',
  access: user,
  params: idParams,
  query: z.strictObject({ ticket: z.string().max(200).optional() }),
  answer: 'stream',
  responses: { 200: { description: 'A stream of `job` events', contentType: 'text/event-stream' } },
  problems: { 404: ['JOB_NOT_FOUND'] },
});

/** Moves the jobs of an anonymous session to the account it signed in to. */
export const jobsOwnerMerged = defineSubscription({
  name: 'jobs.owner-merged',
  patterns: ['identity.owner-merged'],
  summary: 'Jobs follow their owner',
});

export const postTicket = defineRoute({
  name: 'jobs.postTicket',
  method: 'post',
  path: '/api/v1/live/tickets',
  summary: 'Get a one-use ticket for a live connection',
  description:
    'For EventSource and browser WebSocket clients, which cannot send an Authorization header. Valid for 30 s.',
  access: user,
  responses: {
    201: { description: 'The ticket', schema: z.object({ ticket: z.string(), expires_in: z.int() }) },
  },
});
