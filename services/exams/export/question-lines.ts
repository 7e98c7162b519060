/** What is asked, in lines of plain text. Nothing in it comes from a key. */
import type { Item } from '@scory/contracts/exams/items.ts';
import { clozeParts, clozeText, gapsOf } from './cloze-parts.ts';
import type { Labels } from './labels.ts';
import { shownItems, shownOptions, shownRight } from './shown-parts.ts';

/** What there is to choose from, a line each. */
export function choiceLines(item: Item, labels: Labels): string[] {
  const lettered = (parts: { letter: string; text: string }[]): string[] =>
    parts.map(({ letter, text }) => `${letter}) ${text}`);
  switch (item.type) {
    case 'mcq':
    case 'multi_select':
      return lettered(shownOptions(item));
    case 'true_false':
      return [labels.true, labels.false];
    case 'cloze':
      return gapsOf(clozeParts(item)).flatMap(({ number, options }) =>
        options ? [`(${number}) ${options.join(' / ')}`] : [],
      );
    case 'matching':
      return [
        ...item.body.left.map(({ text }, place) => `${place + 1}. ${text}`),
        ...lettered(shownRight(item)),
      ];
    case 'ordering':
      return lettered(shownItems(item));
    case 'numeric':
      return item.body.unit === null ? [] : [item.body.unit];
    case 'short_answer':
      return [];
    case 'essay':
      return item.body.words_max === null ? [] : [labels.words(item.body.words_max)];
  }
}

export const questionText = (item: Item): string =>
  item.type === 'cloze' ? `${item.stem}\n${clozeText(clozeParts(item))}` : item.stem;
