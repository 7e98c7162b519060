import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Documents1764000000201 implements MigrationInterface {
  name = 'Documents1764000000201';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SCHEMA documents');
    // A row stands before its file does and goes after it, so that no file is without a row: `job_id` is given
    // out in advance, and `deleting` rows are finished by the sweep.
    await runner.query(`
      CREATE TABLE documents.documents (
        id uuid PRIMARY KEY,
        owner_id uuid NOT NULL,
        sha256 text NOT NULL,
        status text NOT NULL DEFAULT 'processing' CHECK (status IN ('processing', 'ready', 'failed', 'deleting')),
        title text,
        file_name text,
        media_type text NOT NULL,
        size_bytes bigint NOT NULL,
        visibility text NOT NULL DEFAULT 'private' CHECK (visibility IN ('private', 'faculty', 'public')),
        faculty_id uuid,
        semester_id uuid,
        pages int,
        characters int,
        language text,
        error_code text,
        error_message text,
        job_id uuid NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(
      "CREATE UNIQUE INDEX documents_content ON documents.documents (owner_id, sha256) WHERE status <> 'deleting'",
    );
    await runner.query('CREATE INDEX documents_owner ON documents.documents (owner_id, id DESC)');
    await runner.query('CREATE INDEX documents_job ON documents.documents (job_id)');
    await runner.query(
      "CREATE INDEX documents_unfinished ON documents.documents (updated_at) WHERE status IN ('processing', 'deleting')",
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA documents CASCADE');
  }
}
