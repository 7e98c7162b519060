/** What is asked of an exam, how that is planned, and what became of it. */
import { z } from 'zod';
import { id, reference } from '../http.ts';
import { bloomLevel, difficulty, itemType } from './items.ts';

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
const defaultCounts = { mcq: 10, short_answer: 3, essay: 2 } as const;

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
    marks: z.number().positive().max(10_000).multipleOf(0.01).optional().meta({
      description: 'Of the whole exam, shared out by type and difficulty',
    }),
    seed: z
      .int()
      .min(0)
      .max(2 ** 31 - 1)
      .optional()
      .meta({
        description:
          'The same request with the same seed is planned the same way; by default made of the material and the request, so that who asks the same is served at once',
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
