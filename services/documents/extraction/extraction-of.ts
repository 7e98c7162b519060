/** What all extractors of files other than PDFs make of the pages they have read. */
import {
  type DocumentPage,
  documentTextFormat,
  type ExtractionWarning,
} from '@scory/contracts/documents/text.ts';
import { languageOf } from '../domain/language.ts';
import { paperMetadata } from '../domain/paper-metadata.ts';
import { markReferences } from '../domain/references.ts';
import { chooseTitle } from '../domain/title.ts';
import { ExtractError, type Extraction, type ExtractLimits, type MediaType } from './protocol.ts';

export interface ReadFile {
  pages: DocumentPage[];
  /** As the metadata has it, and as the text does. */
  title: { given: string | undefined; printed: string | null };
  authors?: string[];
  /** Declared language, for where the text does not show it. */
  language?: string;
  warnings: ExtractionWarning[];
}

const extractor = { name: 'scory-text', version: '2' };

/** ISO 639-1 of a tag such as `de-AT`. */
const primary = (tag: string | undefined): string | null =>
  /^([a-z]{2})(?:[-_]|$)/i.exec(tag ?? '')?.[1]?.toLowerCase() ?? null;

export function checkSize(
  { maxPages, maxCharacters }: ExtractLimits,
  pages: number,
  characters: number,
): void {
  if (pages > maxPages) throw new ExtractError('TOO_LARGE', `The file has more than ${maxPages} pages`);
  if (characters > maxCharacters)
    throw new ExtractError('TOO_LARGE', `The file has more than ${maxCharacters} characters`);
}

/** Throws an `ExtractError`: FILE_NO_TEXT or TOO_LARGE. */
export function extractionOf(mediaType: MediaType, read: ReadFile, limits: ExtractLimits): Extraction {
  const texts = read.pages.flatMap((page) => page.paragraphs.map((paragraph) => paragraph.text));
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  checkSize(limits, read.pages.length, characters);
  if (!texts.some((text) => /[\p{L}\p{N}]/u.test(text)))
    throw new ExtractError('FILE_NO_TEXT', 'The file has no text');
  const [first] = read.pages;
  const printed = paperMetadata({ title: read.title.printed, paragraphs: first?.paragraphs ?? [] });
  markReferences(read.pages.flatMap(({ paragraphs }) => paragraphs));
  return {
    format: documentTextFormat,
    version: 1,
    media_type: mediaType,
    title: chooseTitle(read.title.given, read.title.printed),
    language: languageOf(texts) ?? primary(read.language),
    ...printed,
    authors: read.authors && read.authors.length > 0 ? read.authors : printed.authors,
    pages: read.pages,
    extractor,
    warnings: read.warnings,
    characters,
  };
}
