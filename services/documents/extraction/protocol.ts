/** What parent and extraction child say to each other, one JSON message each over the IPC channel. */
import type { DocumentMediaType } from '@scory/contracts/documents/ingest.ts';
import type { Box, DocumentText } from '@scory/contracts/documents/text.ts';
import type { Turn } from '../domain/raster.ts';

/** Media types whose text can be extracted. */
export type MediaType = DocumentMediaType;

/** The artefact without what only the caller knows. */
export type Extraction = Omit<DocumentText, 'sha256'> & { characters: number };

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

export interface ExtractRequest extends ExtractLimits {
  kind: 'extract';
  id: number;
  path: string;
  mediaType: MediaType;
  ocr: OcrSettings;
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

export type ChildRequest = ExtractRequest | RenderRequest;
export type ChildAnswer<R extends ChildRequest> = R extends ExtractRequest ? Extraction : Rendering;

export type ChildMessage =
  | { type: 'ready' }
  /** `pictures`: how many pages have been read as pictures. */
  | { type: 'progress'; id: number; completed: number; total: number; pictures: number }
  | { type: 'done'; id: number; answer: Extraction | Rendering }
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
