/** Neighbouring items in groups of at most `maxItems` and `maxSize` together; an item larger than that stands alone. */
export function batchesOf<T>(
  items: readonly T[],
  limits: { maxItems: number; maxSize: number; sizeOf: (item: T) => number },
): T[][] {
  const batches: T[][] = [];
  let batch: T[] = [];
  let size = 0;
  for (const item of items) {
    const more = limits.sizeOf(item);
    if (batch.length > 0 && (batch.length >= limits.maxItems || size + more > limits.maxSize)) {
      batches.push(batch);
      batch = [];
      size = 0;
    }
    batch.push(item);
    size += more;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
