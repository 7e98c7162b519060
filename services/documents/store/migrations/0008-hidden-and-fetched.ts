import type { MigrationInterface, QueryRunner } from 'typeorm';

export class HiddenAndFetched1764000000208 implements MigrationInterface {
  name = 'HiddenAndFetched1764000000208';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE documents.chunks ADD COLUMN hidden boolean NOT NULL DEFAULT false');
    await runner.query('ALTER TABLE documents.documents ADD COLUMN source_url text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE documents.documents DROP COLUMN source_url');
    await runner.query('ALTER TABLE documents.chunks DROP COLUMN hidden');
  }
}
