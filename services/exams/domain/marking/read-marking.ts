/**
 * From what a model said of an answer to its marking. The model proposes; what it proposes counts where the answer bears
 * it: every criterion that earns something needs words that stand so in the answer.
 */
import { addressesMarker } from './addresses-marker.ts';
import { quotesIn, repeats } from './answer-quote.ts';
import { contentStems } from './content-words.ts';
import { type Doubt, type Marking, type OpenQuestion, shareOf } from './open-marking.ts';

export const levels = ['none', 'quarter', 'half', 'three_quarters', 'full'] as const;
export type Level = (typeof levels)[number];

const shares: Readonly<Record<Level, number>> = {
  none: 0,
  quarter: 0.25,
  half: 0.5,
  three_quarters: 0.75,
  full: 1,
};

/** What the model says of one answer. */
export interface Judgement {
  criteria: { criterion: string; quote: string; level: Level; comment: string }[];
  feedback: string;
}

/** Two gradings that are further apart are looked at by a person. */
const disagreementMin = 0.25;
const commentMax = 500;
const feedbackMax = 2_000;

const cut = (text: string, max: number): string | null => text.trim().slice(0, max).toWellFormed() || null;

export function readMarking(question: OpenQuestion, answer: string, judged: Judgement): Marking {
  const doubts = new Set<Doubt>();
  const said = new Map<string, Judgement['criteria'][number]>();
  // The first word on a criterion counts; what is no criterion of the rubric counts for nothing.
  for (const one of judged.criteria) if (!said.has(one.criterion)) said.set(one.criterion, one);
  const find = quotesIn(answer);
  const criteria = question.rubric.map(({ id }) => {
    const one = said.get(id);
    if (!one) {
      doubts.add('incomplete');
      return { id, share: 0, quote: null, comment: null };
    }
    const quote = find(one.quote);
    const proven = quote !== undefined && !repeats(question.stem, quote);
    const claimed = shares[one.level];
    if (claimed > 0 && !proven) doubts.add('unproven');
    return {
      id,
      share: proven ? claimed : 0,
      quote: claimed > 0 && proven ? quote : null,
      comment: cut(one.comment, commentMax),
    };
  });
  const marking: Marking = {
    marked_by: 'model',
    criteria,
    feedback: cut(judged.feedback, feedbackMax),
    doubts: [],
    confidence: null,
    difference: null,
  };
  if (addressesMarker(answer)) doubts.add('addresses_marker');
  if (shareOf(question.rubric, marking) > 0.5 && !overlaps(question, answer)) doubts.add('no_overlap');
  return { ...marking, doubts: [...doubts] };
}

/** Whether the answer has a word of what was expected that the question did not give away. */
function overlaps(question: OpenQuestion, answer: string): boolean {
  const asked = contentStems(question.stem);
  const expected = contentStems(
    [question.model_answer, ...question.rubric.map(({ text }) => text)].join('\n'),
  );
  return [...contentStems(answer)].some((stem) => expected.has(stem) && !asked.has(stem));
}

/** The first marking with what a second one of the same answer says about it. */
export function withSecond(question: OpenQuestion, first: Marking, second: Marking): Marking {
  const [a, b] = [shareOf(question.rubric, first), shareOf(question.rubric, second)];
  const difference = Math.abs(a - b);
  const doubts = new Set([
    ...first.doubts,
    ...(difference >= disagreementMin ? ['disagreement' as const] : []),
  ]);
  return { ...first, difference, confidence: 1 - difference, doubts: [...doubts] };
}
