/** Taking an exam, its marks, what is thought of them, and what they say about the exam. */
import { z } from 'zod';
import { defineCommand, defineRoute, user } from '../define.ts';
import { id, idParams, jobResponses, pageMetadata, pageQuery, timestamp } from '../http.ts';
import { answerShapes, askedItem, item, itemSource } from './items.ts';

/** By the id of its item. What it holds is checked against the type of that item. */
const answers = z.record(id, z.union(Object.values(answerShapes)).nullable());

const markedBy = z.enum(['rule', 'model', 'offline', 'person']).meta({
  description:
    'rule: by its key alone; model: by the rubric; offline: by words in common, provisional until a person has seen it; person: by the author of the exam',
});

/** What one criterion of a rubric came to. */
export const criterionMark = z.object({
  id: z.string(),
  points: z.number(),
  points_max: z.number(),
  quote: z.string().nullable().meta({ description: 'Words of the answer that show it; they stand so in it' }),
  comment: z.string().nullable(),
});

/** Marks of one answer. The latest revision counts; earlier ones stay. */
export const mark = z.object({
  item_id: id,
  revision: z.int().min(1),
  points: z.number(),
  points_max: z.number(),
  marked_by: markedBy,
  provisional: z.boolean().meta({ description: 'A person is still to look at it' }),
  confidence: z.number().min(0).max(1).nullable(),
  criteria: z.array(criterionMark),
  feedback: z.string().nullable(),
  reread: z.array(itemSource.pick({ document_id: true, page: true, quote: true })).meta({
    description: 'Where the material says it',
  }),
  reason: z.string().nullable().meta({ description: 'Why it was marked anew' }),
  created_at: timestamp,
});
export type Mark = z.infer<typeof mark>;

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

const notFound = { 404: ['ATTEMPT_NOT_FOUND'] } as const;
const attemptParams = z.strictObject({ id, attempt_id: id });
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
    200: { description: 'The attempt in progress, or its marks', schema: attemptWithItems },
    201: { description: 'The attempt', schema: attemptWithItems },
  },
  problems: {
    404: ['EXAM_NOT_FOUND'],
    409: ['EXAM_NOT_OPEN', 'EXAM_CLOSED', 'ATTEMPTS_USED', ...answered[409]],
    422: [...answered[422]],
  },
  creates: true,
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
    200: { description: 'All of it is marked', schema: attemptWithItems },
  },
  problems: { ...notFound, ...answered },
  creates: true,
  acceptsJob: true,
});

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
  problems: { 404: ['EXAM_NOT_FOUND', 'APPEAL_NOT_FOUND'], 409: ['APPEAL_DECIDED'], 422: ['POINTS_INVALID'] },
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

export const getStatistics = defineRoute({
  name: 'exams.getStatistics',
  method: 'get',
  path: '/api/v1/exams/{id}/statistics',
  summary: 'How hard its questions were, and how well they tell apart who knows',
  description:
    'From the first marked attempt of each person. Classical test theory: difficulty is the mean share of points; discrimination the correlation of an item with the sum of the others.',
  access: user,
  params: idParams,
  responses: {
    200: {
      description: 'The statistics',
      schema: z.object({
        attempts: z.int(),
        mean: z.number().nullable(),
        standard_deviation: z.number().nullable(),
        reliability: z.number().nullable().meta({ description: "Cronbach's alpha" }),
        items: z.array(
          z.object({
            item_id: id,
            version: z.int(),
            answered: z.int(),
            difficulty: z.number().nullable(),
            discrimination: z.number().nullable(),
            options: z
              .record(z.string(), z.int())
              .nullable()
              .meta({ description: 'How often each was chosen' }),
          }),
        ),
      }),
    },
  },
  problems: { 404: ['EXAM_NOT_FOUND'] },
});

export const getGradebook = defineRoute({
  name: 'exams.getGradebook',
  method: 'get',
  path: '/api/v1/exams/{id}/gradebook',
  summary: 'The best attempt of everybody, as CSV',
  access: user,
  params: idParams,
  answer: 'stream',
  responses: { 200: { description: 'The file, as an attachment', contentType: 'text/csv' } },
  problems: { 404: ['EXAM_NOT_FOUND'] },
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
