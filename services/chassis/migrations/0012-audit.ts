import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One append-only log for all that write to it. The lines that the identity service had are moved here by its own migration. */
export class Audit1764000000012 implements MigrationInterface {
  name = 'Audit1764000000012';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE access.audit (
        id uuid PRIMARY KEY,
        occurred_at timestamptz NOT NULL DEFAULT now(),
        actor_id uuid,
        action text NOT NULL,
        subject text,
        request_id text,
        details jsonb NOT NULL DEFAULT '{}'
      )`);
    await runner.query('CREATE INDEX audit_actor ON access.audit (actor_id, id DESC)');
    await runner.query('CREATE INDEX audit_subject ON access.audit (subject, id DESC)');
    // Whoever asks what was done to a job also finds where it was one of many.
    await runner.query("CREATE INDEX audit_subjects ON access.audit USING gin ((details->'ids'))");
    await runner.query(`
      CREATE FUNCTION access.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'the audit log is append-only';
      END $$`);
    await runner.query(`
      CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON access.audit
      FOR EACH STATEMENT EXECUTE FUNCTION access.refuse_change()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE access.audit');
    await runner.query('DROP FUNCTION access.refuse_change');
  }
}
