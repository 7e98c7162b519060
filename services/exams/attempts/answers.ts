/** Answers as they come in: checked against the items of the exam, and put together with what was saved. */
import { Problem } from '@scory/chassis/errors.ts';
import type { Answer, Item } from '@scory/contracts/exams/items.ts';
import { checkAnswer } from '../domain/marking/check-answer.ts';
import type { Answers } from '../store/attempt-store.ts';

/** By item; null takes an answer back. */
export type GivenAnswers = Record<string, Answer | null>;

/** Throws `Problem` 422 `ITEM_UNKNOWN` or `ANSWER_INVALID`, naming every answer that is wrong. */
export function assertAnswers(items: readonly Item[], given: GivenAnswers): void {
  const byId = new Map(items.map((item) => [item.id, item]));
  const pointer = (id: string): string => `/answers/${id}`;
  const unknown = Object.keys(given).filter((id) => !byId.has(id));
  if (unknown.length > 0)
    throw new Problem(422, 'ITEM_UNKNOWN', 'The exam has no such question', {
      errors: unknown.map((id) => ({ pointer: pointer(id), message: 'is no question of this exam' })),
    });
  const wrong = Object.entries(given).flatMap(([id, answer]) => {
    const message = answer && checkAnswer(byId.get(id) as Item, answer);
    return message ? [{ pointer: pointer(id), message }] : [];
  });
  if (wrong.length > 0)
    throw new Problem(422, 'ANSWER_INVALID', 'An answer does not fit its question', { errors: wrong });
}

export function merged(saved: Answers, given: GivenAnswers): Answers {
  const all = { ...saved, ...given };
  return Object.fromEntries(Object.entries(all).filter(([, answer]) => answer !== null)) as Answers;
}

/** Whether what comes again says nothing new. */
export function addsNothing(saved: Answers, given: GivenAnswers): boolean {
  return Object.entries(given).every(([id, answer]) => canonical(saved[id] ?? null) === canonical(answer));
}

/** JSON with its keys in order: jsonb does not keep theirs. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
