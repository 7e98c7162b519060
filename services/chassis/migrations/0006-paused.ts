import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Kinds whose jobs are not to begin, until an operator resumes them. */
export class Paused1764000000006 implements MigrationInterface {
  name = 'Paused1764000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE jobs.paused (
        kind text PRIMARY KEY,
        reason text,
        at timestamptz NOT NULL DEFAULT now()
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE jobs.paused');
  }
}
