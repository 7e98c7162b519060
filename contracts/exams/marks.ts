/** What an answer is worth, and why. */
import { z } from 'zod';
import { id, timestamp } from '../http.ts';
import { itemSource } from './items.ts';

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
  reread: z
    .array(
      itemSource
        .pick({ document_id: true, page: true })
        .extend({ quote: z.string().nullable().meta({ description: 'Null while the exam keeps its key' }) }),
    )
    .meta({ description: 'Where the material says it' }),
  reason: z.string().nullable().meta({ description: 'Why it was marked anew' }),
  created_at: timestamp,
});
export type Mark = z.infer<typeof mark>;
