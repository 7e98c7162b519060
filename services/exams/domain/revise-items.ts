/** What an author's drafts come to: items that stay as they are, new versions of those that were changed, new items. */
import { isDeepStrictEqual } from 'node:util';
import type { Item, ItemDraft } from '@scory/contracts/exams/items.ts';
import { shape } from './gates/shape.ts';
import type { MadeItem } from './made-item.ts';

export type RevisedItem = Omit<Item, 'position'>;

export interface Revision {
  /** In their new order. */
  items: RevisedItem[];
  /** Those of them that are to be written. */
  written: RevisedItem[];
  faults: { place: number; message: string }[];
}

const asked = ({
  type,
  stem,
  body,
  key,
  marks,
  difficulty,
  bloom,
  topic,
  tags,
  explanation,
}: ItemDraft | RevisedItem) => ({
  ...{ type, stem, body, key, marks, difficulty, bloom, topic, tags },
  explanation: explanation ?? null,
});

/** A teacher may ask what a machine may not; but a key must fit what is asked. */
function faultsOf(draft: ItemDraft): string[] {
  const { type, topic, bloom, difficulty, marks } = draft;
  const slot = { number: 1, type, topic, bloom, difficulty, marks };
  const made = {
    ...draft,
    slot: 1,
    passage: 0,
    quote: '',
    explanation: draft.explanation ?? null,
  } as unknown as MadeItem;
  return shape(made, { slot, passages: new Map(), accepted: [], language: 'en' });
}

/** @param known the latest version of each item that the author has, by id */
export function reviseItems(
  drafts: readonly ItemDraft[],
  known: ReadonlyMap<string, Item>,
  newId: () => string,
): Revision {
  const revision: Revision = { items: [], written: [], faults: [] };
  const seen = new Set<string>();
  for (const [place, draft] of drafts.entries()) {
    const fault = (message: string): void => void revision.faults.push({ place, message });
    for (const reason of faultsOf(draft)) fault(reason);
    const before = draft.id === undefined ? undefined : known.get(draft.id);
    if (draft.id !== undefined && !before) fault('you have no item of this id');
    if (draft.id !== undefined && seen.has(draft.id)) fault('it stands in the exam twice');
    if (draft.id !== undefined) seen.add(draft.id);
    if (before && isDeepStrictEqual(asked(before), asked(draft))) {
      revision.items.push(before);
      continue;
    }
    const item = {
      ...asked(draft),
      id: before?.id ?? newId(),
      version: (before?.version ?? 0) + 1,
      sources: before?.sources ?? [],
      origin: 'person',
      ai_model: null,
    } as RevisedItem;
    revision.items.push(item);
    revision.written.push(item);
  }
  return revision;
}
