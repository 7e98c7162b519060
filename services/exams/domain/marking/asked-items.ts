/** The order in which an attempt shows things: the same for the same seed, wherever it is asked for. */
import type { AskedItem, Item } from '@scory/contracts/exams/items.ts';
import { seededRandom } from '../seeded-random.ts';

const shuffled = <T>(values: readonly T[], seed: number): T[] => seededRandom(seed).shuffled(values);

/** One item of an attempt has another chance than the next. */
function seedFor(seed: number, itemId: string): number {
  let mixed = seed | 0;
  for (const letter of itemId) mixed = Math.imul(mixed ^ letter.charCodeAt(0), 0x01000193);
  return mixed;
}

/**
 * Items as an attempt shows them, without their keys. `shuffle` mixes questions and options; what is to be ordered or
 * matched is mixed always, as its order would tell the answer.
 */
export function askedItems(
  items: readonly Item[],
  { seed, shuffle }: { seed: number; shuffle: boolean },
): AskedItem[] {
  const order = shuffle ? shuffled(items, seed) : items;
  return order.map((item, at) => asked(item, at + 1, seedFor(seed, item.id), shuffle));
}

function asked(item: Item, position: number, seed: number, shuffle: boolean): AskedItem {
  // Named one by one: what an item has besides stays here.
  const { id, version, type, stem, marks } = item;
  return { id, version, type, stem, marks, position, body: bodyOf(item, seed, shuffle) } as AskedItem;
}

function bodyOf(item: Item, seed: number, shuffle: boolean): Item['body'] {
  const options = <T>(values: readonly T[]): T[] => (shuffle ? shuffled(values, seed) : [...values]);
  switch (item.type) {
    case 'mcq':
    case 'multi_select':
      return { options: options(item.body.options) };
    case 'matching':
      return { left: options(item.body.left), right: shuffled(item.body.right, seed + 1) };
    case 'ordering':
      return { items: shuffled(item.body.items, seed) };
    case 'cloze':
      return {
        text: item.body.text,
        gaps: item.body.gaps.map((gap) =>
          gap.options ? { id: gap.id, options: options(gap.options) } : { id: gap.id },
        ),
      };
    default:
      return item.body;
  }
}
