/** Tells the text that a reader of the page sees from the text that only programs do. */
import type { RawPage, TextItem } from './page-lines.ts';

/** Smaller than this, in points, nothing can be read. */
const smallestSize = 1;

function isOutside({ x, y, width, size }: TextItem, page: RawPage): boolean {
  return x + width <= 0 || x >= page.width || y <= 0 || y - size >= page.height;
}

/** Fonts with a scale of their own may say a small size and draw large letters: their width gives them away. */
const isTiny = ({ size, width, text }: TextItem): boolean =>
  size < smallestSize && width < smallestSize * text.length;
const isPictureLayer = ({ unseen }: TextItem): boolean => unseen === 'picture-layer';

const charactersOf = (items: readonly TextItem[]): number =>
  items.reduce((sum, { text }) => sum + text.trim().length, 0);

/** Whether the page has text, and all of it is laid over or under a picture. */
export function isReadScan(page: RawPage): boolean {
  const within = page.items.filter((item) => item.text.trim() !== '' && !isOutside(item, page));
  return within.length > 0 && within.every(isPictureLayer);
}

/**
 * Hidden is what lies outside the page, is smaller than a point, or is drawn so that it does not show. The text of
 * a scan is what most of its page is: undrawn letters over the picture that was read. Fonts of no size that most of
 * a page is set in are the file's way of counting.
 */
export function partHidden(page: RawPage): { seen: TextItem[]; hidden: TextItem[] } {
  const within = page.items.filter((item) => !isOutside(item, page));
  const half = charactersOf(within) / 2;
  const hides = [isTiny, isPictureLayer].filter((has) => charactersOf(within.filter(has)) < half);
  const isHidden = (item: TextItem): boolean =>
    (item.unseen !== undefined && !isPictureLayer(item)) ||
    isOutside(item, page) ||
    hides.some((has) => has(item));
  if (!page.items.some(isHidden)) return { seen: page.items, hidden: [] };
  return {
    seen: page.items.filter((item) => !isHidden(item)),
    hidden: page.items.filter(isHidden),
  };
}

export const hidesText = (page: RawPage): boolean =>
  partHidden(page).hidden.some(({ text }) => /[\p{L}\p{N}]/u.test(text));
