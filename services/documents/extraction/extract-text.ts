/** The text of plain text, Markdown and HTML: documents of one page without geometry. */
import { readFile } from 'node:fs/promises';
import {
  documentTextFormat,
  type ExtractionWarning,
  type Paragraph,
} from '@scory/contracts/documents/text.ts';
import { languageOf } from '../domain/language.ts';
import { paperMetadata } from '../domain/paper-metadata.ts';
import { markdownParagraphs, plainParagraphs } from '../domain/plain-text.ts';
import { markReferences } from '../domain/references.ts';
import { chooseTitle } from '../domain/title.ts';
import { htmlParagraphs } from './html-paragraphs.ts';
import { ExtractError, type Extraction, type ExtractLimits, type MediaType } from './protocol.ts';

function decode(data: Buffer): { text: string; warnings: ExtractionWarning[] } {
  const marked =
    data[0] === 0xff && data[1] === 0xfe
      ? 'utf-16le'
      : data[0] === 0xfe && data[1] === 0xff
        ? 'utf-16be'
        : 'utf-8';
  try {
    return { text: new TextDecoder(marked, { fatal: true }).decode(data), warnings: [] };
  } catch {
    const message = 'The file is not UTF-8; it was read as Windows-1252';
    return {
      text: new TextDecoder('windows-1252').decode(data),
      warnings: [{ code: 'TEXT_DECODING', message }],
    };
  }
}

function read(mediaType: MediaType, text: string): { title: string | null; paragraphs: Paragraph[] } {
  if (mediaType === 'text/html') return htmlParagraphs(text);
  if (mediaType === 'text/plain') return { title: null, paragraphs: plainParagraphs(text) };
  return { title: null, paragraphs: markdownParagraphs(text) };
}

export async function extractText(
  path: string,
  mediaType: MediaType,
  limits: ExtractLimits,
): Promise<Extraction> {
  const data = await readFile(path);
  if (data.length === 0) throw new ExtractError('PDF_EMPTY', 'The file is empty');
  const { text, warnings } = decode(data);
  if (text.length > limits.maxCharacters) {
    throw new ExtractError('TOO_LARGE', `The file has more than ${limits.maxCharacters} characters`);
  }
  const { title, paragraphs } = read(mediaType, text);
  if (!paragraphs.some((paragraph) => /[\p{L}\p{N}]/u.test(paragraph.text))) {
    throw new ExtractError('PDF_NO_TEXT', 'The file has no text');
  }
  markReferences(paragraphs);
  const heading = paragraphs.find((paragraph) => paragraph.kind === 'heading')?.text ?? null;
  const texts = paragraphs.map((paragraph) => paragraph.text);
  return {
    format: documentTextFormat,
    version: 1,
    media_type: mediaType,
    title: chooseTitle(title ?? undefined, heading),
    language: languageOf(texts),
    ...paperMetadata({ title: heading, paragraphs }),
    pages: [{ number: 1, width: 0, height: 0, paragraphs }],
    extractor: { name: 'scory-text', version: '1' },
    warnings,
    characters: texts.reduce((sum, each) => sum + each.length, 0),
  };
}
