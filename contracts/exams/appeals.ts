/** What people think of marks: appeals, review, and marks by hand. */
import { z } from 'zod';
import { defineRoute, user } from '../define.ts';
import { id, idParams, pageMetadata, pageQuery, timestamp } from '../http.ts';
import { attemptParams, notFound } from './attempts.ts';
import { mark } from './marks.ts';

export const appeal = z.object({
  id,
  attempt_id: id,
  item_id: id,
  user_id: id,
  status: z.enum(['open', 'upheld', 'rejected']),
  text: z.string(),
  decision: z.string().nullable(),
  created_at: timestamp,
  decided_at: timestamp.nullable(),
});
export type AppealView = z.infer<typeof appeal>;

export const postAppeal = defineRoute({
  name: 'exams.postAppeal',
  method: 'post',
  path: '/api/v1/exams/{id}/attempts/{attempt_id}/appeals',
  summary: 'Object to the marks of an answer',
  access: user,
  params: attemptParams,
  body: z.strictObject({ item_id: id, text: z.string().trim().min(1).max(3_000) }),
  responses: { 201: { description: 'The appeal', schema: appeal } },
  problems: { ...notFound, 409: ['ATTEMPT_NOT_MARKED', 'APPEAL_OPEN'], 422: ['ITEM_UNKNOWN'] },
  creates: true,
});

export const listAppeals = defineRoute({
  name: 'exams.listAppeals',
  method: 'get',
  path: '/api/v1/exams/{id}/appeals',
  summary: 'Appeals against the marks of an exam',
  description:
    'Your own; its author sees those of all. Provisional marks that wait for a person are in `review`.',
  access: user,
  params: idParams,
  query: pageQuery.extend({ status: appeal.shape.status.optional() }),
  responses: { 200: { description: 'One page', schema: z.array(appeal) } },
  metadata: pageMetadata,
  problems: { 400: ['CURSOR_INVALID'], 404: ['EXAM_NOT_FOUND'] },
});

export const decideAppeal = defineRoute({
  name: 'exams.decideAppeal',
  method: 'post',
  path: '/api/v1/exams/{id}/appeals/{appeal_id}/decide',
  summary: 'Decide on an appeal',
  description:
    'Where it is upheld, `points` are written as a new revision of the mark; the old one stays on record.',
  access: user,
  params: z.strictObject({ id, appeal_id: id }),
  body: z
    .strictObject({
      status: z.enum(['upheld', 'rejected']),
      decision: z.string().trim().min(1).max(3_000),
      points: z.number().min(0).max(1_000).optional(),
    })
    .refine(({ status, points }) => (status === 'upheld') === (points !== undefined), {
      error: 'belongs to an appeal that is upheld, and to no other',
      path: ['points'],
    }),
  responses: { 200: { description: 'The appeal', schema: appeal } },
  problems: { 404: ['APPEAL_NOT_FOUND'], 409: ['APPEAL_DECIDED'], 422: ['POINTS_INVALID'] },
});

export const listReview = defineRoute({
  name: 'exams.listReview',
  method: 'get',
  path: '/api/v1/exams/{id}/review',
  summary: 'Answers that a person should look at',
  description:
    'Provisional marks and those that two gradings disagreed about, like answers beside each other.',
  access: user,
  params: idParams,
  query: pageQuery,
  responses: {
    200: {
      description: 'One page',
      schema: z.array(z.object({ attempt_id: id, user_id: id, item_id: id, answer: z.string(), mark })),
    },
  },
  metadata: pageMetadata,
  problems: { 400: ['CURSOR_INVALID'], 404: ['EXAM_NOT_FOUND'] },
});

export const putMark = defineRoute({
  name: 'exams.putMark',
  method: 'put',
  path: '/api/v1/exams/{id}/attempts/{attempt_id}/marks/{item_id}',
  summary: 'Mark an answer yourself',
  description: 'By the author of the exam. A new revision; earlier ones stay.',
  access: user,
  params: z.strictObject({ id, attempt_id: id, item_id: id }),
  body: z.strictObject({
    points: z.number().min(0).max(1_000),
    feedback: z.string().max(3_000).optional(),
    reason: z.string().trim().min(1).max(1_000),
  }),
  responses: { 200: { description: 'The mark as it counts now', schema: mark } },
  problems: { ...notFound, 409: ['ATTEMPT_NOT_MARKED'], 422: ['ITEM_UNKNOWN', 'POINTS_INVALID'] },
});

export const listMarks = defineRoute({
  name: 'exams.listMarks',
  method: 'get',
  path: '/api/v1/exams/{id}/attempts/{attempt_id}/marks/{item_id}',
  summary: 'Every revision of the mark of an answer, the latest first',
  access: user,
  params: z.strictObject({ id, attempt_id: id, item_id: id }),
  responses: { 200: { description: 'The revisions', schema: z.array(mark) } },
  problems: { ...notFound, 422: ['ITEM_UNKNOWN'] },
});
