/** Which pieces of a page's text do not show, told by another reader of the page. */
import type { Box } from '@scory/contracts/documents/text.ts';
import type { TextItem } from './page-lines.ts';

export type Unseen = NonNullable<TextItem['unseen']>;

/** A stretch of text that the page has and does not show, in points of the page as the items are placed. */
export interface UnseenText {
  text: string;
  box: Box;
  why: Unseen;
}

/** What is left of a text in whichever way two readers write it. */
function lettersOf(text: string): { letters: string; places: number[] } {
  const places: number[] = [];
  let letters = '';
  let at = 0;
  for (const character of text) {
    const plain = character.normalize('NFKC').replace(/[\s\p{C}]/gu, '');
    for (let index = 0; index < plain.length; index += 1) places.push(at);
    letters += plain;
    at += character.length;
  }
  return { letters, places };
}

/** How far, in points, boxes of two readers may lie apart. */
const slack = 2;

const isAt = ({ x, y, width, size }: TextItem, [x0, top, x1, bottom]: Box): boolean =>
  x < x1 + slack && x + width > x0 - slack && y > top - slack && y - size < bottom + slack;

/** Characters `from` to `to` of the item that are the stretch's; undefined where it is another text. */
function rangeOf(
  item: TextItem,
  own: ReturnType<typeof lettersOf>,
  wanted: string,
  box: Box,
): [number, number] | undefined {
  const { letters, places } = own;
  if (letters === '') return undefined;
  if (wanted.includes(letters)) return [0, item.text.length];
  // Of several, the one that stands where the stretch does.
  let best: [number, number] | undefined;
  let nearest = Infinity;
  for (let at = letters.indexOf(wanted); at >= 0; at = letters.indexOf(wanted, at + 1)) {
    const from = places[at]!;
    const distance = Math.abs(item.x + (item.width * from) / item.text.length - box[0]);
    if (distance >= nearest) continue;
    nearest = distance;
    best = [from, places[at + wanted.length] ?? item.text.length];
  }
  return best;
}

function part(item: TextItem, from: number, to: number, unseen?: Unseen): TextItem[] {
  if (from >= to) return [];
  const width = item.width / item.text.length;
  return [
    {
      ...item,
      text: item.text.slice(from, to),
      x: item.x + from * width,
      width: (to - from) * width,
      ...(unseen && { unseen }),
    },
  ];
}

/** Text that only one of the readers has. */
const itemOf = ({ text, box: [x0, top, x1, bottom], why }: UnseenText): TextItem => ({
  ...{ text, x: x0, y: bottom, width: x1 - x0, size: Math.max(bottom - top, 0.01), font: '' },
  unseen: why,
});

/** The items of a page, in their order, with those marked and if need be divided that hold unseen text. */
export function markUnseen(items: readonly TextItem[], stretches: readonly UnseenText[]): TextItem[] {
  let marked = [...items];
  for (const stretch of stretches) {
    const { text, box, why } = stretch;
    const { letters } = lettersOf(text);
    if (letters === '') continue;
    let found = false;
    marked = marked.flatMap((item) => {
      if (item.unseen || !isAt(item, box)) return item;
      const range = rangeOf(item, lettersOf(item.text), letters, box);
      if (!range) return item;
      found = true;
      const [from, to] = range;
      return [...part(item, 0, from), ...part(item, from, to, why), ...part(item, to, item.text.length)];
    });
    if (!found) marked.push(itemOf(stretch));
  }
  return marked;
}

/** A text that a page draws and that does not show, whatever it says. */
export interface UnseenPlace {
  box: Box;
  /** Where its baseline begins. */
  origin: readonly [x: number, y: number];
  unseen: Unseen;
}

/** How many characters a place may be off where letters differ in width. */
const blur = 3;

/** The character that stands there; where a word begins or ends nearby, that is what is meant. */
function characterAt({ text, x, width }: TextItem, place: number): number {
  const at = Math.min(text.length, Math.max(0, Math.round(((place - x) / width) * text.length)));
  for (let off = 0; off <= blur; off += 1) {
    const edge = [at - off, at + off].find(
      (index) => index <= 0 || index >= text.length || (text[index] === ' ') !== (text[index - 1] === ' '),
    );
    if (edge !== undefined) return Math.min(text.length, Math.max(0, edge));
  }
  return at;
}

/** How far, in points, baselines of one text may lie apart as two readers tell them. */
const sameBaseline = 1;

/** Marks by place alone what stands where a text does not show of which nobody knows what it says. */
export function markUnseenAt(items: readonly TextItem[], places: readonly UnseenPlace[]): TextItem[] {
  let marked = [...items];
  for (const { box, origin, unseen } of places) {
    marked = marked.flatMap((item) => {
      const apart = Math.abs(item.y - origin[1]) > sameBaseline;
      if (item.unseen || item.width <= 0 || apart || item.x >= box[2] || item.x + item.width <= box[0])
        return item;
      const [from, to] = [characterAt(item, box[0]), characterAt(item, box[2])];
      return [...part(item, 0, from), ...part(item, from, to, unseen), ...part(item, to, item.text.length)];
    });
  }
  return marked;
}
