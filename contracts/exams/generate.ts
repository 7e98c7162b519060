/** Making an exam: one job, with a job more for every five questions. */
import { z } from 'zod';
import { defineCommand, defineSubscription } from '../define.ts';
import { id } from '../http.ts';
import { examReport, gateName } from './exam-request.ts';

/** Makes an exam: plans it, has its batches made, and puts together what they came to. */
export const generateCommand = defineCommand({
  kind: 'exams.generate',
  summary: 'Make an exam from its material',
  data: z.object({ exam_id: id }),
  // A job outlives the exam that it made: what quotes the material stays with the exam.
  result: z.object({ exam_id: id, item_count: z.int(), report: examReport.omit({ missing: true }) }),
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
  // Slots and passages lie beside the material, and go with it.
  data: z.object({
    exam_id: id,
    round: z.int().min(1),
    batch: z.int().min(1),
    key: z.string().meta({ description: 'Hash of all that shapes it: what it comes to is found under it' }),
  }),
  result: z.object({
    made: z.int(),
    from_cache: z.boolean(),
    rejected: z.partialRecord(gateName, z.int()),
    model_calls: z.int(),
    tokens_used: z.int(),
    cost_usd: z.number(),
  }),
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
