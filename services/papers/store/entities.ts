import { EntitySchema } from 'typeorm';

export interface AcademicPaperRow {
  id: string;
  owner_id: string;
  scholar_id: string;
  content_hash: string | null;
  source: unknown;
  title: string;
  authors: string[];
  abstract: string | null;
  publication_year: number | null;
  publication_info: string | null;
  cited_by: number;
  pdf_url: string | null;
  scholar_link: string | null;
  simplified_versions: Record<string, unknown>;
  is_processed: boolean;
  processing_status: 'pending' | 'completed' | 'failed';
  processing_error: string | null;
  access_count: number;
  last_accessed_at: Date | null;
  created_at: Date;
  updated_at: Date;
}

export const academicPapers = new EntitySchema<AcademicPaperRow>({
  name: 'AcademicPaper',
  schema: 'papers',
  tableName: 'academic_papers',
  columns: {
    id: { type: 'uuid', primary: true },
    owner_id: { type: 'uuid' },
    scholar_id: { type: 'text' },
    content_hash: { type: 'text', nullable: true },
    source: { type: 'jsonb', nullable: true },
    title: { type: 'text' },
    authors: { type: 'text', array: true },
    abstract: { type: 'text', nullable: true },
    publication_year: { type: 'int', nullable: true },
    publication_info: { type: 'text', nullable: true },
    cited_by: { type: 'int' },
    pdf_url: { type: 'text', nullable: true },
    scholar_link: { type: 'text', nullable: true },
    simplified_versions: { type: 'jsonb' },
    is_processed: { type: 'boolean' },
    processing_status: { type: 'text' },
    processing_error: { type: 'text', nullable: true },
    access_count: { type: 'int' },
    last_accessed_at: { type: 'timestamptz', nullable: true },
    created_at: { type: 'timestamptz' },
    updated_at: { type: 'timestamptz' },
  },
});
