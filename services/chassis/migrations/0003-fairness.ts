import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The backlog. A job that is `held` is not the broker's to know: it is delayed (`due_at` says until when), or it waits
 * for its owner's turn and has a row in `jobs.waiting`, in whose order the owners take turns.
 */
export class Fairness1764000000003 implements MigrationInterface {
  name = 'Fairness1764000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE jobs.job ADD COLUMN held boolean NOT NULL DEFAULT false,
        ADD COLUMN lane text NOT NULL DEFAULT 'normal' CHECK (lane IN ('normal', 'bulk'))`);
    await runner.query(
      'CREATE INDEX job_active ON jobs.job (kind, lane, owner_id) WHERE finished_at IS NULL AND NOT held',
    );
    await runner.query(`
      CREATE TABLE jobs.waiting (
        kind text NOT NULL,
        lane text NOT NULL,
        owner_id uuid NOT NULL,
        job_id uuid NOT NULL,
        PRIMARY KEY (kind, lane, owner_id, job_id)
      ) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE jobs.waiting');
    await runner.query('ALTER TABLE jobs.job DROP COLUMN held, DROP COLUMN lane');
  }
}
