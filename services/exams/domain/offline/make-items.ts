/**
 * Questions without a model: out of the sentences of the material, by rules. Each is held against the gates before it is
 * handed out, so none quotes what is not there. What the material does not bear is not made.
 */
import type { ItemType } from '@scory/contracts/exams/items.ts';
import { checkItem } from '../gates/check-items.ts';
import type { MadeItem } from '../made-item.ts';
import type { Passage } from '../passage.ts';
import { seededRandom } from '../seeded-random.ts';
import { mcq, multiSelect } from './choice-questions.ts';
import { cloze, numeric } from './gap-questions.ts';
import { loadGrammar } from './grammar.ts';
import type { Maker, OfflineSlot } from './made.ts';
import { type Material, passagesAround, readMaterial } from './material.ts';
import { essay, shortAnswer } from './open-questions.ts';
import { plainQuestions } from './plain-statements.ts';
import { matching, ordering } from './set-questions.ts';
import type { Statement } from './statement.ts';
import { trueFalse } from './true-false-questions.ts';
import { Turns } from './turns.ts';
import { worthOf } from './worth.ts';

const makers: Readonly<Record<ItemType, Maker>> = {
  mcq,
  multi_select: multiSelect,
  true_false: trueFalse,
  cloze,
  short_answer: shortAnswer,
  numeric,
  matching,
  ordering,
  essay,
};

/** For each slot so many to choose from, since later gates turn some away; more where they are first choice of other slots. */
const freshWanted = 4;
const mostCandidates = 12;

/** Those of the slot's own passages, the best first; then, for types that few passages bear, all others. */
function statementsFor(slot: OfflineSlot, material: Material, seed: number): Statement[][] {
  const random = seededRandom(seed + slot.number * 7_919);
  const ranked = (statements: readonly Statement[]): Statement[] =>
    random
      .shuffled(statements)
      .map((statement) => ({ statement, worth: worthOf(statement, material) + random.next() }))
      .toSorted((a, b) => b.worth - a.worth)
      .map(({ statement }) => statement);
  const own = slot.passages.flatMap((number) => material.byPassage.get(number) ?? []);
  const others = material.statements.filter(({ passage }) => !slot.passages.includes(passage.number));
  return [ranked(own), ranked(others)];
}

/** All that could be asked for a slot, best first; later ones may be much like earlier ones. */
type Proposals = (slot: OfflineSlot) => Iterable<MadeItem>;

async function englishProposals(passages: readonly Passage[], seed: number): Promise<Proposals> {
  const readable = passages.filter(({ language }) => language === null || language === 'en');
  const material = await readMaterial(readable, await loadGrammar());
  return function* propose(slot) {
    const random = seededRandom(seed ^ (slot.number * 104_729));
    for (const statements of statementsFor(slot, material, seed))
      yield* makers[slot.type]({ slot, material, statements, random });
  };
}

export interface Making {
  seed: number;
  /** ISO 639-1. */
  language: string;
}

/** Everything that could be asked for each slot, best first, before any gate has seen it. */
export async function* proposeItems(
  slots: readonly OfflineSlot[],
  passages: ReadonlyMap<number, Passage>,
  { seed, language }: Making,
): AsyncGenerator<{ slot: OfflineSlot; items: Iterable<MadeItem> }> {
  const around = passagesAround(new Set(slots.flatMap((slot) => slot.passages)), passages);
  const propose: Proposals =
    language === 'en'
      ? await englishProposals(around, seed)
      : (slot) => plainQuestions(slot, around, language, seed);
  for (const slot of slots) yield { slot, items: propose(slot) };
}

/**
 * Several candidates for each slot, best first, those of one slot after those of another; none for a slot that the material
 * does not bear, or whose type cannot be made in that language. The same arguments give the same items.
 */
export async function makeItems(
  slots: readonly OfflineSlot[],
  passages: ReadonlyMap<number, Passage>,
  { seed, language, avoid }: Making & { avoid: readonly MadeItem[] },
): Promise<MadeItem[]> {
  const made: MadeItem[] = [];
  const turns = new Turns();
  /** What the first choice of a slot before rests on: asked once, it is a duplicate from then on. */
  const taken = new Set<string>();
  for await (const { slot, items } of proposeItems(slots, passages, { seed, language })) {
    const fresh: MadeItem[] = [];
    const used: MadeItem[] = [];
    for (const item of items) {
      await turns.pass();
      if (checkItem(item, { slot, passages, accepted: avoid, language }).length > 0) continue;
      (taken.has(item.quote) ? used : fresh).push(item);
      if (fresh.length >= freshWanted || fresh.length + used.length >= mostCandidates) break;
    }
    const [first] = fresh;
    if (first) taken.add(first.quote);
    made.push(...fresh, ...used);
  }
  return made;
}
