/** Letting others take an exam, and taking it away as a file. */
import { z } from 'zod';
import { defineEvent, defineRoute, roles, user } from '../define.ts';
import { id, idParams } from '../http.ts';
import { exam } from './exams.ts';
import { publication, publicationView } from './publication.ts';

const notFound = { 404: ['EXAM_NOT_FOUND'] } as const;

export const publishExam = defineRoute({
  name: 'exams.publishExam',
  method: 'post',
  path: '/api/v1/exams/{id}/publish',
  summary: 'Let others take an exam',
  description:
    'Those of the audience, and nobody else, from `opens_at` on and before `closes_at`. An academic publishes for their own faculty or semester, or for users by their ids; an administrator for any. Publishing again changes window, audience and limits.',
  access: roles('academic', 'admin'),
  params: idParams,
  body: publication,
  bodyLimitBytes: 500_000,
  responses: { 200: { description: 'The exam as it is now', schema: exam } },
  problems: { ...notFound, 403: ['AUDIENCE_FORBIDDEN'], 409: ['EXAM_NOT_READY', 'EXAM_EMPTY'] },
});

/** Thin: whoever is told reads the exam as they may see it. */
export const examPublished = defineEvent({
  type: 'exams.published',
  summary: 'An exam may be taken, or its window or audience has changed',
  data: publicationView
    .pick({ audience: true, faculty_id: true, semester_id: true, opens_at: true, closes_at: true })
    .extend({ exam_id: id }),
});

export const exportFormat = z.enum(['gift', 'moodle_xml', 'anki', 'csv', 'pdf']);
export type ExportFormat = z.infer<typeof exportFormat>;

export const exportExam = defineRoute({
  name: 'exams.exportExam',
  method: 'get',
  path: '/api/v1/exams/{id}/export',
  summary: 'An exam as a file',
  description:
    'GIFT or Moodle XML for learning platforms, an Anki package, CSV, or a PDF to print. `with_key=false` leaves the answers out, where the format has a meaning without them (PDF and CSV). The PDF prints Latin, Greek and Cyrillic script and formulas; an exam in another script is 422 there.',
  access: user,
  params: idParams,
  query: z.strictObject({
    format: exportFormat,
    with_key: z.enum(['true', 'false']).default('true'),
  }),
  answer: 'stream',
  responses: { 200: { description: 'The file, as an attachment', contentType: 'application/octet-stream' } },
  problems: {
    ...notFound,
    409: ['EXAM_NOT_READY'],
    422: ['KEY_NEEDED', 'LETTERS_UNSUPPORTED', 'EXAM_TOO_LARGE'],
    503: ['EXPORTS_BUSY'],
  },
  rateLimit: { points: 60, windowSeconds: 60 },
});
