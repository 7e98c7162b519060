/** Paragraphs of plain text. */
import type { Paragraph } from '@scory/contracts/documents/text.ts';
import { tidyText } from './tidy-text.ts';

export const paragraphOf = (text: string, kind: Paragraph['kind']): Paragraph => ({ text, kind, boxes: [] });

/** Plain text: an empty line parts paragraphs; line breaks within one are wrapping. */
export function plainParagraphs(text: string): Paragraph[] {
  return text
    .split(/\r\n?|\n/)
    .join('\n')
    .split(/\n[^\S\n]*\n/)
    .map(tidyText)
    .filter((part) => part !== '')
    .map((part) => paragraphOf(part, 'text'));
}
