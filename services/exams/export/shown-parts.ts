/** Options and the like as they are shown, under letters that say nothing of the key. */
import { createHash } from 'node:crypto';
import type { Item } from '@scory/contracts/exams/items.ts';
import type { ItemOf } from './exam-to-export.ts';

export interface ShownPart {
  id: string;
  /** `a`, `b`… */
  letter: string;
  text: string;
}

const lettered = (parts: readonly { id: string; text: string }[]): ShownPart[] =>
  parts.map((part, place) => ({ ...part, letter: String.fromCharCode(97 + place) }));

/** An order that neither the key nor the author's order shows through, and that is the same each time. */
function mixed<T extends { id: string }>(item: Pick<Item, 'id'>, parts: readonly T[]): T[] {
  const rank = (part: T): string => createHash('sha256').update(`${item.id} ${part.id}`).digest('hex');
  return [...parts].sort((one, other) => (rank(one) < rank(other) ? -1 : 1));
}

/** In the author's order, which is shown as it is. */
export const shownOptions = (item: ItemOf<'mcq' | 'multi_select'>): ShownPart[] =>
  lettered(item.body.options);

/** Written down in pairs by whoever made it, so mixed here. */
export const shownRight = (item: ItemOf<'matching'>): ShownPart[] => lettered(mixed(item, item.body.right));

/** Written down in the right order by whoever made it, so mixed here. */
export const shownItems = (item: ItemOf<'ordering'>): ShownPart[] => lettered(mixed(item, item.body.items));

/** The parts that the ids name, in the order of the ids. */
export const partsNamed = <T extends { id: string }>(parts: readonly T[], ids: readonly string[]): T[] =>
  ids.flatMap((id) => parts.find((part) => part.id === id) ?? []);
