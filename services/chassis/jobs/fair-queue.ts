/** A queue in which owners take turns: first in, first out within an owner, one of each owner before another's second. */
export interface FairQueue<Item> {
  push(owner: string, item: Item): void;
  /** The next in turn, or undefined when nothing waits; with `may`, the next of an owner for whom it answers true. */
  shift(may?: (owner: string) => boolean): Item | undefined;
  size(): number;
  /** What waits, in no particular order. */
  items(): Item[];
  /** Empties the queue. */
  takeAll(): Item[];
}

export function createFairQueue<Item>(): FairQueue<Item> {
  /** In the order of their turns. */
  const owners = new Map<string, Item[]>();
  let size = 0;
  return {
    push(owner, item) {
      size += 1;
      const items = owners.get(owner);
      if (items) items.push(item);
      else owners.set(owner, [item]);
    },
    shift(may = () => true) {
      const owner = [...owners.keys()].find(may);
      if (owner === undefined) return undefined;
      const items = owners.get(owner) as Item[];
      owners.delete(owner);
      const item = items.shift() as Item;
      if (items.length > 0) owners.set(owner, items);
      size -= 1;
      return item;
    },
    size: () => size,
    items: () => [...owners.values()].flat(),
    takeAll() {
      const all = [...owners.values()].flat();
      owners.clear();
      size = 0;
      return all;
    },
  };
}
