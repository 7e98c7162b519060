import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PapersMergedOwners1764000000102 implements MigrationInterface {
  name = 'PapersMergedOwners1764000000102';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE papers.merged_owners (
        from_id uuid PRIMARY KEY,
        to_id uuid NOT NULL,
        merged_at timestamptz NOT NULL DEFAULT now()
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE papers.merged_owners');
  }
}
