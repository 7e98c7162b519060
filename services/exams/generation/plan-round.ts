/** The batches of a round, each named by all that shapes it. */
import { itemsMax } from '@scory/contracts/exams/exam-request.ts';
import type { Item } from '@scory/contracts/exams/items.ts';
import type { ModelGateway } from '@scory/llm/gateway.ts';
import { batchesOf, batchSize } from '../domain/batches.ts';
import type { PlannedSlot } from '../domain/blueprint.ts';
import { findQuote } from '../domain/gates/find-quote.ts';
import { batchKey, passagesOf } from '../domain/made-batch.ts';
import type { MadeItem } from '../domain/made-item.ts';
import type { Passage } from '../domain/passage.ts';
import type { RoundPlan } from '../material/material-store.ts';
import { makeItemsVersion } from '../prompts/make-items.ts';
import { solveItemsVersion } from '../prompts/solve-items.ts';

/** Grows when the offline engine or the gates would come to something else. */
const offlineVersion = 1;

/** Names who makes questions, in which version. */
export function makerOf(
  { offline, primary }: Pick<ModelGateway, 'offline' | 'primary'>,
  seed: number,
): string {
  if (offline) return `offline.${offlineVersion}.${seed}`;
  return `${primary.provider}/${primary.model}.${makeItemsVersion}.${solveItemsVersion}`;
}

export interface PlanOf {
  passages: ReadonlyMap<number, Passage>;
  /** ISO 639-1. */
  language: string;
  maker: string;
  /** Without a model there is one batch, over all of the material: reading it is most of the work. */
  offline: boolean;
  /** What is not to be asked again. */
  recent: readonly MadeItem[];
}

export function planRound(
  slots: readonly PlannedSlot[],
  { passages, language, maker, offline, recent }: PlanOf,
): RoundPlan {
  const batches = batchesOf(slots, offline ? itemsMax : batchSize).map((batch) => {
    const reach = offline ? [...passages.keys()] : passagesOf(batch);
    const restsHere = ({ quote }: MadeItem): boolean =>
      reach.some((number) => findQuote((passages.get(number) as Passage).text, quote) !== undefined);
    const avoid = recent.filter(restsHere);
    const key = batchKey({
      slots: batch,
      passages,
      reach,
      language,
      maker,
      avoid: avoid.map(({ stem }) => stem),
    });
    return { key, slots: batch, reach, avoid };
  });
  return { batches };
}

/** An item of another exam, to be held against; it fills no slot of this one. */
export function earlierItem(item: Item): MadeItem {
  const { type, body, key, stem, explanation, difficulty, bloom, topic, sources } = item;
  return {
    ...{ type, body, key, stem, explanation, difficulty, bloom, topic },
    ...{ slot: 0, passage: 0, quote: sources[0]?.quote ?? '' },
  } as MadeItem;
}
