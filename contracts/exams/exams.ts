/** Exams: made from the material, corrected by their author, published, exported. */
import { z } from 'zod';
import { defineCommand, defineRoute, defineSubscription, roles, user } from '../define.ts';
import {
  id,
  idParams,
  jobResponses,
  pageMetadata,
  pageQuery,
  reference,
  timestamp,
  type warning,
} from '../http.ts';
import { bloomLevel, difficulty, item, itemDraft, itemType } from './items.ts';

/** Of one exam. */
export const itemsMax = 200;

const counts = z
  .partialRecord(itemType, z.int().min(0).max(itemsMax))
  .refine((all) => Object.values(all).some((count) => count > 0), 'must ask for a question')
  .refine(
    (all) => Object.values(all).reduce((sum, count) => sum + count, 0) <= itemsMax,
    `must not ask for more than ${itemsMax} questions`,
  );

/** The seed's default: multiple choice and theory. */
export const defaultCounts = { mcq: 10, short_answer: 3, essay: 2 } as const;

export const examRequest = z
  .strictObject({
    title: z.string().trim().min(1).max(300).optional(),
    document_ids: z.array(id).min(1).max(20).optional(),
    topics: z.array(z.string().trim().min(1).max(200)).min(1).max(20).optional(),
    faculty_id: id.optional(),
    semester_id: id.optional(),
    counts: counts.default({ ...defaultCounts }),
    difficulty: z.union([difficulty, z.literal('mixed')]).default('mixed'),
    bloom: z.array(bloomLevel).min(1).max(6).optional().meta({
      description: 'Levels that questions may have; by default what suits their type and difficulty',
    }),
    language: z
      .string()
      .regex(/^[a-z]{2}$/)
      .optional()
      .meta({
        description: 'ISO 639-1; by default that of the material',
      }),
    marks: z.number().positive().max(10_000).optional().meta({
      description: 'Of the whole exam, shared out by type and difficulty',
    }),
    seed: z
      .int()
      .min(0)
      .max(2 ** 31 - 1)
      .optional()
      .meta({
        description: 'The same request with the same seed is planned the same way',
      }),
    exclude_recent: z.boolean().default(false).meta({
      description: 'Leaves out questions like those of your exams of the last 90 days',
    }),
    reference,
  })
  .refine(({ document_ids, topics }) => document_ids !== undefined || topics !== undefined, {
    error: 'names documents, topics or both',
    path: ['document_ids'],
  });
export type ExamRequest = z.output<typeof examRequest>;

/** What one question is to be: a cell of the plan. */
export const slot = z.object({
  number: z.int().min(1),
  type: itemType,
  topic: z.string(),
  bloom: bloomLevel,
  difficulty,
  marks: z.number().positive(),
});
export type Slot = z.infer<typeof slot>;

export const gateName = z.enum([
  'shape',
  'grounding',
  'single_key',
  'option_cues',
  'duplicate',
  'leak',
  'self_contained',
]);
export type GateName = z.infer<typeof gateName>;

/** What became of the plan. */
export const examReport = z.object({
  asked: z.int(),
  made: z.int(),
  missing: z.array(slot.pick({ number: true, type: true, topic: true }).extend({ reason: z.string() })),
  rejected: z
    .partialRecord(gateName, z.int())
    .meta({ description: 'Questions that a gate turned away, by gate' }),
  model_calls: z.int(),
  tokens_used: z.int(),
  cost_usd: z.number(),
  blind_solver: z.string().nullable().meta({
    description: 'The model that answered the questions without their key; null where none was asked',
  }),
  from_cache: z.boolean(),
});
export type ExamReport = z.infer<typeof examReport>;

const examStatus = z.enum(['generating', 'draft', 'published', 'failed']);

/** Who may take an exam, when, and how often. */
export const publication = z
  .strictObject({
    audience: z.enum(['faculty', 'semester', 'users']),
    faculty_id: id.optional(),
    semester_id: id.optional(),
    user_ids: z.array(id).min(1).max(5_000).optional(),
    opens_at: timestamp.optional(),
    closes_at: timestamp.optional(),
    attempts_allowed: z.int().min(1).max(20).default(1),
    time_limit_seconds: z.int().min(30).max(86_400).optional(),
    shuffle: z.boolean().default(true),
    show_key: z.enum(['after_marking', 'after_close', 'never']).default('after_close'),
  })
  .refine(({ audience, faculty_id }) => audience !== 'faculty' || faculty_id !== undefined, {
    error: 'names the faculty',
    path: ['faculty_id'],
  })
  .refine(({ audience, semester_id }) => audience !== 'semester' || semester_id !== undefined, {
    error: 'names the semester',
    path: ['semester_id'],
  })
  .refine(({ audience, user_ids }) => audience !== 'users' || user_ids !== undefined, {
    error: 'names the users',
    path: ['user_ids'],
  })
  .refine(
    ({ opens_at, closes_at }) => !opens_at || !closes_at || Date.parse(opens_at) < Date.parse(closes_at),
    {
      error: 'must be after opens_at',
      path: ['closes_at'],
    },
  );
