/** What a browser would show of HTML, and whether anything in it is more than text. */

import { Parser } from 'htmlparser2';
import { visibleText } from '../export/visible-text.ts';

export interface ShownHtml {
  text: string;
  /** Tags beside line breaks. */
  tags: string[];
}

export function readHtml(html: string): ShownHtml {
  const shown: ShownHtml = { text: '', tags: [] };
  const parser = new Parser(
    {
      ontext: (text) => {
        shown.text += text;
      },
      onopentag: (name) => {
        if (name === 'br') shown.text += '\n';
        else shown.tags.push(name);
      },
      oncomment: () => void shown.tags.push('!--'),
    },
    { decodeEntities: true },
  );
  parser.end(html);
  return { ...shown, text: same(shown.text) };
}

/** Spaces of every kind are one, and those at the ends none: what formats may do with text that nobody sees. */
export const same = (text: string): string =>
  visibleText(text)
    .replaceAll('\t', '    ')
    .replace(/[\u00a0 ]/g, ' ')
    .trim();
