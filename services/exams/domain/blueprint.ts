/**
 * The plan of an exam before any question is made: what each question is to be (type, level, difficulty, marks, topic) and which
 * passage it rests on. Passages are taken evenly from all of the material, each once before any twice, so that batches that are
 * made side by side do not ask the same. The same request, material and seed give the same plan.
 */
import type { ExamRequest, Slot } from '@scory/contracts/exams/exam-request.ts';
import { type ItemType, itemType } from '@scory/contracts/exams/items.ts';
import { difficultiesFor, levelsFor, usualMarks, weightOf } from './levels.ts';
import type { MaterialPassage } from './material.ts';
import { type SeededRandom, seededRandom } from './seeded-random.ts';
import { shareMarks } from './share-marks.ts';

export interface PlannedSlot extends Slot {
  /** Numbers of the passages that the question is made from. */
  passages: number[];
}

export interface Blueprint {
  slots: PlannedSlot[];
  /** What the material has no room for. */
  missing: Slot[];
}

export type PlanRequest = Pick<ExamRequest, 'counts' | 'difficulty' | 'bloom' | 'marks' | 'topics'>;

/** So much text bears one question without the next one asking the same. */
const charactersPerItem = 180;
const itemsPerPassage = 4;

/** How many questions a passage bears. */
export const capacityOf = ({ text }: Pick<MaterialPassage, 'text'>): number =>
  Math.min(itemsPerPassage, Math.max(1, Math.floor(text.length / charactersPerItem)));

type Bare = Omit<Slot, 'topic' | 'number'>;

function bareSlots(request: PlanRequest, random: SeededRandom): Bare[] {
  const bare = itemType.options.flatMap((type) => {
    const difficulties = difficultiesFor(request.difficulty, request.counts[type] ?? 0);
    const turn = Math.floor(random.next() * 6);
    return difficulties.map((difficulty, place) => {
      const levels = levelsFor(type, difficulty, request.bloom);
      const bloom = levels[(turn + place) % levels.length];
      if (!bloom) throw new Error(`no level that was asked for suits ${type}`);
      return { type, difficulty, bloom, marks: usualMarks(type) };
    });
  });
  if (request.marks === undefined || bare.length === 0) return bare;
  const shares = shareMarks(
    request.marks,
    bare.map(({ type, difficulty }) => weightOf(type, difficulty)),
  );
  return bare.map((each, place) => ({ ...each, marks: shares[place] as number }));
}

/** `count` of the items, evenly spread, beginning where chance says. */
function evenly<T>(items: readonly T[], count: number, random: SeededRandom): T[] {
  const stride = items.length / count;
  const offset = random.next() * stride;
  return Array.from({ length: count }, (_, place) => items[Math.floor(offset + place * stride)] as T);
}

/** Places for so many questions on one topic: each passage once before any twice; in the order of the material. */
function seatsOn(
  passages: readonly MaterialPassage[],
  count: number,
  random: SeededRandom,
): MaterialPassage[] {
  const seats: MaterialPassage[] = [];
  for (let level = 1; seats.length < count; level += 1) {
    const able = passages.filter((passage) => capacityOf(passage) >= level);
    if (able.length === 0) break;
    const wanted = count - seats.length;
    seats.push(...(wanted >= able.length ? able : evenly(able, wanted, random)));
  }
  return seats.sort((a, b) => a.number - b.number);
}

const roomOn = (passages: readonly MaterialPassage[]): number =>
  passages.reduce((sum, passage) => sum + capacityOf(passage), 0);

/** Topics that were asked for have as many questions each, as far as there is room; sections as many as they are long. */
function seats(
  passages: readonly MaterialPassage[],
  count: number,
  topics: readonly string[] | undefined,
  random: SeededRandom,
): MaterialPassage[] {
  if (!topics) return seatsOn(passages, count, random);
  const groups = topics
    .map((topic) => passages.filter((passage) => passage.topic === topic))
    .filter((group) => group.length > 0);
  const shares = groups.map(() => 0);
  let left = Math.min(count, roomOn(passages));
  while (left > 0) {
    const open = [...groups.keys()].filter(
      (place) => (shares[place] as number) < roomOn(groups[place] ?? []),
    );
    if (open.length === 0) break;
    for (const place of open.slice(0, left)) shares[place] = (shares[place] as number) + 1;
    left -= Math.min(left, open.length);
  }
  return groups.flatMap((group, place) => seatsOn(group, shares[place] as number, random));
}

/** What a type needs of a passage, the more the better; 0 where any will do. */
function fit(type: ItemType, { text }: MaterialPassage): number {
  if (type === 'numeric') return Math.min(5, text.match(/\b\d+(?:[.,]\d+)?\b/g)?.length ?? 0);
  if (type === 'ordering')
    return (
      text.match(/\b(?:first|second|third|then|next|after|before|finally|step|1[89]\d\d|20\d\d)\b/gi)
        ?.length ?? 0
    );
  if (type === 'matching' || type === 'essay' || type === 'multi_select')
    return text.length / charactersPerItem;
  return 0;
}

/** Whoever needs most of its passage chooses first. */
const choosingOrder: readonly ItemType[] = ['numeric', 'ordering', 'matching', 'essay', 'multi_select'];

function seated(bare: readonly Bare[], free: readonly MaterialPassage[], random: SeededRandom) {
  const open = random.shuffled(free);
  const rank = ({ type }: Bare): number =>
    (choosingOrder.indexOf(type) + choosingOrder.length + 1) % (choosingOrder.length + 1);
  const choosing = random.shuffled(bare).sort((a, b) => rank(a) - rank(b));
  return choosing.flatMap((each) => {
    if (open.length === 0) return [];
    const best = open.reduce(
      (found, seat, place) => (fit(each.type, seat) > fit(each.type, open[found]!) ? place : found),
      0,
    );
    const [passage] = open.splice(best, 1) as [MaterialPassage];
    return [{ bare: each, passage }];
  });
}

/** Prose is asked about more than a few sentences: what follows in the same section belongs to it. */
function withNext(passage: MaterialPassage, passages: readonly MaterialPassage[]): number[] {
  const next = passages.find(({ number }) => number === passage.number + 1);
  const goesOn = next?.documentId === passage.documentId && next.topic === passage.topic;
  return goesOn ? [passage.number, next.number] : [passage.number];
}

/** Throws where levels and types contradict each other (`contradictions`) or the marks cannot be shared (`canShare`). */
export function planExam(
  request: PlanRequest,
  passages: readonly MaterialPassage[],
  seed: number,
): Blueprint {
  const random = seededRandom(seed);
  const bare = bareSlots(request, random);
  const taken = seated(bare, seats(passages, bare.length, request.topics, random), random);
  const typeRank = ({ type }: Bare): number => itemType.options.indexOf(type);
  const placed = taken.sort(
    (a, b) => typeRank(a.bare) - typeRank(b.bare) || a.passage.number - b.passage.number,
  );
  const slots = placed.map(({ bare: each, passage }, place) => ({
    number: place + 1,
    ...each,
    topic: passage.topic,
    passages: each.type === 'essay' ? withNext(passage, passages) : [passage.number],
  }));
  const given = new Set(taken.map((each) => each.bare));
  const missing = bare
    .filter((each) => !given.has(each))
    .map((each, place) => ({ number: slots.length + place + 1, ...each, topic: request.topics?.[0] ?? '' }));
  return { slots, missing };
}
