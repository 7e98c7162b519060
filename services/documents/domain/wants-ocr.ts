/** Whether the text of a page is to be had from its picture and not from the file. */

/** Fewer visible characters than this on a page are a stamp or a page number, not its text. */
export const fewestGlyphs = 20;
/** Part of the characters without a meaning outside their font, from which on the text is no text. */
const mostUnmapped = 0.1;
/** Below this a picture says something else than the file's text. */
const leastAgreement = 0.5;

export interface PageText {
  /** Characters with a meaning, without spaces. */
  glyphs: number;
  /** Private-use characters, U+FFFD and leaked codes. */
  unmapped: number;
  /** There is text, and none of it is to be seen. */
  unseen: boolean;
  /** Most words are words of no language, in whichever reading. */
  garbled: boolean;
}

export type WantsOcr = 'few glyphs' | 'unmapped glyphs' | 'unseen text' | 'garbled text';

export function wantsOcr({ glyphs, unmapped, unseen, garbled }: PageText): WantsOcr | undefined {
  if (unmapped > mostUnmapped * (glyphs + unmapped)) return 'unmapped glyphs';
  if (glyphs < fewestGlyphs) return 'few glyphs';
  if (unseen) return 'unseen text';
  return garbled ? 'garbled text' : undefined;
}

/**
 * Whether a picture's text takes the place of the file's. A few letters of a title page are worth more than what
 * an engine makes of them, and text over its own picture more than a reading that one would not stand by.
 */
export function replacesText(
  why: WantsOcr,
  page: Pick<PageText, 'glyphs'>,
  reading: { letters: number; certain: boolean; agreement: number },
): boolean {
  if (why === 'few glyphs') return reading.letters > 1.5 * page.glyphs + 5;
  // Code and tables of numbers look garbled too: their picture says the same.
  if (why === 'garbled text') return reading.certain && reading.agreement < leastAgreement;
  return why === 'unmapped glyphs' || reading.certain;
}
