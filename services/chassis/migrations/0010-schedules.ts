import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Commands that come again and again. `next_at` is the row's one clock; null where it never comes again. What became of the
 * last tick is kept for operators.
 */
export class Schedules1764000000010 implements MigrationInterface {
  name = 'Schedules1764000000010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE jobs.schedule (
        owner_id uuid NOT NULL,
        name text NOT NULL,
        kind text NOT NULL,
        version int NOT NULL,
        actor jsonb NOT NULL,
        input jsonb NOT NULL,
        cron text NOT NULL,
        timezone text NOT NULL,
        next_at timestamptz,
        last_at timestamptz,
        last_outcome text CHECK (last_outcome IN ('made', 'skipped', 'refused')),
        last_job_id uuid,
        PRIMARY KEY (owner_id, name)
      ) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02)`);
    await runner.query('CREATE INDEX schedule_due ON jobs.schedule (next_at) WHERE next_at IS NOT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE jobs.schedule');
  }
}
