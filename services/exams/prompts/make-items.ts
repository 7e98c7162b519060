/**
 * Asking a model for questions. The answer's form leaves out what code does better and without favour: ids, the order of options,
 * how many points a criterion has of how many.
 */
import type { BloomLevel, Difficulty, ItemType } from '@scory/contracts/exams/items.ts';
import type { Prompt } from '@scory/llm/prompt.ts';
import { z } from 'zod';
import { fenced, fencedAsData } from './fence.ts';

const common = {
  slot: z.int().describe('Number of the question in the list of those that are wanted'),
  passage: z.int().describe('Number of the passage that it rests on'),
  quote: z
    .string()
    .describe('The words of that passage which show the answer to be right, copied character by character'),
  stem: z.string().describe('The question as it is asked'),
  explanation: z.string().describe('Why the answer is right, in one or two sentences'),
};
const open = {
  model_answer: z.string(),
  criteria: z.array(
    z.object({ text: z.string().describe('One thing that an answer should say'), points: z.number() }),
  ),
};

/** By type: how a model gives a question. */
const drafts = {
  mcq: z.object({ type: z.literal('mcq'), ...common, answer: z.string(), distractors: z.array(z.string()) }),
  multi_select: z.object({
    type: z.literal('multi_select'),
    ...common,
    right: z.array(z.string()),
    wrong: z.array(z.string()),
  }),
  true_false: z.object({ type: z.literal('true_false'), ...common, value: z.boolean() }),
  cloze: z.object({
    type: z.literal('cloze'),
    ...common,
    text: z.string().describe('The sentence with its gaps as {{g1}}, {{g2}} …'),
    gaps: z.array(
      z.object({ id: z.string(), accepted: z.array(z.string()).describe('What is right, the best first') }),
    ),
  }),
  short_answer: z.object({ type: z.literal('short_answer'), ...common, ...open }),
  numeric: z.object({
    type: z.literal('numeric'),
    ...common,
    value: z.number(),
    unit: z.string().describe('Empty where it is a bare number'),
    tolerance: z.number(),
  }),
  matching: z.object({
    type: z.literal('matching'),
    ...common,
    pairs: z.array(z.object({ left: z.string(), right: z.string() })),
    extra_right: z.array(z.string()).describe('Right sides that belong to none; may be empty'),
  }),
  ordering: z.object({
    type: z.literal('ordering'),
    ...common,
    steps: z.array(z.string()).describe('In the right order'),
  }),
  essay: z.object({ type: z.literal('essay'), ...common, ...open, words_max: z.int() }),
} as const satisfies Record<ItemType, z.ZodType>;

type Drafts = { [T in ItemType]: z.infer<(typeof drafts)[T]> };
export type Draft<T extends ItemType = ItemType> = Drafts[T];

export interface MakeItemsInput {
  /** ISO 639-1. */
  language: string;
  wanted: {
    slot: number;
    type: ItemType;
    bloom: BloomLevel;
    difficulty: Difficulty;
    topic: string;
    passages: number[];
    marks: number;
    /** What was wrong with those it was tried with. */
    rejected: string[];
  }[];
  passages: { number: number; section: readonly string[]; text: string }[];
  /** Stems of questions that there are already. */
  avoid: string[];
}

/** Grows with every change of what is said or asked for below; part of cache keys. */
export const makeItemsVersion = 1;

const rules = `Rules:
- Each question rests on one sentence or two of its passage. "quote" is copied from the passage exactly: the same words, the same spelling, nothing left out. Without such words there is no question.
- Exactly one answer is right, and it follows from the quote. What is wrong is plausible to somebody who has not understood, and clearly wrong to somebody who has.
- Options are of the same kind, grammar and length; the right one is not the longest. No "all of the above", "none of the above", "both". No absolute words such as "always" or "never" in wrong options alone.
- A question is understood without the passage: it names what it asks about. Never "according to the text", "the author", "this study", "the figure", "above", nor a pronoun for something it has not named.
- Numbers, names and units stand as in the passage.
- No question gives away the answer of another one, and no two ask the same.
- A statement for true or false is wrong in one respect only, and is not made wrong by adding "not".
- A gap stands for a word that matters, never for a function word; the rest of the sentence allows nothing else.
- In "ordering" and "matching" the order or the pairs stand in the passage.
- Open questions: the criteria are what a full answer says, each on its own, with points that add up to the marks; the model answer meets all of them.
- Levels (Bloom): remember – recall a fact; understand – say what it means; apply – use it in a case that is not in the passage; analyze – find parts, causes, assumptions; evaluate – judge by criteria; create – design something new.`;

const system = `You write examination questions for students, from passages of their course material, as an experienced teacher would.

${fencedAsData(['passage', 'avoid'])}

${rules}

Answer with one question for each one that is wanted, in its type, on one of its passages. Leave one out rather than break a rule.`;

function wantedLine({
  slot,
  type,
  bloom,
  difficulty,
  topic,
  passages,
  marks,
  rejected,
}: MakeItemsInput['wanted'][number]): string {
  const line = `- Question ${slot}: type ${type}; level ${bloom}; ${difficulty}; ${marks} marks; topic ${JSON.stringify(topic)}; passage ${passages.join(' or ')}`;
  if (rejected.length === 0) return line;
  return `${line}\n  Was turned away before: ${JSON.stringify(rejected.join(' '))} Ask something else or mend it.`;
}

function user({ language, wanted, passages, avoid }: MakeItemsInput): string {
  const texts = passages.map(({ number, section, text }) =>
    fenced('passage', `${section.length > 0 ? `[${section.join(' › ')}]\n` : ''}${text}`, { number }),
  );
  return [
    `Write in the language with the ISO 639-1 code "${language}"; quotes stay as they are.`,
    `Wanted:\n${wanted.map(wantedLine).join('\n')}`,
    ...texts,
    ...(avoid.length > 0
      ? [`Do not ask what these ask:\n${fenced('avoid', avoid.map((stem) => `- ${stem}`).join('\n'))}`]
      : []),
  ].join('\n\n');
}

const tokensOf: Partial<Record<ItemType, number>> = {
  essay: 900,
  short_answer: 500,
  matching: 500,
  ordering: 450,
};
const tokensOfOthers = 350;

/** The prompt for questions of these types: a model is shown the forms that it needs and no others. */
export function makeItemsPrompt(types: readonly ItemType[]): Prompt<MakeItemsInput, { items: Draft[] }> {
  const [first, ...others] = [...new Set(types)].sort().map((type) => drafts[type]);
  if (!first) throw new Error('no type was asked for');
  const draft = others.length === 0 ? first : z.union([first, ...others]);
  return {
    id: 'exams.make-items',
    version: makeItemsVersion,
    system,
    user,
    schema: z.object({ items: z.array(draft) }) as z.ZodType<{ items: Draft[] }>,
    maxOutputTokens: 300 + types.reduce((sum, type) => sum + (tokensOf[type] ?? tokensOfOthers), 0),
  };
}
