/** Opaque cursors of lists: the id where the last page ended, bound to the filters it was made with. */
import { createHash } from 'node:crypto';
import { validate } from 'uuid';
import { Problem } from './errors.ts';

const digest = (filters: unknown): string =>
  createHash('sha256').update(JSON.stringify(filters)).digest('base64url').slice(0, 10);

export const encodeCursor = (lastId: string, filters: unknown): string =>
  Buffer.from(`${lastId}.${digest(filters)}`).toString('base64url');

/** The id to go on from; throws `Problem` 400 for a cursor that is not ours or was made with other filters. */
export function decodeCursor(cursor: string | undefined, filters: unknown): string | undefined {
  if (cursor === undefined) return undefined;
  const [id = '', mark] = Buffer.from(cursor, 'base64url').toString('latin1').split('.');
  if (!validate(id) || mark !== digest(filters)) {
    throw new Problem(400, 'CURSOR_INVALID', 'The cursor is not one of this list with these filters');
  }
  return id;
}
