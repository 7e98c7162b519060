import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The relay goes on where its last look ended. Events that were written together are due at the same instant, so the id is
 * part of the key.
 */
export class LowWater1764000000009 implements MigrationInterface {
  name = 'LowWater1764000000009';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX jobs.outbox_due');
    await runner.query('CREATE INDEX outbox_due ON jobs.outbox (due_at, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX jobs.outbox_due');
    await runner.query('CREATE INDEX outbox_due ON jobs.outbox (due_at)');
  }
}
