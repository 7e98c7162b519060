/** A stretch of a page that a request is about. */
import { z } from 'zod';

const offset = z.coerce.number().int().min(0).max(100_000_000);

/** Fields of a query. */
export const pageRangeFields = {
  from: offset.optional().meta({
    description:
      'First character of the passage, in UTF-16 code units of the page’s paragraphs joined by a line feed',
  }),
  to: offset.optional().meta({ description: 'Where it ends, exclusive; beside `from`' }),
  passage: z.coerce.number().int().min(0).max(1_000_000).optional().meta({
    description:
      'In place of both: the number of a passage that a search has found, as stands behind the # of its id',
  }),
};

export interface PageRange {
  from?: number | undefined;
  to?: number | undefined;
  passage?: number | undefined;
}

/** For `refine`: a range has both of its ends, in order, or is a passage, or is not there. */
export function isPageRange({ from, to, passage }: PageRange): boolean {
  if (from === undefined && to === undefined) return true;
  return from !== undefined && to !== undefined && from < to && passage === undefined;
}
export const pageRangeError = {
  error: 'takes `from` and `to`, in this order, or `passage`',
  path: ['from'],
};

export const pageRangeProblems = { 404: ['PASSAGE_NOT_FOUND'], 422: ['RANGE_OUTSIDE'] } as const;
