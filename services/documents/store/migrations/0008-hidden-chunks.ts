import type { MigrationInterface, QueryRunner } from 'typeorm';

export class HiddenChunks1764000000208 implements MigrationInterface {
  name = 'HiddenChunks1764000000208';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE documents.chunks ADD COLUMN hidden boolean NOT NULL DEFAULT false');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE documents.chunks DROP COLUMN hidden');
  }
}
