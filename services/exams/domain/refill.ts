/** Another passage for each question that came to nothing: one that bears none yet, else one that bears another. */
import { capacityOf, type PlannedSlot } from './blueprint.ts';
import type { MaterialPassage } from './material.ts';
import { seededRandom } from './seeded-random.ts';

/**
 * @param tried which passages each slot was tried on, by its number
 * @param used how many questions rest on each passage
 * @returns those that there is another passage for
 */
export function refill(
  missing: readonly PlannedSlot[],
  passages: readonly MaterialPassage[],
  {
    tried,
    used,
    seed,
  }: { tried: ReadonlyMap<number, readonly number[]>; used: ReadonlyMap<number, number>; seed: number },
): PlannedSlot[] {
  const taken = new Map(used);
  const open = seededRandom(seed).shuffled(passages);
  const load = ({ number }: MaterialPassage): number => taken.get(number) ?? 0;
  return missing.flatMap((slot) => {
    const before = tried.get(slot.number) ?? [];
    const able = open.filter(
      (passage) => !before.includes(passage.number) && load(passage) < capacityOf(passage),
    );
    // The topic that was asked for comes before a passage of its own.
    const sameTopic = able.filter((passage) => passage.topic === slot.topic);
    const choice = sameTopic.length > 0 ? sameTopic : able;
    const [first] = choice;
    if (!first) return [];
    const chosen = choice.reduce((best, passage) => (load(passage) < load(best) ? passage : best), first);
    taken.set(chosen.number, load(chosen) + 1);
    return [{ ...slot, topic: chosen.topic, passages: [chosen.number] }];
  });
}
