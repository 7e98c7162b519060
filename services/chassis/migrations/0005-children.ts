import type { MigrationInterface, QueryRunner } from 'typeorm';

const statuses = "'queued','running','waiting','cancelling','succeeded','failed','cancelled','expired'";
const before = "'queued','running','cancelling','succeeded','failed','cancelled','expired'";

/**
 * Jobs that are parts of another. A parent is `waiting` while its children are open; `jobs.fan_out` counts them, so that
 * the end of a child locks this small row and not the job's. `fan` counts how often a job has fanned out.
 */
export class Children1764000000005 implements MigrationInterface {
  name = 'Children1764000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE jobs.job ADD COLUMN parent_id uuid, ADD COLUMN weight int, ADD COLUMN fan int NOT NULL DEFAULT 0,
        DROP CONSTRAINT job_status_check, DROP CONSTRAINT job_check,
        ADD CONSTRAINT job_status_check CHECK (status IN (${statuses})),
        ADD CONSTRAINT job_check CHECK ((finished_at IS NULL) = (status IN ('queued','running','waiting','cancelling')))`);
    await runner.query('CREATE INDEX job_parent ON jobs.job (parent_id) WHERE parent_id IS NOT NULL');
    await runner.query(`
      CREATE TABLE jobs.fan_out (
        job_id uuid PRIMARY KEY,
        children uuid[] NOT NULL,
        open int NOT NULL,
        done int NOT NULL,
        total int NOT NULL,
        phase text NOT NULL,
        state jsonb NOT NULL,
        over boolean NOT NULL DEFAULT false
      ) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02)`);
    await runner.query('CREATE INDEX fan_out_over ON jobs.fan_out (job_id) WHERE over AND open > 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE jobs.fan_out');
    // Without its children a waiting job would wait for ever; a child is nobody's but its parent's.
    await runner.query(
      'DELETE FROM jobs.waiting w USING jobs.job j WHERE j.id = w.job_id AND j.parent_id IS NOT NULL',
    );
    await runner.query('DELETE FROM jobs.job WHERE parent_id IS NOT NULL');
    await runner.query(
      "UPDATE jobs.job SET status = 'queued', held = false, due_at = now() WHERE status = 'waiting'",
    );
    await runner.query(`
      ALTER TABLE jobs.job DROP COLUMN parent_id, DROP COLUMN weight, DROP COLUMN fan,
        DROP CONSTRAINT job_status_check, DROP CONSTRAINT job_check,
        ADD CONSTRAINT job_status_check CHECK (status IN (${before})),
        ADD CONSTRAINT job_check CHECK ((finished_at IS NULL) = (status IN ('queued','running','cancelling')))`);
  }
}
