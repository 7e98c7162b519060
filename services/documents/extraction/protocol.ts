/** What parent and extraction child say to each other, one JSON message each over the IPC channel. */
import type { DocumentMediaType } from '@scory/contracts/documents/ingest.ts';
import type { Box, DocumentText, ExtractionWarning } from '@scory/contracts/documents/text.ts';
import type { Turn } from '../domain/raster.ts';
import type { Transcript } from '../domain/transcript.ts';

/** Media types whose text can be extracted. */
export type MediaType = DocumentMediaType;

/** The artefact without what only the caller knows. */
export type Extraction = Omit<DocumentText, 'sha256'> & { characters: number };

/** What a file comes to, packed: whoever passes it on need not read it. */
export interface Reading {
  /** Gzip, base64: the artefact (`DocumentText`). */
  text: string;
  /** Gzip, base64: the chunks in groups, each of them JSON; none where they were not asked for. */
  passages: string[];
  facts: ReadingFacts;
}

export interface ReadingFacts {
  /** As the document itself says it. */
  title: string | null;
  pages: number;
  characters: number;
  language: string | null;
  /** Chunks of each group. */
  passages: number[];
  extractor: DocumentText['extractor'];
  warnings: ExtractionWarning[];
}

/** In place of the text of a file that is better read range by range. */
export interface LongFile {
  pages: number;
  /** Its pages look like pictures of text, of which each takes seconds. */
  pictures: boolean;
}

export const isLong = (answer: Reading | LongFile): answer is LongFile => !('text' in answer);

/** Numbers of pages, both of them part of it. */
export interface PageRange {
  from: number;
  to: number;
}

/** PDF_* of PDFs, FILE_* of all else. */
export type ExtractFailure =
  | 'PDF_PASSWORD'
  | 'PDF_MALFORMED'
  | 'PDF_EMPTY'
  | 'PDF_NO_TEXT'
  | 'FILE_PASSWORD'
  /** Copy protection that binds the file to a reading program. */
  | 'FILE_PROTECTED'
  | 'FILE_MALFORMED'
  | 'FILE_EMPTY'
  | 'FILE_NO_TEXT'
  | 'IMAGE_MALFORMED'
  | 'PAGE_NOT_FOUND'
  | 'PAGE_UNREADABLE'
  | 'PAGE_WITHOUT_IMAGE'
  | 'TOO_LARGE'
  | 'UNSUPPORTED_TYPE';

export interface ExtractLimits {
  maxPages: number;
  maxCharacters: number;
  /** Of what is inflated out of one archive. */
  maxInflatedBytes: number;
}

/** How pages are read that are pictures. */
export interface OcrSettings {
  /** ISO 639-2; their data must be installed. */
  languages: readonly string[];
  /** Pages of one file; reading one takes seconds. */
  maxPages: number;
}

/** How a file is read, whole or in parts. */
export interface ReadSettings extends ExtractLimits {
  ocr: OcrSettings;
}

/** What the answer to a finished file shall hold. */
export interface Wanted {
  /** Of the file, for the artefact. */
  sha256: string;
  /** Chunks of a group; none are made without it. */
  passagesPerGroup?: number | undefined;
}

export interface ExtractRequest extends ReadSettings, Wanted {
  kind: 'extract';
  id: number;
  path: string;
  mediaType: MediaType;
  /** A PDF with more pages is answered with `LongFile`; without it none is. */
  wholePages?: number | undefined;
}

/** Reads pages of a PDF and leaves to another request what shows only over all of them. */
export interface ReadRangeRequest extends ReadSettings {
  kind: 'read-range';
  id: number;
  path: string;
  range: PageRange;
}

/** Makes one document of ranges that were read. */
export interface AssembleRequest extends ReadSettings, Wanted {
  kind: 'assemble';
  id: number;
  /** Files with what `read-range` answered, in the order of their pages. */
  paths: string[];
}

export type PageTranscripts = { page: number; transcript: Transcript }[];

/** Makes a document anew with pages that a model has read from their pictures. */
export interface RetellRequest extends Wanted {
  kind: 'retell';
  id: number;
  /** Gzip, base64: the artefact. */
  text: string;
  transcripts: PageTranscripts;
}

/** Gzip, base64. */
export interface PackedRange {
  range: string;
}

/** One page as a picture. */
export interface PagePicture {
  /** From 1. */
  page: number;
  /** Pixels; the height follows from the page. */
  width: number;
  /** Of the page's artefact: the picture is turned so that its text stands upright. */
  rotation: Turn;
  /** Places to be marked, in points of the artefact's page, whose size is `space`. */
  marks: Box[];
  space: { width: number; height: number };
}

export interface RenderRequest extends PagePicture {
  kind: 'render';
  id: number;
  path: string;
  mediaType: MediaType;
  maxPixels: number;
}

export interface Rendering {
  /** Base64. */
  png: string;
  width: number;
  height: number;
}

export type ChildRequest =
  | ExtractRequest
  | ReadRangeRequest
  | AssembleRequest
  | RetellRequest
  | RenderRequest;
export interface ChildAnswers {
  extract: Reading | LongFile;
  'read-range': PackedRange;
  assemble: Reading;
  retell: Reading;
  render: Rendering;
}
export type ChildAnswer<R extends ChildRequest> = ChildAnswers[R['kind']];

export type ChildMessage =
  | { type: 'ready' }
  /** `pictures`: how many pages have been read as pictures. */
  | { type: 'progress'; id: number; completed: number; total: number; pictures: number }
  | { type: 'done'; id: number; answer: ChildAnswers[keyof ChildAnswers] }
  | { type: 'failed'; id: number; code: ExtractFailure; message: string }
  /** Not the file's fault as far as the child can tell. */
  | { type: 'broken'; id: number; message: string };

/** The file cannot be read, and never will be. */
export class ExtractError extends Error {
  readonly code: ExtractFailure;
  constructor(code: ExtractFailure, message: string) {
    super(message);
    this.name = 'ExtractError';
    this.code = code;
  }
}
