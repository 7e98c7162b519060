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

interface Asked {
  fact: Fact;
  /** All of the passage's. */
  facts: readonly Fact[];
  turn: number;
}

/** `sends` → `send`, `pushes` → `push`. */
const bare = (verb: string): string => verb.replace(/(?<=sh|ch)es$|s$/, '');
const common = ({ name }: Fact) => ({ slot: 0, passage: 0, explanation: `The ${name} does so.` });
const release = (fact: Fact) => ({ ...common(fact), quote: releaseSentence(fact) });
const open = (fact: Fact) => ({
  ...release(fact),
  model_answer: releaseSentence(fact),
  criteria: [
    { text: `Names ${fact.substance}`, points: 1 },
    { text: `Names the ${fact.place} that takes it up`, points: 2 },
  ],
});

const makers: { [T in ItemType]: (asked: Asked) => Draft<T> } = {
  mcq: ({ fact }) => ({
    ...release(fact),
    type: 'mcq',
    stem: `Which metal does the ${fact.name} ${bare(fact.verb)} into the ${fact.place}?`,
    answer: fact.substance,
    distractors: others.substances(fact).slice(0, 3),
  }),
  multi_select: ({ fact }) => ({
    ...common(fact),
    quote: partsSentence(fact),
    type: 'multi_select',
    stem: `Which parts is the ${fact.name} built from?`,
    right: [...fact.parts],
    wrong: others.parts(fact).slice(0, 3),
  }),
  true_false: ({ fact, turn }) => {
    const substance = turn % 2 === 0 ? fact.substance : others.substances(fact)[0];
    const stem = `The ${fact.name} ${fact.verb} ${fact.grams} grams of ${substance} into the ${fact.place}.`;
    return { ...release(fact), type: 'true_false', stem, value: turn % 2 === 0 };
  },
  cloze: ({ fact }) => ({
    ...release(fact),
    type: 'cloze',
    stem: `Fill in the metal that goes into the ${fact.place}.`,
    text: `The ${fact.name} ${fact.verb} ${fact.grams} grams of {{g1}} into the ${fact.place}.`,
    gaps: [{ id: 'g1', accepted: [fact.substance] }],
  }),
  numeric: ({ fact }) => ({
    ...release(fact),
    type: 'numeric',
    stem: `How many grams of ${fact.substance} does the ${fact.name} ${bare(fact.verb)} into the ${fact.place}?`,
    value: fact.grams,
    unit: 'grams',
    tolerance: 0,
  }),
  matching: ({ fact, facts }) => ({
    ...release(fact),
    type: 'matching',
    stem: `Match each device near the ${fact.place} with how much of its metal it handles.`,
    pairs: facts.slice(0, 3).map((each) => ({ left: each.name, right: `${each.grams} grams` })),
    extra_right: [],
  }),
  ordering: ({ fact, facts }) => {
    const names = facts.map((each) => each.name).sort();
    return {
      ...common(fact),
      quote: orderSentence(facts),
      type: 'ordering',
      stem: `In which order do ${names.join(', ')} start during a cycle?`,
      steps: facts.slice(0, 3).map((each) => `The ${each.name} starts`),
    };
  },
  short_answer: ({ fact }) => ({
    ...open(fact),
    type: 'short_answer',
    stem: `What does the ${fact.name} ${bare(fact.verb)} into the ${fact.place}, and how much of it?`,
  }),
  essay: ({ fact }) => ({
    ...open(fact),
    type: 'essay',
    stem: `Discuss what the ${fact.name} does for the ${fact.place}.`,
    words_max: 300,
  }),
};

/** @param turn which of the passage's facts it asks about */
function draftOf(type: ItemType, facts: readonly Fact[], turn: number): Draft | undefined {
  const fact = facts[turn % facts.length];
  return fact && makers[type]({ fact, facts, turn });
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
