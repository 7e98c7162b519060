/** Pages whose text runs in another direction than the page is displayed in are turned until it stands upright. */
import type { Box } from '@scory/contracts/documents/text.ts';
import { countUnmapped } from './clean-text.ts';
import type { RawPage, TextItem } from './page-lines.ts';

/** Direction in which text runs on the page as displayed, in quarter turns clockwise. */
export type Turns = 0 | 1 | 2 | 3;

/** A piece of text; `x` and `y` are where its baseline begins on the page as displayed. */
export interface DrawnText extends TextItem {
  turns: Turns;
}

/** @param x,y a step along the baseline, y downwards */
export function quarterTurns(x: number, y: number): Turns {
  const turns = Math.round(Math.atan2(y, x) / (Math.PI / 2));
  return ((turns + 4) % 4) as Turns;
}

type Size = Pick<RawPage, 'width' | 'height'>;

function upright({ x, y }: DrawnText, turns: Turns, { width, height }: Size): [number, number] {
  if (turns === 1) return [y, width - x];
  if (turns === 2) return [width - x, height - y];
  if (turns === 3) return [height - y, x];
  return [x, y];
}

const rotations = { 1: 270, 2: 180, 3: 90 } as const;

/** A box on the page as displayed, on the page turned upright. */
export function uprightBox([x0, y0, x1, y1]: Box, { rotation, width, height }: RawPage): Box {
  if (rotation === 270) return [y0, height - x1, y1, height - x0];
  if (rotation === 180) return [width - x1, height - y1, width - x0, height - y0];
  if (rotation === 90) return [width - y1, x0, width - y0, x1];
  return [x0, y0, x1, y1];
}

/** A page as a reader of the file has read it. */
export interface ReadPage extends RawPage {
  /** Characters without a meaning outside of the font that drew them. */
  unmapped: number;
  /** Where two readers of the page disagree: how far they agree, and whose reading this is. */
  readers?: { agreement: number; kept: 'first' | 'second' };
}

/** The page as most of its text runs; what runs across that (a stamp on the margin) is left out. */
export function uprightPage(number: number, size: Size, drawn: readonly DrawnText[]): ReadPage {
  const characters = [0, 0, 0, 0];
  for (const { text, turns } of drawn) characters[turns]! += text.length;
  const main = characters.indexOf(Math.max(...characters)) as Turns;
  const across = main === 1 || main === 3;
  const items: TextItem[] = [];
  let unmapped = 0;
  for (const each of drawn) {
    if (each.turns !== main) continue;
    const { turns: _main, ...item } = each;
    unmapped += countUnmapped(item.text);
    if (main === 0) items.push(item);
    else {
      const [x, y] = upright(each, main, size);
      items.push({ ...item, x, y });
    }
  }
  return {
    number,
    width: across ? size.height : size.width,
    height: across ? size.width : size.height,
    ...(main !== 0 && { rotation: rotations[main] }),
    items,
    unmapped,
  };
}
