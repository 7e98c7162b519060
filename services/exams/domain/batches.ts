/** Questions that are made with one call: five, of neighbouring passages, those on the same passage together. */
import type { PlannedSlot } from './blueprint.ts';

export const batchSize = 5;

/** As few batches as there must be; a passage's questions part only where more than five rest on it. */
export function batchesOf(slots: readonly PlannedSlot[], size = batchSize): PlannedSlot[][] {
  const groups = new Map<number, PlannedSlot[]>();
  const inOrder = [...slots].sort(
    (a, b) => (a.passages[0] ?? 0) - (b.passages[0] ?? 0) || a.number - b.number,
  );
  for (const slot of inOrder) {
    const key = slot.passages[0] ?? 0;
    groups.set(key, [...(groups.get(key) ?? []), slot]);
  }
  const wanted = Math.ceil(slots.length / size);
  const batches: PlannedSlot[][] = [];
  // The largest first: what is small fills what they leave.
  for (const group of [...groups.values()].sort((a, b) => b.length - a.length)) {
    for (let start = 0; start < group.length; start += size) {
      const part = group.slice(start, start + size);
      const roomy = batches.find((batch) => batch.length + part.length <= size);
      if (roomy) roomy.push(...part);
      else if (batches.length < wanted) batches.push([...part]);
      // More batches would mean more calls than questions need.
      else
        for (const slot of part) (batches.find((batch) => batch.length < size) ?? newOne(batches)).push(slot);
    }
  }
  return batches;
}

function newOne(batches: PlannedSlot[][]): PlannedSlot[] {
  const batch: PlannedSlot[] = [];
  batches.push(batch);
  return batch;
}
