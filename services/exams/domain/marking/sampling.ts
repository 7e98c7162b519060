/** Which calls are made twice, so that it shows how far two gradings of the same answers are apart. */

/** One of so many. */
const sampled = 10;

/** Places of the sample among `count` calls: a tenth, chosen by the seed; of fewer than ten none or one, by chance. */
export function twiceOf(count: number, seed: string): Set<number> {
  const start = hashOf(seed) % sampled;
  return new Set(Array.from({ length: count }, (_, at) => at).filter((at) => at % sampled === start));
}

/** FNV-1a; spreads, and hides nothing. */
export function hashOf(text: string): number {
  let mixed = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) mixed = Math.imul(mixed ^ text.charCodeAt(at), 0x01000193);
  return mixed >>> 0;
}
