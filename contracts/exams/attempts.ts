/** Taking an exam. */
import { z } from 'zod';
import { defineCommand, defineRoute, defineSubscription, user } from '../define.ts';
import { id, idParams, job, jobResponses, pageMetadata, pageQuery, timestamp } from '../http.ts';
import { answerShapes, askedItem, item } from './items.ts';
import { mark } from './marks.ts';

/** By the id of its item. What it holds is checked against the type of that item. */
const answers = z.record(id, z.union(Object.values(answerShapes)).nullable());

const attemptStatus = z.enum(['in_progress', 'submitted', 'marked']).meta({
  description: 'submitted: what can be marked by rule is, the rest is being marked',
});

export const attempt = z.object({
  id,
  exam_id: id,
  exam_title: z.string(),
  number: z.int().min(1),
  status: attemptStatus,
  started_at: timestamp,
  due_at: timestamp.nullable(),
  submitted_at: timestamp.nullable(),
  marked_at: timestamp.nullable(),
  saved_seq: z.int().meta({ description: 'Grows with every save' }),
  points: z.number().nullable(),
  points_max: z.number(),
  provisional: z.boolean(),
  job_id: id.nullable(),
  links: z.object({ self: z.string(), exam: z.string(), job: z.string().nullable() }),
});
export type AttemptView = z.infer<typeof attempt>;

export const attemptWithItems = attempt.extend({
  items: z.array(askedItem).meta({ description: 'In the order of this attempt' }),
  answers,
  marks: z.array(mark).meta({ description: 'Empty before it is submitted' }),
  keys: z.array(item).nullable().meta({
    description: 'With their keys, once the attempt is marked and the exam shows them',
  }),
});
export type AttemptWithItems = z.infer<typeof attemptWithItems>;

export const notFound = { 404: ['ATTEMPT_NOT_FOUND'] } as const;
export const attemptParams = z.strictObject({ id, attempt_id: id });
const answered = {
  409: ['ATTEMPT_SUBMITTED', 'TIME_OVER'],
  422: ['ITEM_UNKNOWN', 'ANSWER_INVALID'],
} as const;
/** Essays of a whole exam; a longer answer is refused for what it is. */
const bodyLimitBytes = 1_000_000;

export const startAttempt = defineRoute({
  name: 'exams.startAttempt',
  method: 'post',
  path: '/api/v1/exams/{id}/attempts',
  summary: 'Begin an exam',
  description:
    'One that was published for you, or one of your own to try it. Who has one in progress gets that again. With `answers` and `submit` it is begun, answered and submitted in one request.',
  access: user,
  params: idParams,
  body: z.strictObject({ answers: answers.optional(), submit: z.boolean().default(false) }),
  bodyLimitBytes,
  responses: {
    ...jobResponses,
    200: {
      description: 'The attempt in progress, or its marks; its job where the client waited for it',
      schema: z.union([attemptWithItems, job]),
    },
    201: { description: 'The attempt', schema: attemptWithItems },
  },
  problems: {
    404: ['EXAM_NOT_FOUND'],
    409: ['EXAM_NOT_OPEN', 'EXAM_CLOSED', 'ATTEMPTS_USED', ...answered[409]],
    422: [...answered[422]],
  },
  creates: true,
  acceptsJob: true,
});

export const listAttempts = defineRoute({
  name: 'exams.listAttempts',
  method: 'get',
  path: '/api/v1/exams/{id}/attempts',
  summary: 'Attempts at an exam',
  description: 'Your own; its author sees those of all.',
  access: user,
  params: idParams,
  query: pageQuery,
  responses: { 200: { description: 'One page', schema: z.array(attempt.extend({ user_id: id })) } },
  metadata: pageMetadata,
  problems: { 400: ['CURSOR_INVALID'], 404: ['EXAM_NOT_FOUND'] },
});

export const getAttempt = defineRoute({
  name: 'exams.getAttempt',
  method: 'get',
  path: '/api/v1/exams/{id}/attempts/{attempt_id}',
  summary: 'An attempt: its questions, your answers, its marks',
  description: 'Of whoever made it, and of the author of the exam once it is submitted.',
  access: user,
  params: attemptParams,
  responses: { 200: { description: 'The attempt', schema: attemptWithItems } },
  problems: notFound,
});

export const saveAnswers = defineRoute({
  name: 'exams.saveAnswers',
  method: 'put',
  path: '/api/v1/exams/{id}/attempts/{attempt_id}/answers',
  summary: 'Save answers',
  description:
    'Those that are named; null takes one back. `saved_seq` is the one last seen: where another window has saved since, 409 says so.',
  access: user,
  params: attemptParams,
  body: z.strictObject({ answers, saved_seq: z.int().min(0).optional() }),
  bodyLimitBytes,
  responses: { 200: { description: 'The attempt', schema: attempt } },
  problems: { ...notFound, ...answered, 409: [...answered[409], 'ANSWERS_OUTDATED'] },
});

export const submitAttempt = defineRoute({
  name: 'exams.submitAttempt',
  method: 'post',
  path: '/api/v1/exams/{id}/attempts/{attempt_id}/submit',
  summary: 'Submit an attempt',
  description:
    'What can be marked by rule is marked in the answer; open answers by a job. Submitting again answers the same.',
  access: user,
  params: attemptParams,
  body: z.strictObject({ answers: answers.optional() }),
  bodyLimitBytes,
  responses: {
    ...jobResponses,
    200: {
      description: 'All of it is marked; or its job where the client waited for it',
      schema: z.union([attemptWithItems, job]),
    },
  },
  problems: { ...notFound, ...answered },
  creates: true,
  acceptsJob: true,
});

/** Marks the open answers of an attempt. */
export const gradeCommand = defineCommand({
  kind: 'exams.grade',
  summary: 'Mark the open answers of an attempt',
  data: z.object({ attempt_id: id, exam_id: id }),
  result: z.object({
    attempt_id: id,
    exam_id: id,
    points: z.number(),
    points_max: z.number(),
    provisional: z.boolean(),
  }),
  metadata: z.object({
    ai_model: z.string().nullable(),
    tokens_used: z.int(),
    cost_usd: z.number(),
    processing_time_ms: z.int(),
  }),
  deadlineSeconds: 3_600,
  resource: { type: 'attempt', path: '/api/v1/exams/{exam_id}/attempts/{id}', idField: 'attempt_id' },
});

/** No attempt waits for ever: where its job ends without marks, open answers are marked provisionally. */
export const gradeFailures = defineSubscription({
  name: 'exams.grade-failures',
  patterns: ['exams.grade.failed', 'exams.grade.cancelled', 'exams.grade.expired'],
  summary: 'Marks open answers provisionally where no model did',
});
