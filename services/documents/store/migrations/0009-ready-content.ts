import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Each document that comes in is looked for among those of all owners, which took longer the more there were. */
export class ReadyContent1764000000209 implements MigrationInterface {
  name = 'ReadyContent1764000000209';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      "CREATE INDEX documents_ready_content ON documents.documents (sha256) WHERE status = 'ready'",
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX documents.documents_ready_content');
  }
}
