import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A week of jobs leaves as one table, once all of it ended longer ago than jobs can be read. */
export class Retention1764000000004 implements MigrationInterface {
  name = 'Retention1764000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION jobs.drop_partitions(kept_days int) RETURNS SETOF text LANGUAGE plpgsql AS $$
      DECLARE
        partition text;
        wanted boolean;
      BEGIN
        FOR partition IN
          SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
          WHERE i.inhparent = 'jobs.job'::regclass AND c.relname ~ '^job_[0-9]{4}_[0-9]{2}$'
            AND to_date(substr(c.relname, 5), 'IYYY_IW') + 7 < (now() - kept_days * interval '1 day')::date
          ORDER BY c.relname
        LOOP
          EXECUTE format('SELECT EXISTS (SELECT FROM jobs.%I WHERE finished_at IS NULL OR finished_at > now() - $1 * interval ''1 day'')',
            partition) INTO wanted USING kept_days;
          IF NOT wanted THEN
            EXECUTE format('DROP TABLE jobs.%I', partition);
            RETURN NEXT partition;
          END IF;
        END LOOP;
      END $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION jobs.drop_partitions(int)');
  }
}
