import type { DocumentMediaType } from '@scory/contracts/documents/ingest.ts';
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
  /** The anonymous session that it came from, where an account has taken it over. */
  merged_from: string | null;
  created_at: Date;
  updated_at: Date;
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
    merged_from: { type: 'uuid', nullable: true },
    created_at: { type: 'timestamptz' },
    updated_at: { type: 'timestamptz' },
  },
});
