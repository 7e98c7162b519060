/** What its attempts say about an exam. */
import { z } from 'zod';
import { defineRoute, user } from '../define.ts';
import { id, idParams } from '../http.ts';

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
