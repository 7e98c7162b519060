/** Puts the batches of an exam together: what two of them ask alike, or give away of each other, is settled here. */
import { setImmediate } from 'node:timers/promises';
import type { GateName } from '@scory/contracts/exams/exam-request.ts';
import type { PlannedSlot } from '../domain/blueprint.ts';
import { checkItem } from '../domain/gates/check-items.ts';
import { itemsOf, type MadeBatch } from '../domain/made-batch.ts';
import type { MadeItem } from '../domain/made-item.ts';
import type { Passage } from '../domain/passage.ts';

export interface EndedBatch {
  slots: readonly PlannedSlot[];
  reach: readonly number[];
  /** Undefined where its job failed, or what it came to is gone. */
  batch: MadeBatch | undefined;
  /** Why it failed. */
  failure: string | undefined;
}

export interface Joined {
  items: { item: MadeItem; ai_model: string }[];
  /** By slot, the last reason that nothing stands there. */
  reasons: Map<number, string>;
  rejected: Partial<Record<GateName, number>>;
  blind_solver: string | null;
}

/** A later round's item takes the slot of an earlier round's that was turned away. */
export async function joinBatches(
  batches: readonly EndedBatch[],
  {
    passages,
    language,
    recent,
  }: { passages: ReadonlyMap<number, Passage>; language: string; recent: readonly MadeItem[] },
): Promise<Joined> {
  const accepted = new Map<number, { item: MadeItem; ai_model: string }>();
  const joined: Joined = { items: [], reasons: new Map(), rejected: {}, blind_solver: null };
  for (const { slots, reach, batch, failure } of batches) {
    if (!batch) {
      for (const { number } of slots) joined.reasons.set(number, failure ?? 'What was made of it is gone');
      continue;
    }
    joined.blind_solver ??= batch.blind_solver;
    for (const { place, reason } of batch.missing) joined.reasons.set(slots[place]?.number ?? 0, reason);
    for (const item of itemsOf(batch, { slots, reach })) {
      // Each is held against all before it: of two hundred that is a second, in which others want to be served.
      await setImmediate();
      const slot = slots.find(({ number }) => number === item.slot) as PlannedSlot;
      const others = [...recent, ...[...accepted.values()].map((each) => each.item)];
      const rejections = checkItem(item, { slot, passages, accepted: others, language });
      if (rejections.length === 0) {
        accepted.set(item.slot, { item, ai_model: batch.ai_model });
        continue;
      }
      joined.reasons.set(item.slot, rejections[0]?.reason ?? '');
      for (const gate of new Set(rejections.map((each) => each.gate)))
        joined.rejected[gate] = (joined.rejected[gate] ?? 0) + 1;
    }
  }
  joined.items = [...accepted.values()].sort((a, b) => a.item.slot - b.item.slot);
  for (const { item } of joined.items) joined.reasons.delete(item.slot);
  return joined;
}
