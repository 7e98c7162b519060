import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MergedOwners1764000000202 implements MigrationInterface {
  name = 'MergedOwners1764000000202';

  async up(runner: QueryRunner): Promise<void> {
    // Whose document it was: a job accepted for the old owner still finds it. An account may then have the same
    // content twice, as both ids are known to clients.
    await runner.query('ALTER TABLE documents.documents ADD COLUMN merged_from uuid');
    await runner.query('DROP INDEX documents.documents_content');
    await runner.query(
      "CREATE UNIQUE INDEX documents_content ON documents.documents (owner_id, sha256) WHERE status <> 'deleting' AND merged_from IS NULL",
    );
    await runner.query('CREATE INDEX documents_owner_content ON documents.documents (owner_id, sha256)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX documents.documents_owner_content');
    await runner.query('DROP INDEX documents.documents_content');
    await runner.query(
      'DELETE FROM documents.documents d WHERE merged_from IS NOT NULL AND EXISTS (SELECT FROM documents.documents o WHERE o.owner_id = d.owner_id AND o.sha256 = d.sha256 AND o.id <> d.id AND (o.merged_from IS NULL OR o.id < d.id))',
    );
    await runner.query(
      "CREATE UNIQUE INDEX documents_content ON documents.documents (owner_id, sha256) WHERE status <> 'deleting'",
    );
    await runner.query('ALTER TABLE documents.documents DROP COLUMN merged_from');
  }
}