export type Publication = z.output<typeof publication>;

const publicationView = z.object({
  audience: z.enum(['faculty', 'semester', 'users']),
  faculty_id: id.nullable(),
  semester_id: id.nullable(),
  user_ids: z.array(id).nullable(),
  opens_at: timestamp.nullable(),
  closes_at: timestamp.nullable(),
  attempts_allowed: z.int(),
  time_limit_seconds: z.int().nullable(),
  shuffle: z.boolean(),
  show_key: z.enum(['after_marking', 'after_close', 'never']),
  published_at: timestamp,
});

export const exam = z.object({
  id,
  status: examStatus,
  revision: z.int().meta({ description: 'Grows with every change of its questions' }),
  title: z.string(),
  language: z.string().nullable(),
  seed: z.int(),
  marks: z.number(),
  item_count: z.int(),
  job_id: id,
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  created_at: timestamp,
  updated_at: timestamp,
  publication: publicationView.nullable(),
  links: z.object({ self: z.string(), job: z.string(), attempts: z.string() }),
});
export type ExamView = z.infer<typeof exam>;

export const examWithItems = exam.extend({
  request: z.record(z.string(), z.unknown()),
  items: z.array(item),
  report: examReport.nullable(),
});
export type ExamWithItems = z.infer<typeof examWithItems>;

const notFound = { 404: ['EXAM_NOT_FOUND'] } as const;
const teachers = roles('academic', 'admin');

export const postExam = defineRoute({
  name: 'exams.postExam',
  method: 'post',
  path: '/api/v1/exams',
  summary: 'Make an exam from documents or topics',
  description:
    'Plans it over well-spread passages of the material and has its questions made five at a time, side by side. Every question quotes the words that it rests on, which stand so on the page that it names. What the material does not bear is reported, never padded. Answers with the job; the exam is a draft that only you see.',
  access: user,
  body: examRequest,
  bodyLimitBytes: 200_000,
  responses: jobResponses,
  metadata: z.object({ exam_id: id }),
  problems: { 404: ['DOCUMENT_NOT_FOUND'], 409: ['DOCUMENT_NOT_READY'] },
  creates: true,
  acceptsJob: true,
  rateLimit: { points: 60, windowSeconds: 60 },
});

export const listExams = defineRoute({
  name: 'exams.listExams',
  method: 'get',
  path: '/api/v1/exams',
  summary: 'Your exams, newest first',
  description: '`role=taker` lists those that were published for you instead of those that you made.',
  access: user,
  query: pageQuery.extend({
    status: examStatus.optional(),
    role: z.enum(['author', 'taker']).default('author'),
  }),
  responses: { 200: { description: 'One page', schema: z.array(exam) } },
  metadata: pageMetadata,
  problems: { 400: ['CURSOR_INVALID'] },
});

export const getExam = defineRoute({
  name: 'exams.getExam',
  method: 'get',
  path: '/api/v1/exams/{id}',
  summary: 'An exam of yours, with its questions and their keys',
  description: 'Its author alone sees it so; who takes it starts an attempt.',
  access: user,
  params: idParams,
  responses: { 200: { description: 'The exam', schema: examWithItems } },
  problems: notFound,
});

export const putExam = defineRoute({
  name: 'exams.putExam',
  method: 'put',
  path: '/api/v1/exams/{id}',
  summary: 'Correct an exam',
  description:
    'Its title and all of its questions in their new order. A question that was changed becomes a new version of itself; one that is left out leaves the exam and stays in the item bank. `revision` is that of the exam as you read it. Once somebody has begun the exam its questions stay as they are.',
  access: user,
  params: idParams,
  body: z.strictObject({
    revision: z.int().min(0),
    title: z.string().trim().min(1).max(300),
    items: z.array(itemDraft).max(itemsMax),
  }),
  bodyLimitBytes: 2_000_000,
  responses: { 200: { description: 'The exam as it is now', schema: examWithItems } },
  problems: {
    ...notFound,
    409: ['EXAM_NOT_READY', 'EXAM_IN_USE', 'REVISION_OUTDATED'],
    422: ['ITEM_INVALID'],
  },
});

