/** What is right, and why, in lines of plain text: for the key on paper, the back of a card, a cell of a table. */
import type { Item, ItemSource } from '@scory/contracts/exams/items.ts';
import { clozeParts, gapsOf } from './cloze-parts.ts';
import type { ItemOf } from './exam-to-export.ts';
import type { Labels } from './labels.ts';
import { partsNamed, shownItems, shownOptions, shownRight } from './shown-parts.ts';

/** Every answer names its words beside its letter: a letter alone is wrong as soon as somebody mixes the options. */
export function answerLines(item: Item, labels: Labels): string[] {
  switch (item.type) {
    case 'mcq':
      return optionLines(item, [item.key.option]);
    case 'multi_select':
      return optionLines(item, item.key.options);
    case 'true_false':
      return [item.key.value ? labels.true : labels.false];
    case 'cloze': {
      const gaps = gapsOf(clozeParts(item));
      return gaps.map(({ number, accepted }) => {
        const right = accepted.join(' / ');
        return gaps.length > 1 ? `(${number}) ${right}` : right;
      });
    }
    case 'numeric': {
      const { value, tolerance } = item.key;
      const unit = item.body.unit === null ? '' : ` ${item.body.unit}`;
      return [`${value}${tolerance > 0 ? ` ± ${tolerance}` : ''}${unit}`];
    }
    case 'matching': {
      const right = shownRight(item);
      return item.body.left.map(({ id, text }, place) => {
        const [match] = partsNamed(right, [item.key.pairs[id] ?? '']);
        return `${place + 1}. ${text} → ${match ? `${match.letter}) ${match.text}` : '–'}`;
      });
    }
    case 'ordering':
      return partsNamed(shownItems(item), item.key.order).map(
        ({ letter, text }, place) => `${place + 1}. ${letter}) ${text}`,
      );
    case 'short_answer':
    case 'essay':
      return [item.key.model_answer];
  }
}

const optionLines = (item: ItemOf<'mcq' | 'multi_select'>, ids: string[]): string[] => {
  const shown = shownOptions(item);
  // In the order that they are shown in, not that of the key.
  return partsNamed(
    shown,
    shown.map(({ id }) => id).filter((id) => ids.includes(id)),
  ).map(({ letter, text }) => `${letter}) ${text}`);
};

/** What a marker looks for; empty for what is marked by rule. */
export function rubricLines(item: Item, labels: Labels): string[] {
  if (item.type !== 'short_answer' && item.type !== 'essay') return [];
  return [`${labels.rubric}:`, ...item.key.rubric.map(({ text, points }) => `• ${text} (${points})`)];
}

/** Explanation and where it stands; `documents` are those of the whole exam, in their order. */
export function reasonLines(item: Item, labels: Labels, documents: readonly string[]): string[] {
  return [
    ...(item.explanation ? [item.explanation] : []),
    ...item.sources.map((source) => `${placeOf(source, labels, documents)}: “${source.quote}”`),
  ];
}

/** `page 3`, and of which document where an exam rests on several. */
export function placeOf(source: ItemSource, labels: Labels, documents: readonly string[]): string {
  const page = `${labels.page} ${source.page}`;
  if (documents.length < 2) return page;
  return `${labels.document} ${documents.indexOf(source.document_id) + 1}, ${page}`;
}

/** Documents that the questions rest on, in the order in which they first do. */
export const documentsOf = (items: readonly Item[]): string[] => [
  ...new Set(items.flatMap(({ sources }) => sources.map(({ document_id }) => document_id))),
];
