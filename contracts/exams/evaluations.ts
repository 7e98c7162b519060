/** Marking answers that other systems have collected, and how generation and marking fare. */
import { z } from 'zod';
import { defineCommand, defineRoute, open, user, userOrApiKey } from '../define.ts';
import { job, jobResponses, reference } from '../http.ts';
import { answerShapes, itemShapes, itemType, rubric } from './items.ts';
import { criterionMark } from './marks.ts';

const name = z.string().min(1).max(100).meta({ description: "The caller's own; unique in the request" });

const question = z.strictObject({
  id: name,
  type: itemType,
  stem: z.string().trim().min(1).max(3_000),
  marks: z.number().positive().max(100),
  body: z.union(itemType.options.map((type) => itemShapes[type].body)).default({}),
  key: z.union(itemType.options.map((type) => itemShapes[type].key)),
});

const given = z.strictObject({
  id: name,
  question_id: name,
  answer: z.union(Object.values(answerShapes)).nullable(),
});

export const evaluationRequest = z.strictObject({
  questions: z.array(question).min(1).max(100),
  answers: z.array(given).min(1).max(1_000),
  language: z
    .string()
    .regex(/^[a-z]{2}$/)
    .optional(),
  reference,
});
export type EvaluationRequest = z.output<typeof evaluationRequest>;

export const evaluationMark = z.object({
  answer_id: z.string(),
  question_id: z.string(),
  points: z.number(),
  points_max: z.number(),
  marked_by: z.enum(['rule', 'model', 'offline']),
  provisional: z.boolean(),
  confidence: z.number().min(0).max(1).nullable(),
  criteria: z.array(criterionMark),
  feedback: z.string().nullable(),
});
export type EvaluationMark = z.infer<typeof evaluationMark>;

export const evaluation = z.object({
  marks: z.array(evaluationMark).meta({ description: 'In the order of the answers' }),
  disagreement: z.object({ graded_twice: z.int(), mean_difference: z.number().nullable() }).meta({
    description: 'Of a sample that was marked twice: how far both are apart, as a share of the points',
  }),
});
export type Evaluation = z.infer<typeof evaluation>;

export const postEvaluation = defineRoute({
  name: 'exams.postEvaluation',
  method: 'post',
  path: '/api/v1/evaluations',
  summary: 'Mark a batch of answers',
  description:
    'To questions that come with them. Where all can be marked by rule the marks are in the answer (200); open answers are marked by a job, several of one question at a time. What stands in an answer is never taken for an instruction.',
  access: userOrApiKey('evaluations'),
  body: evaluationRequest,
  bodyLimitBytes: 4_000_000,
  responses: {
    ...jobResponses,
    200: {
      description: 'The marks; or the job where the client waited for it',
      schema: z.union([evaluation, job]),
    },
  },
  problems: { 422: ['QUESTION_INVALID', 'QUESTION_UNKNOWN', 'ANSWER_INVALID'] },
  creates: true,
  acceptsJob: true,
  rateLimit: { points: 120, windowSeconds: 60 },
});

const metadata = z.object({
  ai_model: z.string().nullable(),
  tokens_used: z.int(),
  cost_usd: z.number(),
  processing_time_ms: z.int(),
});

export const evaluateCommand = defineCommand({
  kind: 'exams.evaluate',
  summary: 'Mark a batch of answers',
  data: z.object({ request: evaluationRequest }),
  result: evaluation,
  metadata,
  deadlineSeconds: 3_600,
});

/** Some answers to one question. */
export const markBatchCommand = defineCommand({
  kind: 'exams.mark-batch',
  summary: 'Mark some answers to one question',
  data: z.object({
    question: z.object({
      stem: z.string(),
      marks: z.number().positive(),
      rubric,
      model_answer: z.string(),
      language: z.string().nullable(),
    }),
    answers: z.array(z.string()).min(1).max(10),
    /** Whether they are of the sample that is marked twice. */
    twice: z.boolean(),
  }),
  result: z.object({
    markings: z.array(z.unknown()).meta({ description: 'In the order of the answers' }),
    ai_model: z.string().nullable(),
    tokens_used: z.int(),
    cost_usd: z.number(),
    cached: z.int().meta({ description: 'How many had been marked before' }),
  }),
  metadata: z.object({}),
  deadlineSeconds: 1_800,
});

const health = z.object({
  status: z.enum(['healthy', 'degraded']),
  service: z.string(),
  queue: z.object({ waiting: z.int(), running: z.int() }),
});

const stats = z.object({
  total: z.int(),
  last_24_hours: z.int(),
  mean_duration_ms: z.number().nullable(),
  cache_hit_rate: z.number().nullable(),
  cost_usd: z.number(),
});

const openHealth = (service: 'questions' | 'evaluation') =>
  defineRoute({
    name: `exams.${service}Health`,
    method: 'get',
    path: `/api/${service}/health`,
    summary: service === 'questions' ? 'Whether questions are made' : 'Whether answers are marked',
    access: open,
    answer: 'bare',
    responses: { 200: { description: 'How it is', schema: health } },
  });

export const questionsHealth = openHealth('questions');
export const evaluationHealth = openHealth('evaluation');

export const questionsStats = defineRoute({
  name: 'exams.questionsStats',
  method: 'get',
  path: '/api/questions/stats',
  summary: 'Your questions in figures',
  access: user,
  responses: {
    200: { description: 'The figures', schema: stats.extend({ by_type: z.record(z.string(), z.int()) }) },
  },
});

export const evaluationStats = defineRoute({
  name: 'exams.evaluationStats',
  method: 'get',
  path: '/api/evaluation/stats',
  summary: 'Your marked answers in figures',
  access: user,
  responses: { 200: { description: 'The figures', schema: stats } },
});
