import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Papers1764000000101 implements MigrationInterface {
  name = 'Papers1764000000101';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SCHEMA papers');
    // owner_id is part of the key: what a caller sent under a scholar id is never another caller's paper. Papers
    // that the server itself fetched belong to the nil owner.
    await runner.query(`
      CREATE TABLE papers.academic_papers (
        id uuid PRIMARY KEY,
        owner_id uuid NOT NULL,
        scholar_id text NOT NULL,
        content_hash text,
        source jsonb,
        title text NOT NULL,
        authors text[] NOT NULL DEFAULT '{}',
        abstract text,
        publication_year int,
        publication_info text,
        cited_by int NOT NULL DEFAULT 0,
        pdf_url text,
        scholar_link text,
        simplified_versions jsonb NOT NULL DEFAULT '{}',
        is_processed boolean NOT NULL DEFAULT false,
        processing_status text NOT NULL DEFAULT 'pending' CHECK (processing_status IN ('pending', 'completed', 'failed')),
        processing_error text,
        last_job_id uuid,
        access_count int NOT NULL DEFAULT 0,
        last_accessed_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      ) WITH (fillfactor = 80)`);
    // The id is made from owner and scholar id, so its key is theirs. A second unique key would fail inserts that meet:
    // `ON CONFLICT (id)` sees to one key only.
    await runner.query('CREATE INDEX academic_papers_owner ON papers.academic_papers (owner_id, scholar_id)');
    // No index holds a counter: a visit then changes a row in place.
    await runner.query('CREATE INDEX academic_papers_job ON papers.academic_papers (last_job_id)');
    await runner.query(`
      CREATE TABLE papers.simplification_requests (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL,
        academic_paper_id uuid NOT NULL,
        scholar_id text NOT NULL,
        reading_level text NOT NULL,
        from_cache boolean NOT NULL DEFAULT false,
        processing_time_ms int,
        ai_model text,
        tokens_used int,
        ai_cost numeric(10, 6),
        job_id uuid,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(
      'CREATE INDEX simplification_requests_user ON papers.simplification_requests (user_id, id DESC)',
    );
    await runner.query(
      'CREATE INDEX simplification_requests_paper ON papers.simplification_requests (academic_paper_id)',
    );
    await runner.query(
      'CREATE INDEX simplification_requests_created ON papers.simplification_requests (created_at)',
    );
    // Results by the hash of what they were made from: whoever presents the same content may have them.
    await runner.query(`
      CREATE TABLE papers.simplifications (
        key text PRIMARY KEY,
        result jsonb NOT NULL,
        metadata jsonb NOT NULL,
        processed_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query('CREATE INDEX simplifications_processed ON papers.simplifications (processed_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA papers CASCADE');
  }
}
