/** What the makers of questions are given and give. */
import type { Slot } from '@scory/contracts/exams/exam-request.ts';
import type { MadeItem } from '../made-item.ts';
import type { SeededRandom } from '../seeded-random.ts';
import type { Material } from './material.ts';
import type { Statement } from './statement.ts';

/** A slot of the plan with the passages that its question should rest on. */
export type OfflineSlot = Slot & { passages: number[] };

export interface Making {
  slot: Slot;
  material: Material;
  /** Of the passages that the question may rest on, the most telling first. */
  statements: readonly Statement[];
  random: SeededRandom;
}

/** Questions of one type, best first: as many as its statements bear. */
export type Maker = (making: Making) => Iterable<MadeItem>;

export const common = (
  { difficulty, bloom, topic, number }: Slot,
  { passage, quote }: Pick<Statement, 'passage' | 'quote'>,
): Pick<MadeItem, 'difficulty' | 'bloom' | 'topic' | 'slot' | 'passage' | 'quote'> => ({
  difficulty,
  bloom,
  topic,
  slot: number,
  passage: passage.number,
  quote,
});

/** Ids of parts in the order in which they are shown. */
export const partIds = 'abcdefghijkl'.split('');

export function options(
  right: readonly string[],
  wrong: readonly string[],
  random: SeededRandom,
): { options: { id: string; text: string }[]; keys: string[] } {
  const texts = random.shuffled([...right, ...wrong]);
  // Numbers are looked for in their order.
  const value = (text: string): number => Number(text.replace(/,/g, ''));
  if (texts.every((text) => Number.isFinite(value(text)))) texts.sort((a, b) => value(a) - value(b));
  const shown = texts.map((text, at) => ({ id: partIds[at]!, text }));
  return { options: shown, keys: shown.filter(({ text }) => right.includes(text)).map(({ id }) => id) };
}

/** Points of a rubric: equal shares in hundredths, what is left over to the first. */
export function shares(marks: number, count: number): number[] {
  const each = Math.floor((marks * 100) / count) / 100;
  const first = Math.round((marks - each * (count - 1)) * 1e6) / 1e6;
  return Array.from({ length: count }, (_, at) => (at === 0 ? first : each));
}
