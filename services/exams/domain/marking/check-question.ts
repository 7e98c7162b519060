/** Whether a question that comes with its answers can be marked: its body and key have the shape of its type and agree. */
import { type ItemType, itemShapes } from '@scory/contracts/exams/items.ts';
import type { MarkedItem } from './mark-by-rule.ts';

export type CheckedQuestion = { question: MarkedItem } | { problem: string };

export function checkQuestion(given: {
  type: ItemType;
  body: unknown;
  key: unknown;
  marks: number;
}): CheckedQuestion {
  const { type, marks } = given;
  const shapes = itemShapes[type];
  const body = shapes.body.safeParse(
    type === 'numeric' && isEmpty(given.body) ? { unit: null } : withoutRoom(type, given.body),
  );
  if (!body.success) return { problem: `has no body of the type ${type}` };
  const key = shapes.key.safeParse(given.key);
  if (!key.success) return { problem: `has no key of the type ${type}` };
  const question = { type, marks, body: body.data, key: key.data } as MarkedItem;
  const problem = disagreement(question);
  return problem === undefined ? { question } : { problem };
}

const isEmpty = (body: unknown): boolean => Object.keys(body as object).length === 0;

/** An essay has a length in words or says that it has none; who marks does not care. */
const withoutRoom = (type: ItemType, body: unknown): unknown =>
  type === 'essay' && isEmpty(body) ? { words_max: null } : body;

/** What of the key the body does not have. */
function disagreement(question: MarkedItem): string | undefined {
  const idsOf = (parts: readonly { id: string }[]): Set<string> => new Set(parts.map(({ id }) => id));
  const isAmong = (named: readonly string[], known: ReadonlySet<string>): boolean =>
    named.every((id) => known.has(id)) && new Set(named).size === named.length;
  switch (question.type) {
    case 'mcq':
      return idsOf(question.body.options).has(question.key.option)
        ? undefined
        : 'has a key that is none of its options';
    case 'multi_select':
      return isAmong(question.key.options, idsOf(question.body.options))
        ? undefined
        : 'has a key that is not of its options';
    case 'cloze': {
      const gaps = idsOf(question.body.gaps);
      const keyed = Object.keys(question.key.gaps);
      return isAmong(keyed, gaps) && keyed.length === gaps.size
        ? undefined
        : 'has a key that does not fill its gaps';
    }
    case 'ordering': {
      const items = idsOf(question.body.items);
      const { order } = question.key;
      return isAmong(order, items) && order.length === items.size
        ? undefined
        : 'has a key that does not order its items';
    }
    case 'matching': {
      const { left, right } = question.body;
      const { pairs } = question.key;
      const isWhole = isAmong(Object.keys(pairs), idsOf(left)) && Object.keys(pairs).length === left.length;
      return isWhole && Object.values(pairs).every((id) => idsOf(right).has(id))
        ? undefined
        : 'has a key that does not match its parts';
    }
    case 'short_answer':
    case 'essay': {
      const { rubric } = question.key;
      return idsOf(rubric).size === rubric.length ? undefined : 'names a criterion twice';
    }
    default:
      return undefined;
  }
}
