import { z } from 'zod';
import { defineEvent } from '../define.ts';
import { id } from '../http.ts';

/**
 * An anonymous session signed in to an account that existed before. Every service moves the rows of `from` to `to`,
 * and may see the event more than once, and after it has seen later work of `from` end.
 */
export const ownerMerged = defineEvent({
  type: 'identity.owner-merged',
  summary: "An anonymous session's data now belongs to an account",
  data: z.object({ from: id, to: id }),
});
