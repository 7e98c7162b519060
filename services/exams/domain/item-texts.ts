/** What an item shows, and what its answer says, in words: the sides by which items are compared. */
import type { MadeItem } from './made-item.ts';

const gapPattern = /\{\{([a-z0-9]{1,12})\}\}/g;
export const gapIds = (text: string): string[] => [...text.matchAll(gapPattern)].map(([, id]) => id!);

/** The text of a cloze with its gaps filled by what is accepted first, or by `with`. */
export function filledCloze(item: MadeItem & { type: 'cloze' }, blank?: string): string {
  return item.body.text.replace(gapPattern, (_, id: string) => blank ?? item.key.gaps[id]?.[0] ?? '');
}

/** Options, parts and the like, as they stand below the stem. */
export function partTexts(item: MadeItem): string[] {
  switch (item.type) {
    case 'mcq':
    case 'multi_select':
      return item.body.options.map(({ text }) => text);
    case 'cloze':
      return item.body.gaps.flatMap(({ options }) => options ?? []);
    case 'matching':
      return [...item.body.left, ...item.body.right].map(({ text }) => text);
    case 'ordering':
      return item.body.items.map(({ text }) => text);
    default:
      return [];
  }
}

/** What is asked: the stem, and the text around the gaps of a cloze. */
export const askedText = (item: MadeItem): string =>
  item.type === 'cloze' ? `${item.stem} ${filledCloze(item, '_____')}` : item.stem;

/** Right answers as texts: the options of the key, what fills the gaps, the number, the pairs, the model answer. */
export function answerTexts(item: MadeItem): string[] {
  switch (item.type) {
    case 'mcq':
      return item.body.options.filter(({ id }) => id === item.key.option).map(({ text }) => text);
    case 'multi_select':
      return item.body.options.filter(({ id }) => item.key.options.includes(id)).map(({ text }) => text);
    case 'true_false':
      return [String(item.key.value)];
    case 'cloze':
      return gapIds(item.body.text).flatMap((id) => item.key.gaps[id]?.slice(0, 1) ?? []);
    case 'numeric':
      return [String(item.key.value)];
    case 'matching':
      return item.body.left.map(({ id, text }) => {
        const right = item.body.right.find((part) => part.id === item.key.pairs[id]);
        return `${text} ${right?.text ?? ''}`;
      });
    case 'ordering':
      return item.key.order.flatMap((id) => item.body.items.find((part) => part.id === id)?.text ?? []);
    case 'short_answer':
    case 'essay':
      return [item.key.model_answer];
  }
}

/** Options of a choice with the right ones marked, of which each list is a question of its own. */
export function choicesOf(item: MadeItem): { right: string[]; wrong: string[] }[] {
  switch (item.type) {
    case 'mcq':
    case 'multi_select': {
      const keys = item.type === 'mcq' ? [item.key.option] : item.key.options;
      const { options } = item.body;
      return [
        {
          right: options.filter(({ id }) => keys.includes(id)).map(({ text }) => text),
          wrong: options.filter(({ id }) => !keys.includes(id)).map(({ text }) => text),
        },
      ];
    }
    case 'cloze':
      return item.body.gaps.flatMap(({ id, options }) => {
        if (!options) return [];
        const accepted = new Set(item.key.gaps[id]);
        return [
          {
            right: options.filter((text) => accepted.has(text)),
            wrong: options.filter((text) => !accepted.has(text)),
          },
        ];
      });
    default:
      return [];
  }
}
