/**
 * A stand-in for a model that makes and answers questions: it reads the facts of `facts.ts` in the passages of the prompt. What it
 * makes is good; `spoil` turns chosen questions bad, to see them found out.
 */
import type { ItemType } from '@scory/contracts/exams/items.ts';
import type { StandInRequest } from '@scory/llm/stand-in/server.ts';
import type { Draft } from '../prompts/make-items.ts';
import { type Fact, factsIn, orderSentence, others, partsSentence, releaseSentence } from './facts.ts';

interface Wanted {
  slot: number;
  type: ItemType;
  passage: number;
  /** Reasons for which its earlier ones were turned away. */
  rejected: string | undefined;
}

export interface ItemMaker {
  respond(request: StandInRequest): unknown;
  /** How often it was asked for questions, and for answers. */
  calls: { make: number; solve: number };
}

const wantedLine =
  /^- Question (\d+): type (\w+);.*; passage (\d+)[^\n]*(?:\n {2}Was turned away before: ([^\n]*))?/gm;
const fence = (name: string): RegExp => new RegExp(`<${name}([^>]*)>\\n([\\s\\S]*?)\\n</${name}>`, 'g');

function fencedIn(name: string, text: string): Map<number, { text: string; attributes: string }> {
  const found = [...text.matchAll(fence(name))].map(([, attributes = '', inside = '']) => {
    const number = Number(/number="(\d+)"/.exec(attributes)?.[1]);
    return [number, { text: inside, attributes }] as const;
  });
  return new Map(found);
}

/** @param turn which of the passage's facts it asks about */
function draftOf(type: ItemType, facts: readonly Fact[], turn: number): Draft | undefined {
  const fact = facts[turn % facts.length];
  if (!fact) return undefined;
  const { name, verb, grams, substance, place } = fact;
  const bare = verb.replace(/(?<=sh|ch)es$|s$/, '');
  const common = { slot: 0, passage: 0, explanation: `The ${name} does so.` };
  const release = { ...common, quote: releaseSentence(fact) };
  const [wrong] = others.substances(fact) as [string];
  const open = {
    model_answer: releaseSentence(fact),
    criteria: [
      { text: `Names ${substance}`, points: 1 },
      { text: `Names the ${place} that takes it up`, points: 2 },
    ],
  };
  switch (type) {
    case 'mcq':
      return {
        ...release,
        type,
        stem: `Which metal does the ${name} ${bare} into the ${place}?`,
        answer: substance,
        distractors: others.substances(fact).slice(0, 3),
      };
    case 'multi_select':
      return {
        ...common,
        quote: partsSentence(fact),
        type,
        stem: `Which parts is the ${name} built from?`,
        right: [...fact.parts],
        wrong: others.parts(fact).slice(0, 3),
      };
    case 'true_false':
      return {
        ...release,
        type,
        stem: `The ${name} ${verb} ${grams} grams of ${turn % 2 === 0 ? substance : wrong} into the ${place}.`,
        value: turn % 2 === 0,
      };
    case 'cloze':
      return {
        ...release,
        type,
        stem: `Fill in the metal that goes into the ${place}.`,
        text: `The ${name} ${verb} ${grams} grams of {{g1}} into the ${place}.`,
        gaps: [{ id: 'g1', accepted: [substance] }],
      };
    case 'numeric':
      return {
        ...release,
        type,
        stem: `How many grams of ${substance} does the ${name} ${bare} into the ${place}?`,
        value: grams,
        unit: 'grams',
        tolerance: 0,
      };
    case 'matching':
      return {
        ...release,
        type,
        stem: `Match each device near the ${place} with how much of its metal it handles.`,
        pairs: facts.slice(0, 3).map((each) => ({ left: each.name, right: `${each.grams} grams` })),
        extra_right: [],
      };
    case 'ordering':
      return {
        ...common,
        quote: orderSentence(facts),
        type,
        stem: `In which order do ${facts
          .map((each) => each.name)
          .sort()
          .join(', ')} start during a cycle?`,
        steps: facts.slice(0, 3).map((each) => `The ${each.name} starts`),
      };
    case 'short_answer':
      return {
        ...release,
        ...open,
        type,
        stem: `What does the ${name} ${bare} into the ${place}, and how much of it?`,
      };
    case 'essay':
      return {
        ...release,
        ...open,
        type,
        stem: `Discuss what the ${name} does for the ${place}.`,
        words_max: 300,
      };
  }
}

type Answering = (body: Record<string, { id: string; text: string }[]>) => Record<string, unknown>;

/** How the solver finds the answer again, in the ids that it is shown. */
function answering(draft: Draft): Answering {
  const idOf = (parts: readonly { id: string; text: string }[] | undefined, text: string): string =>
    parts?.find((part) => part.text === text)?.id ?? '';
  switch (draft.type) {
    case 'mcq':
      return ({ options }) => ({ option: idOf(options, draft.answer) });
    case 'multi_select':
      return ({ options }) => ({ options: draft.right.map((text) => idOf(options, text)) });
    case 'true_false':
      return () => ({ value: draft.value });
    case 'cloze':
      return () => ({ gaps: draft.gaps.map(({ id, accepted }) => ({ id, text: accepted[0] })) });
    case 'numeric':
      return () => ({ value: draft.value });
    case 'matching':
      return ({ left, right }) => ({
        pairs: draft.pairs.map((pair) => ({ left: idOf(left, pair.left), right: idOf(right, pair.right) })),
      });
    case 'ordering':
      return ({ items }) => ({ order: draft.steps.map((text) => idOf(items, text)) });
    default:
      return () => ({});
  }
}

/** @param spoil may change a question before it is told; it sees whether an earlier one of the slot was turned away */
export function createItemMaker(
  spoil: (draft: Draft, rejected: boolean) => Draft = (draft) => draft,
): ItemMaker {
  /** By stem. */
  const known = new Map<string, Answering>();
  const calls = { make: 0, solve: 0 };

  function make(user: string): unknown {
    calls.make += 1;
    const passages = fencedIn('passage', user);
    const turns = new Map<number, number>();
    const wanted = [...user.matchAll(wantedLine)].map(
      ([, slot, type, passage, rejected]): Wanted => ({
        ...{ slot: Number(slot), type: type as ItemType, passage: Number(passage), rejected },
      }),
    );
    const items = wanted.flatMap(({ slot, type, passage, rejected }) => {
      const turn = turns.get(passage) ?? 0;
      turns.set(passage, turn + 1);
      const made = draftOf(type, factsIn(passages.get(passage)?.text ?? ''), turn);
      if (!made) return [];
      known.set(made.stem, answering(made));
      return [{ ...spoil({ ...made, slot, passage }, rejected !== undefined), slot, passage }];
    });
    return { items };
  }

  function solve(user: string): unknown {
    calls.solve += 1;
    const answers = [...fencedIn('question', user)].flatMap(([question, { text }]) => {
      const [first = '', stem = '', body = '{}'] = text.split('\n');
      const answer = known.get(stem);
      return answer ? [{ type: first.replace('Type: ', ''), question, ...answer(JSON.parse(body)) }] : [];
    });
    return { answers };
  }

  return {
    calls,
    respond: ({ schema, user }) =>
      'items' in ((schema?.properties ?? {}) as object) ? make(user) : solve(user),
  };
}
