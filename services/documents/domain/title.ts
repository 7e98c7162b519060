import { cleanText } from './clean-text.ts';

const longestTitle = 300;
/** What programs write into the title field when nobody gave one. */
const placeholder =
  /^(?:untitled|title|document\d*|microsoft (?:word|powerpoint)\b.*|.*\.(?:docx?|pdf|tex|dvi|indd|qxd|rtf|pptx?|odt)|(?:doi|arxiv|pii)\b.*|[\d\s._/-]+|\(?anonymous\)?)$/i;

/** The title a document gives itself: the one in its metadata if somebody meant it, else the printed one. */
export function chooseTitle(metadata: string | undefined, printed: string | null): string | null {
  const given = cleanText(metadata ?? '')
    .replaceAll('\u00AD', '')
    .replace(/\s+/g, ' ')
    .trim();
  const meant =
    given.length > 2 && given.length <= longestTitle && /\p{L}{2}/u.test(given) && !placeholder.test(given);
  return meant ? given : printed;
}
