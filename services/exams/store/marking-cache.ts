/** Markings of open answers by the hash of what they were made from: question, rubric, answer, prompt and model. */
import { hash } from 'node:crypto';
import type { Queries } from '@scory/chassis/database.ts';
import { evenText } from '../domain/marking/normal-text.ts';
import type { Marking, OpenQuestion } from '../domain/marking/open-marking.ts';

export interface MarkingCache {
  find(keys: readonly string[]): Promise<Map<string, Marking>>;
  /** They go with the exam; those of none, and all after a while, by `dropOldMarkings`. */
  keep(markings: ReadonlyMap<string, Marking>, examId: string | null): Promise<void>;
}

/** The same answer to the same question under the same rubric, but for white space and the form of its quotes. */
export function markingKey(
  question: OpenQuestion,
  answer: string,
  by: { prompt: string; model: string },
): string {
  const { stem, marks, rubric, model_answer, language } = question;
  return hash(
    'sha256',
    JSON.stringify([by.prompt, by.model, stem, marks, rubric, model_answer, language, evenText(answer)]),
  );
}

export function createMarkingCache(database: Queries): MarkingCache {
  return {
    async find(keys) {
      if (keys.length === 0) return new Map();
      const rows = await database.query<{ key: string; marking: Marking }>(
        'SELECT key, marking FROM exams.markings WHERE key = ANY($1::text[])',
        [[...new Set(keys)]],
      );
      return new Map(rows.map(({ key, marking }) => [key, marking]));
    },
    async keep(markings, examId) {
      if (markings.size === 0) return;
      // In the order of their keys: two groups that keep the same ones must not wait for each other.
      const rows = [...markings]
        .map(([key, marking]) => ({ key, marking }))
        .sort((a, b) => (a.key < b.key ? -1 : 1));
      await database.query(
        `INSERT INTO exams.markings (key, exam_id, marking)
         SELECT key, $2::uuid, marking FROM json_to_recordset($1::json) AS t(key text, marking jsonb)
         WHERE $2::uuid IS NULL OR EXISTS (SELECT FROM exams.exams WHERE id = $2::uuid FOR KEY SHARE)
         ON CONFLICT (key) DO NOTHING`,
        [JSON.stringify(rows), examId],
      );
    },
  };
}

const keptFor = "interval '30 days'";
const dropMax = 1_000;

/** They quote what people wrote: none stays longer than it is of use. */
export async function dropOldMarkings(database: Queries): Promise<void> {
  let dropped: unknown[];
  do {
    dropped = await database.query(
      `DELETE FROM exams.markings WHERE key IN (SELECT key FROM exams.markings
         WHERE created_at < now() - ${keptFor} LIMIT ${dropMax} FOR UPDATE SKIP LOCKED) RETURNING 1`,
    );
  } while (dropped.length === dropMax);
}
