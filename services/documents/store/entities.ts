import type { DocumentMediaType } from '@scory/contracts/documents/ingest.ts';
import type { ExtractionWarning } from '@scory/contracts/documents/text.ts';
import { EntitySchema } from 'typeorm';

export interface DocumentRow {
  id: string;
  owner_id: string;
  sha256: string;
  status: 'processing' | 'ready' | 'failed' | 'deleting';
  title: string | null;
  file_name: string | null;
  media_type: DocumentMediaType;
  size_bytes: string;
  visibility: 'private' | 'faculty' | 'public';
  faculty_id: string | null;
  semester_id: string | null;
  pages: number | null;
  characters: number | null;
  language: string | null;
  error_code: string | null;
  error_message: string | null;
  job_id: string;
  /** Where its file was fetched from, other than by an upload. */
  source_url: string | null;
  /** The anonymous session that it came from, where an account has taken it over. */
  merged_from: string | null;
  /** Which content, and which reading of it, the row, the index and the artefact are of. */
  version: number;
  /** As it was given with a file. */
  given_title: string | null;
  /** As the document says it. */
  own_title: string | null;
  extractor: string | null;
  warnings: ExtractionWarning[];
  read_at: Date | null;
  /** File and text of this version are not yet where those of a document lie. */
  moving: boolean;
  created_at: Date;
  updated_at: Date;
}

/** What shall replace the version that serves. JSON of a row of `documents.next_versions`. */
export interface NextVersion {
  version: number;
  sha256: string;
  file_name: string | null;
  media_type: DocumentMediaType;
  size_bytes: number;
  job_id: string;
  error_code: string | null;
  error_message: string | null;
}

export interface VersionedRow extends DocumentRow {
  next: NextVersion | null;
}

export const documents = new EntitySchema<DocumentRow>({
  name: 'Document',
  schema: 'documents',
  tableName: 'documents',
  columns: {
    id: { type: 'uuid', primary: true },
    owner_id: { type: 'uuid' },
    sha256: { type: 'text' },
    status: { type: 'text' },
    title: { type: 'text', nullable: true },
    file_name: { type: 'text', nullable: true },
    media_type: { type: 'text' },
    size_bytes: { type: 'bigint' },
    visibility: { type: 'text' },
    faculty_id: { type: 'uuid', nullable: true },
    semester_id: { type: 'uuid', nullable: true },
    pages: { type: 'int', nullable: true },
    characters: { type: 'int', nullable: true },
    language: { type: 'text', nullable: true },
    error_code: { type: 'text', nullable: true },
    error_message: { type: 'text', nullable: true },
    job_id: { type: 'uuid' },
    source_url: { type: 'text', nullable: true },
    merged_from: { type: 'uuid', nullable: true },
    version: { type: 'int' },
    given_title: { type: 'text', nullable: true },
    own_title: { type: 'text', nullable: true },
    extractor: { type: 'text', nullable: true },
    warnings: { type: 'jsonb' },
    read_at: { type: 'timestamptz', nullable: true },
    moving: { type: 'boolean' },
    created_at: { type: 'timestamptz' },
    updated_at: { type: 'timestamptz' },
  },
});
