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
const isInvisible = ({ unseen }: TextItem): boolean => unseen === 'render-mode';

const charactersOf = (items: readonly TextItem[]): number =>
  items.reduce((sum, { text }) => sum + text.trim().length, 0);

/**
 * Hidden is what lies outside the page, is smaller than a point, or is drawn so that it does not show. What most
 * of a page's text is drawn like is not hidden: the invisible text over a scan is what the scan says.
 */
export function partHidden(page: RawPage): { seen: TextItem[]; hidden: TextItem[] } {
  const within = page.items.filter((item) => !isOutside(item, page));
  const half = charactersOf(within) / 2;
  const hides = [isTiny, isInvisible].filter((has) => charactersOf(within.filter(has)) < half);
  const isHidden = (item: TextItem): boolean =>
    item.unseen === 'colour' || isOutside(item, page) || hides.some((has) => has(item));
  if (!page.items.some(isHidden)) return { seen: page.items, hidden: [] };
  return {
    seen: page.items.filter((item) => !isHidden(item)),
    hidden: page.items.filter(isHidden),
  };
}
