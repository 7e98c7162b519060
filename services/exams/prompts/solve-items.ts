/** Asking a model to answer questions whose key it is not shown: one that has two right answers, or none, is found out so. */
import type { ItemType } from '@scory/contracts/exams/items.ts';
import type { Prompt } from '@scory/llm/prompt.ts';
import { z } from 'zod';
import { fenced, fencedAsData } from './fence.ts';

/** By type, how a model answers; open questions are not asked, for any of their answers is one among many. */
const solutions = {
  mcq: z.object({
    type: z.literal('mcq'),
    question: z.int(),
    option: z.string().describe('Id of the option'),
  }),
  multi_select: z.object({
    type: z.literal('multi_select'),
    question: z.int(),
    options: z.array(z.string()),
  }),
  true_false: z.object({ type: z.literal('true_false'), question: z.int(), value: z.boolean() }),
  cloze: z.object({
    type: z.literal('cloze'),
    question: z.int(),
    gaps: z.array(z.object({ id: z.string(), text: z.string() })),
  }),
  numeric: z.object({ type: z.literal('numeric'), question: z.int(), value: z.number() }),
  matching: z.object({
    type: z.literal('matching'),
    question: z.int(),
    pairs: z.array(z.object({ left: z.string(), right: z.string() })),
  }),
  ordering: z.object({ type: z.literal('ordering'), question: z.int(), order: z.array(z.string()) }),
} as const;

type Solutions = typeof solutions;
export type Solution = { [T in keyof Solutions]: z.infer<Solutions[T]> }[keyof Solutions];

export const isSolvable = (type: ItemType): type is keyof Solutions => type in solutions;

export interface SolveItemsInput {
  questions: { number: number; type: ItemType; stem: string; body: unknown; passage: number }[];
  passages: { number: number; text: string }[];
}

export const solveItemsVersion = 1;

const system = `You take an examination. Answer each question from its passage and from nothing else.

${fencedAsData(['passage', 'question'])}

Options, gaps, parts and steps are named by their ids: answer with those. If more than one answer is right, or none, give the one that fits best.`;

export function solveItemsPrompt(
  types: readonly ItemType[],
): Prompt<SolveItemsInput, { answers: Solution[] }> {
  const [first, ...others] = [...new Set(types)]
    .sort()
    .filter(isSolvable)
    .map((type) => solutions[type]);
  if (!first) throw new Error('none of the questions can be answered without judging');
  return {
    id: 'exams.solve-items',
    version: solveItemsVersion,
    system,
    user: ({ questions, passages }) =>
      [
        ...passages.map(({ number, text }) => fenced('passage', text, { number })),
        ...questions.map(({ number, type, stem, body, passage }) =>
          fenced('question', `Type: ${type}\n${stem}\n${JSON.stringify(body)}`, { number, passage }),
        ),
      ].join('\n\n'),
    schema: z.object({
      answers: z.array(others.length === 0 ? first : z.union([first, ...others])),
    }) as z.ZodType<{ answers: Solution[] }>,
    maxOutputTokens: 200 + types.length * 120,
  };
}
