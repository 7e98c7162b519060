import { cleanText } from './clean-text.ts';

/** Text on one line: cleaned, without soft hyphens, any run of white space one space. */
export const tidyText = (raw: string): string =>
  cleanText(raw).replaceAll('\u00AD', '').replace(/\s+/g, ' ').trim();
