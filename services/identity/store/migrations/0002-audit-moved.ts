import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The audit log belongs to all who write to it and lies in `access.audit` from now on. The name it had stays as a view:
 * while a deployment replaces its processes, those of the version before write through it.
 */
export class AuditMoved1764000000302 implements MigrationInterface {
  name = 'AuditMoved1764000000302';

  async up(runner: QueryRunner): Promise<void> {
    // This locks it until the commit: what is written meanwhile waits, and then goes through the view.
    await runner.query('ALTER TABLE identity.audit RENAME TO audit_before');
    // Lines may be in both already, where this was undone before.
    await runner.query(`
      INSERT INTO access.audit (id, occurred_at, actor_id, action, subject, request_id, details)
      SELECT id, occurred_at, actor_id, action, subject, request_id, details FROM identity.audit_before ON CONFLICT (id) DO NOTHING`);
    await runner.query('DROP TABLE identity.audit_before');
    await runner.query('DROP FUNCTION identity.refuse_change');
    await runner.query('CREATE VIEW identity.audit AS SELECT * FROM access.audit');
  }

  /** Nothing is taken out of `access.audit`: it is append-only, and holds more than was here. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP VIEW identity.audit');
    await runner.query(`
      CREATE TABLE identity.audit (
        id uuid PRIMARY KEY,
        occurred_at timestamptz NOT NULL DEFAULT now(),
        actor_id uuid,
        action text NOT NULL,
        subject text,
        request_id text,
        details jsonb NOT NULL DEFAULT '{}'
      )`);
    await runner.query(`
      INSERT INTO identity.audit (id, occurred_at, actor_id, action, subject, request_id, details)
      SELECT id, occurred_at, actor_id, action, subject, request_id, details FROM access.audit`);
    await runner.query(`
      CREATE FUNCTION identity.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'the audit log is append-only';
    END $$`);
    await runner.query(`
      CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON identity.audit
      FOR EACH STATEMENT EXECUTE FUNCTION identity.refuse_change()`);
  }
}
