/** What parent and extraction child say to each other, one JSON message each over the IPC channel. */
import type { DocumentMediaType } from '@scory/contracts/documents/ingest.ts';
import type { DocumentText } from '@scory/contracts/documents/text.ts';

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
  | 'TOO_LARGE'
  | 'UNSUPPORTED_TYPE';

export interface ExtractLimits {
  maxPages: number;
  maxCharacters: number;
  /** Of what is inflated out of one archive. */
  maxInflatedBytes: number;
}

export interface ExtractRequest extends ExtractLimits {
  id: number;
  path: string;
  mediaType: MediaType;
}

export type ChildMessage =
  | { type: 'ready' }
  | { type: 'progress'; id: number; completed: number; total: number }
  | { type: 'done'; id: number; extraction: Extraction }
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
