/** The rows a simplification commits together with its job. */
import { defineRows } from '@scory/chassis/rows.ts';

export const simplificationRows = defineRows({
  name: 'papers.simplifications',
  columns: { key: 'text', result: 'jsonb', metadata: 'jsonb' },
  key: ['key'],
  // All who shared a call store its result: the first does.
  onConflict: `ON CONFLICT (key) DO UPDATE SET result = excluded.result, metadata = excluded.metadata, processed_at = now()
    WHERE simplifications.metadata <> excluded.metadata`,
});

export const paperRows = defineRows({
  name: 'papers.academic_papers',
  columns: {
    id: 'uuid',
    owner_id: 'uuid',
    scholar_id: 'text',
    content_hash: 'text',
    source: 'jsonb',
    title: 'text',
    authors: 'text[]',
    abstract: 'text',
    publication_year: 'int',
    simplified_versions: 'jsonb',
    is_processed: 'boolean',
    processing_status: 'text',
    access_count: 'int',
    last_accessed_at: 'timestamptz',
  },
  key: ['id'],
  accumulates: true,
  // Versions of another content under the same name are not versions of this one. What was noted of a document with
  // the request has its own title; the run knows that of the result alone.
  onConflict: `ON CONFLICT (id) DO UPDATE SET
    simplified_versions = CASE WHEN academic_papers.content_hash = excluded.content_hash
      THEN academic_papers.simplified_versions || excluded.simplified_versions ELSE excluded.simplified_versions END,
    title = CASE WHEN academic_papers.content_hash = excluded.content_hash AND excluded.source->>'kind' = 'document'
      THEN academic_papers.title ELSE excluded.title END,
    content_hash = excluded.content_hash, source = excluded.source, authors = excluded.authors,
    abstract = excluded.abstract, publication_year = excluded.publication_year,
    is_processed = true, processing_status = 'completed', processing_error = NULL,
    access_count = academic_papers.access_count + excluded.access_count,
    last_accessed_at = greatest(academic_papers.last_accessed_at, excluded.last_accessed_at), updated_at = now()`,
});

export const requestRows = defineRows({
  name: 'papers.simplification_requests',
  columns: {
    id: 'uuid',
    user_id: 'uuid',
    academic_paper_id: 'uuid',
    scholar_id: 'text',
    reading_level: 'text',
    from_cache: 'boolean',
    processing_time_ms: 'int',
    ai_model: 'text',
    tokens_used: 'int',
    ai_cost: 'numeric',
    job_id: 'uuid',
  },
  key: ['id'],
  onConflict: 'ON CONFLICT (id) DO NOTHING',
});
