/** Whether an answer can be one to its item: it has the shape of the type, and names only what the item has. */
import { type Answer, answerShapes } from '@scory/contracts/exams/items.ts';
import type { MarkedItem } from './mark-by-rule.ts';

/** What is wrong with it, to be shown to the caller; undefined where nothing is. */
export function checkAnswer(item: Pick<MarkedItem, 'type' | 'body'>, answer: Answer): string | undefined {
  const shape = answerShapes[item.type].safeParse(answer);
  if (!shape.success) return `is no answer to a question of the type ${item.type}`;
  const { known, named } = namesIn(item as MarkedItem, answer);
  const unknown = named.find((name) => !known.has(name));
  if (unknown !== undefined) return `names ${unknown}, which the question does not have`;
  return new Set(named).size === named.length ? undefined : 'names something twice';
}

/** What the item has, and what the answer says of it. */
function namesIn(item: MarkedItem, answer: Answer): { known: Set<string>; named: string[] } {
  const idsOf = (parts: readonly { id: string }[]): string[] => parts.map(({ id }) => id);
  switch (item.type) {
    case 'mcq':
      return { known: new Set(idsOf(item.body.options)), named: [(answer as Answer<'mcq'>).option] };
    case 'multi_select':
      return { known: new Set(idsOf(item.body.options)), named: (answer as Answer<'multi_select'>).options };
    case 'cloze':
      return { known: new Set(idsOf(item.body.gaps)), named: Object.keys((answer as Answer<'cloze'>).gaps) };
    case 'ordering':
      return { known: new Set(idsOf(item.body.items)), named: (answer as Answer<'ordering'>).order };
    case 'matching': {
      // Two of the left may have the same of the right: it is wrong, but it can be answered.
      const { pairs } = answer as Answer<'matching'>;
      return {
        known: new Set([
          ...idsOf(item.body.left).map((id) => `${id} on the left`),
          ...idsOf(item.body.right).map((id) => `${id} on the right`),
        ]),
        named: [
          ...Object.keys(pairs).map((id) => `${id} on the left`),
          ...new Set(Object.values(pairs).map((id) => `${id} on the right`)),
        ],
      };
    }
    default:
      return { known: new Set(), named: [] };
  }
}
