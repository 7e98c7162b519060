/** Who may take an exam, when, and how often. */
import { z } from 'zod';
import { id, timestamp } from '../http.ts';

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

export const publicationView = z.object({
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
