/** Exams: made from the material, corrected by their author, published, exported. */
import { z } from 'zod';
import { defineRoute, user } from '../define.ts';
import { id, idParams, jobResponses, pageMetadata, pageQuery, timestamp } from '../http.ts';
import { examReport, examRequest, itemsMax } from './exam-request.ts';
import { item, itemDraft } from './items.ts';
import { publicationView } from './publication.ts';

const examStatus = z.enum(['generating', 'draft', 'published', 'failed']);

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

/** An exam as those see it whom it was published for: neither its questions nor what they could be made again from. */
const takeableExam = z.object({
  id,
  status: z.literal('published'),
  state: z.enum(['upcoming', 'open', 'closed']).meta({ description: 'Of its window' }),
  title: z.string(),
  language: z.string().nullable(),
  marks: z.number(),
  item_count: z.int(),
  publication: publicationView.omit({ user_ids: true }),
  links: z.object({ attempts: z.string() }),
});
export type TakeableExam = z.infer<typeof takeableExam>;

export const examWithItems = exam.extend({
  request: z.record(z.string(), z.unknown()),
  items: z.array(item),
  report: examReport.nullable(),
});
export type ExamWithItems = z.infer<typeof examWithItems>;

const notFound = { 404: ['EXAM_NOT_FOUND'] } as const;

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
  problems: {
    404: ['DOCUMENT_NOT_FOUND'],
    409: ['DOCUMENT_NOT_READY'],
    422: ['BLOOM_UNSUITABLE', 'MARKS_UNSUITABLE'],
  },
  creates: true,
  acceptsJob: true,
  rateLimit: { points: 60, windowSeconds: 60 },
});

export const listExams = defineRoute({
  name: 'exams.listExams',
  method: 'get',
  path: '/api/v1/exams',
  summary: 'Your exams, newest first',
  description:
    '`role=taker` lists those that others published for you instead of those that you made: without their seed and job, but with `state`.',
  access: user,
  query: pageQuery.extend({
    status: examStatus.optional(),
    role: z.enum(['author', 'taker']).default('author'),
  }),
  responses: {
    200: { description: 'One page', schema: z.union([z.array(exam), z.array(takeableExam)]) },
  },
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
