import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Notifier1764000000401 implements MigrationInterface {
  name = 'Notifier1764000000401';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SCHEMA notifier');
    // `rotation_id` names the request that made the present secret: repeated, it makes no other one.
    await runner.query(`
      CREATE TABLE notifier.endpoints (
        id uuid PRIMARY KEY,
        owner_id uuid NOT NULL,
        api_key_id uuid,
        url text NOT NULL,
        event_types text[] NOT NULL,
        description text,
        sealed_secrets text NOT NULL,
        public_key text NOT NULL,
        old_secrets jsonb NOT NULL DEFAULT '[]',
        rotation_id uuid,
        failing_since timestamptz,
        disabled_at timestamptz,
        disabled_reason text CHECK (disabled_reason IN ('BY_OWNER', 'GONE', 'FAILING')),
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query('CREATE INDEX endpoints_owner ON notifier.endpoints (owner_id, id DESC)');
    // A taken delivery has its lease's end as due_at: no other column says when it may be taken over.
    await runner.query(`
      CREATE TABLE notifier.deliveries (
        id uuid PRIMARY KEY,
        endpoint_id uuid NOT NULL REFERENCES notifier.endpoints ON DELETE CASCADE,
        type text NOT NULL,
        body text NOT NULL,
        status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'delivered', 'failed')),
        attempt int NOT NULL DEFAULT 0,
        step int NOT NULL DEFAULT 0,
        due_at timestamptz NOT NULL DEFAULT now(),
        lease uuid,
        created_at timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz
      )`);
    await runner.query(
      "CREATE INDEX deliveries_due ON notifier.deliveries (endpoint_id, due_at) WHERE status = 'pending'",
    );
    await runner.query('CREATE INDEX deliveries_endpoint ON notifier.deliveries (endpoint_id, id DESC)');
    await runner.query('CREATE INDEX deliveries_finished ON notifier.deliveries (finished_at)');
    await runner.query(`
      CREATE TABLE notifier.attempts (
        delivery_id uuid NOT NULL REFERENCES notifier.deliveries ON DELETE CASCADE,
        number int NOT NULL,
        at timestamptz NOT NULL,
        status int,
        duration_ms int NOT NULL,
        error text,
        reply text,
        PRIMARY KEY (delivery_id, number)
      )`);
    // Work of a session may end after the session became an account: its events still name the session.
    await runner.query(`
      CREATE TABLE notifier.merged_owners (
        from_id uuid PRIMARY KEY,
        to_id uuid NOT NULL,
        merged_at timestamptz NOT NULL DEFAULT now()
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA notifier CASCADE');
  }
}
