/** The questions of a batch where no model is configured: from patterns of the passages' own sentences, held against the same gates. */
import { offlineModel } from '@scory/llm/gateway.ts';
import { checkItem } from '../domain/gates/check-items.ts';
import { keptItem, type MadeBatch } from '../domain/made-batch.ts';
import type { MadeItem } from '../domain/made-item.ts';
import { makeItems } from '../domain/offline/make-items.ts';
import { type BatchTask, type Effort, noEffort, notMade, turnAway } from './make-batch.ts';

/** The first candidate of each slot that passes. */
export async function makeBatchOffline(
  task: BatchTask,
  seed: number,
): Promise<{ batch: MadeBatch; effort: Effort }> {
  const { slots, passages, language, avoid } = task;
  const made = new Map<number, MadeItem>();
  const told = new Map<number, string[]>();
  const effort = noEffort();
  const candidates = await makeItems(slots, passages, { seed, language, avoid });
  for (const item of candidates) {
    const slot = slots.find(({ number }) => number === item.slot);
    if (!slot || made.has(item.slot)) continue;
    const rejections = checkItem(item, { slot, passages, accepted: [...avoid, ...made.values()], language });
    if (rejections.length === 0) made.set(item.slot, item);
    else turnAway({ told, effort }, item.slot, rejections);
  }
  task.onProgress(made.size);
  const batch = {
    items: [...made.values()].map((item) => keptItem(item, task)),
    missing: [...slots.entries()].flatMap(([place, { number }]) =>
      made.has(number) ? [] : [{ place, reason: told.get(number)?.at(-1) ?? notMade }],
    ),
    ai_model: offlineModel,
    blind_solver: null,
  };
  return { batch, effort };
}
