import { visibleText } from './visible-text.ts';

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escapeMarkup = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => entities[sign] as string);

/** Text of an item as HTML that shows it and nothing else: tags in it are words, lines and indents stay. */
export const htmlText = (text: string): string =>
  escapeMarkup(visibleText(text))
    .replace(/\t/g, '    ')
    .replace(/ (?= )|^ /gm, '&nbsp;')
    .replaceAll('\n', '<br>');

export const htmlLines = (lines: readonly string[]): string => lines.map(htmlText).join('<br>');
