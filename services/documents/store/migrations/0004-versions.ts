import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Versions1764000000204 implements MigrationInterface {
  name = 'Versions1764000000204';

  async up(runner: QueryRunner): Promise<void> {
    // `title` is shown; `given_title` came with a file, `own_title` is what the document itself says: only the last one may
    // go to another owner of the same content. What was read before knows none of them, and is copied by nobody.
    await runner.query(`
      ALTER TABLE documents.documents ADD COLUMN version int NOT NULL DEFAULT 1, ADD COLUMN given_title text,
        ADD COLUMN own_title text, ADD COLUMN extractor text, ADD COLUMN warnings jsonb NOT NULL DEFAULT '[]',
        ADD COLUMN read_at timestamptz, ADD COLUMN moving boolean NOT NULL DEFAULT false`);
    await runner.query(
      "UPDATE documents.documents SET given_title = title WHERE status <> 'ready' AND title IS NOT NULL",
    );
    // Only first versions are kept from being twice: two documents may come to say the same.
    await runner.query('DROP INDEX documents.documents_content');
    await runner.query(
      `CREATE UNIQUE INDEX documents_content ON documents.documents (owner_id, sha256)
       WHERE status <> 'deleting' AND merged_from IS NULL AND version = 1`,
    );
    await runner.query(`
      CREATE TABLE documents.next_versions (
        document_id uuid PRIMARY KEY REFERENCES documents.documents ON DELETE CASCADE,
        version int NOT NULL,
        sha256 text NOT NULL,
        file_name text,
        media_type text NOT NULL,
        size_bytes bigint NOT NULL,
        job_id uuid NOT NULL,
        error_code text,
        error_message text,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query('CREATE INDEX next_versions_job ON documents.next_versions (job_id)');
    // Which job reads a content now. A row outlives its job where a process dies; whoever finds it looks at the job.
    await runner.query(`
      CREATE TABLE documents.readings (
        sha256 text PRIMARY KEY,
        job_id uuid NOT NULL,
        owner_id uuid NOT NULL,
        error_code text,
        error_message text
      )`);
    await runner.query('CREATE INDEX readings_job ON documents.readings (job_id)');
    await runner.query(`
      ALTER TABLE documents.embedding_models DROP CONSTRAINT embedding_models_state_check,
        ADD CONSTRAINT embedding_models_state_check CHECK (state IN ('building', 'active', 'retired'))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    // What has no vectors in another model is found by its words.
    const retired = (await runner.query(
      "DELETE FROM documents.embedding_models WHERE state = 'retired' RETURNING id",
    )) as [{ id: number }[], number];
    for (const { id } of retired[0]) await runner.query(`DROP TABLE documents.vectors_${id}`);
    await runner.query(`
      ALTER TABLE documents.embedding_models DROP CONSTRAINT embedding_models_state_check,
        ADD CONSTRAINT embedding_models_state_check CHECK (state IN ('building', 'active'))`);
    await runner.query('DROP TABLE documents.readings, documents.next_versions');
    await runner.query('DROP INDEX documents.documents_content');
    await runner.query(
      `DELETE FROM documents.documents d WHERE version > 1 AND EXISTS (SELECT FROM documents.documents o
         WHERE o.owner_id = d.owner_id AND o.sha256 = d.sha256 AND o.id <> d.id AND (o.version = 1 OR o.id < d.id))`,
    );
    await runner.query(
      "CREATE UNIQUE INDEX documents_content ON documents.documents (owner_id, sha256) WHERE status <> 'deleting' AND merged_from IS NULL",
    );
    await runner.query(
      `ALTER TABLE documents.documents DROP COLUMN version, DROP COLUMN given_title, DROP COLUMN own_title,
         DROP COLUMN extractor, DROP COLUMN warnings, DROP COLUMN read_at, DROP COLUMN moving`,
    );
  }
}
