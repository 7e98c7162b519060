/** Answers for people to read: options by their text, not by their names. And what brings like answers beside each other. */
import type { Answer, Item } from '@scory/contracts/exams/items.ts';
import { contentStems } from './content-words.ts';

export function answerInWords(item: Item, answer: Answer | null | undefined): string {
  if (!answer) return '';
  const textOf = (parts: readonly { id: string; text: string }[], id: string): string =>
    parts.find((part) => part.id === id)?.text ?? id;
  switch (item.type) {
    case 'mcq':
      return textOf(item.body.options, (answer as Answer<'mcq'>).option);
    case 'multi_select':
      return (answer as Answer<'multi_select'>).options.map((id) => textOf(item.body.options, id)).join('; ');
    case 'true_false':
      return String((answer as Answer<'true_false'>).value);
    case 'numeric':
      return String((answer as Answer<'numeric'>).value);
    case 'cloze': {
      const { gaps } = answer as Answer<'cloze'>;
      return item.body.gaps.map(({ id }) => (Object.hasOwn(gaps, id) ? gaps[id] : '–')).join('; ');
    }
    case 'matching':
      return Object.entries((answer as Answer<'matching'>).pairs)
        .map(([left, right]) => `${textOf(item.body.left, left)} – ${textOf(item.body.right, right)}`)
        .join('; ');
    case 'ordering':
      return (answer as Answer<'ordering'>).order.map((id) => textOf(item.body.items, id)).join(' → ');
    default:
      return (answer as Answer<'essay'>).text;
  }
}

const likenessMax = 200;

/**
 * Sorting by it brings answers beside each other that earned the same and share their longest words, which are their most
 * particular ones: a small word more or another order of words changes little.
 */
export function likenessOf(text: string, shares: readonly number[] = []): string {
  const stems = [...contentStems(text)].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  return `${shares.map((share) => Math.round(share * 4)).join('')} ${stems.join(' ')}`
    .slice(0, likenessMax)
    .toWellFormed();
}
