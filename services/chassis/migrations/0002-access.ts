import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What every edge needs to know about callers: API keys, revocations, one-use tickets. */
export class Access1764000000002 implements MigrationInterface {
  name = 'Access1764000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SCHEMA access');
    await runner.query(`
      CREATE TABLE access.api_keys (
        id uuid PRIMARY KEY,
        hash bytea NOT NULL UNIQUE,
        name text NOT NULL,
        hint text NOT NULL,
        scopes text[] NOT NULL CHECK (cardinality(scopes) > 0),
        owner_id uuid NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        last_used_at timestamptz,
        revoked_at timestamptz
      )`);
    // A subject is one token, a session or an owner; what it was given until `before_ms` (epoch) is dead.
    await runner.query(`
      CREATE TABLE access.revocations (
        subject text PRIMARY KEY,
        before_ms bigint NOT NULL,
        expires_at timestamptz NOT NULL
      )`);
    await runner.query('CREATE INDEX revocations_expiry ON access.revocations (expires_at)');
    await runner.query(`
      CREATE TABLE access.tickets (hash bytea PRIMARY KEY, claims jsonb NOT NULL, expires_at timestamptz NOT NULL)`);
    await runner.query('CREATE INDEX tickets_expiry ON access.tickets (expires_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA access CASCADE');
  }
}