export const deleteExam = defineRoute({
  name: 'exams.deleteExam',
  method: 'delete',
  path: '/api/v1/exams/{id}',
  summary: 'Delete an exam',
  description: 'With its attempts and marks. Its questions stay in your item bank.',
  access: user,
  params: idParams,
  responses: { 204: { description: 'Gone' } },
  problems: notFound,
});

export const publishExam = defineRoute({
  name: 'exams.publishExam',
  method: 'post',
  path: '/api/v1/exams/{id}/publish',
  summary: 'Let others take an exam',
  description:
    'Those of the audience, and nobody else, from `opens_at` to `closes_at`. Publishing again changes window, audience and limits.',
  access: teachers,
  params: idParams,
  body: publication,
  bodyLimitBytes: 500_000,
  responses: { 200: { description: 'The exam as it is now', schema: exam } },
  problems: { ...notFound, 403: ['AUDIENCE_FORBIDDEN'], 409: ['EXAM_NOT_READY', 'EXAM_EMPTY'] },
});

export const exportFormat = z.enum(['gift', 'moodle_xml', 'anki', 'csv', 'pdf']);
export type ExportFormat = z.infer<typeof exportFormat>;

export const exportExam = defineRoute({
  name: 'exams.exportExam',
  method: 'get',
  path: '/api/v1/exams/{id}/export',
  summary: 'An exam as a file',
  description:
    'GIFT or Moodle XML for learning platforms, an Anki package, CSV, or a PDF to print. `with_key=false` leaves the answers out, where the format has a meaning without them (PDF and CSV).',
  access: user,
  params: idParams,
  query: z.strictObject({
    format: exportFormat,
    with_key: z.enum(['true', 'false']).default('true'),
  }),
  answer: 'stream',
  responses: { 200: { description: 'The file, as an attachment', contentType: 'application/octet-stream' } },
  problems: { ...notFound, 409: ['EXAM_NOT_READY'], 422: ['KEY_NEEDED'] },
});

/** Makes an exam: plans it, has its batches made, and puts together what they came to. */
export const generateCommand = defineCommand({
  kind: 'exams.generate',
  summary: 'Make an exam from its material',
  data: z.object({ exam_id: id }),
  result: z.object({ exam_id: id, item_count: z.int(), report: examReport }),
  metadata: z.object({
    ai_model: z.string(),
    tokens_used: z.int(),
    cost_usd: z.number(),
    processing_time_ms: z.int(),
    from_cache: z.boolean(),
  }),
  deadlineSeconds: 3_600,
  resource: { type: 'exam', path: '/api/v1/exams/{id}', idField: 'exam_id' },
});

/** Five questions of an exam. */
export const generateBatchCommand = defineCommand({
  kind: 'exams.generate-batch',
  summary: 'Make some questions of an exam',
  data: z.object({
    exam_id: id,
    round: z.int().min(1),
    batch: z.int().min(1),
    slots: z
      .array(slot.extend({ passages: z.array(z.int()) }))
      .min(1)
      .max(5),
  }),
  result: z.unknown(),
  metadata: z.object({}),
  deadlineSeconds: 1_800,
});

/** Keeps the state of an exam true when its job ends without it. */
export const generateFailures = defineSubscription({
  name: 'exams.generate-failures',
  patterns: ['exams.generate.failed', 'exams.generate.cancelled', 'exams.generate.expired'],
  summary: 'Marks exams that could not be made',
});

/** Exams follow their owner. */
export const examsOwnerMerged = defineSubscription({
  name: 'exams.owner-merged',
  patterns: ['identity.owner-merged'],
  summary: "Moves an anonymous session's exams to the account it signed in to",
});

/** An item of the bank with where it was used. */
const bankItem = z.object({ item, used_in: z.int(), last_used_at: timestamp.nullable() });

export const listItems = defineRoute({
  name: 'exams.listItems',
  method: 'get',
  path: '/api/v1/items',
  summary: 'Your item bank, newest first',
  access: user,
  query: pageQuery.extend({
    type: itemType.optional(),
    tag: z.string().max(60).optional(),
    document_id: id.optional(),
    unused_days: z.coerce.number().int().min(1).max(3_650).optional(),
  }),
  responses: { 200: { description: 'One page: the latest version of each', schema: z.array(bankItem) } },
  metadata: pageMetadata,
  problems: { 400: ['CURSOR_INVALID'] },
});

export const listItemVersions = defineRoute({
  name: 'exams.listItemVersions',
  method: 'get',
  path: '/api/v1/items/{id}/versions',
  summary: 'Every version of an item, the latest first',
  access: user,
  params: idParams,
  responses: { 200: { description: 'The versions', schema: z.array(item) } },
  problems: { 404: ['ITEM_NOT_FOUND'] },
});

export type ExamWarning = z.infer<typeof warning>;
