/** The text of plain text, Markdown and HTML: documents of one page without geometry. */
import { readFile } from 'node:fs/promises';
import { markdownPage } from '../domain/markdown.ts';
import { plainParagraphs } from '../domain/plain-text.ts';
import { decodeText } from './decode-text.ts';
import { extractionOf } from './extraction-of.ts';
import { type HtmlText, htmlParagraphs } from './html-paragraphs.ts';
import { ExtractError, type Extraction, type ExtractLimits, type MediaType } from './protocol.ts';

function read(mediaType: MediaType, text: string): HtmlText {
  if (mediaType === 'text/html') return htmlParagraphs(text);
  if (mediaType === 'text/plain')
    return { title: null, authors: [], language: undefined, paragraphs: plainParagraphs(text) };
  const { html, title, authors } = markdownPage(text);
  return { ...htmlParagraphs(html), title: title ?? null, authors };
}

/** Throws an `ExtractError`: FILE_EMPTY, FILE_NO_TEXT, FILE_MALFORMED or TOO_LARGE. */
export async function extractText(
  path: string,
  mediaType: MediaType,
  limits: ExtractLimits,
): Promise<Extraction> {
  const data = await readFile(path);
  if (data.length === 0) throw new ExtractError('FILE_EMPTY', 'The file is empty');
  const { text, warnings } = decodeText(data);
  if (text.length > limits.maxCharacters)
    throw new ExtractError('TOO_LARGE', `The file has more than ${limits.maxCharacters} characters`);
  const { title, authors, language, paragraphs } = read(mediaType, text);
  const printed = paragraphs.find((paragraph) => paragraph.kind === 'heading')?.text ?? null;
  return extractionOf(
    mediaType,
    {
      pages: [{ number: 1, width: 0, height: 0, paragraphs }],
      title: { given: title ?? undefined, printed },
      authors,
      language,
      warnings,
    },
    limits,
  );
}
