import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The job engine's tables. `jobs.job` is partitioned by its UUIDv7 id, which begins with its creation time:
 * a week's jobs can be dropped as one table. Unique keys live in small unpartitioned tables.
 */
export class Jobs1764000000001 implements MigrationInterface {
  name = 'Jobs1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SCHEMA jobs');
    await runner.query(`
      CREATE TABLE jobs.job (
        id uuid PRIMARY KEY,
        kind text NOT NULL,
        version int NOT NULL,
        owner_id uuid NOT NULL,
        actor jsonb NOT NULL,
        status text NOT NULL DEFAULT 'queued'
          CHECK (status IN ('queued','running','cancelling','succeeded','failed','cancelled','expired')),
        input jsonb NOT NULL,
        reference text,
        traceparent text,
        coalesce_key text,
        attempt int NOT NULL DEFAULT 0,
        runs int NOT NULL DEFAULT 0,
        run uuid,
        seq bigint NOT NULL DEFAULT 1,
        due_at timestamptz,
        sent_at timestamptz,
        progress jsonb,
        result jsonb,
        error jsonb,
        warnings jsonb,
        metadata jsonb,
        created_at timestamptz NOT NULL DEFAULT now(),
        started_at timestamptz,
        finished_at timestamptz,
        deadline_at timestamptz NOT NULL,
        CHECK ((finished_at IS NULL) = (status IN ('queued','running','cancelling')))
      ) PARTITION BY RANGE (id)`);
    await runner.query('CREATE INDEX job_due ON jobs.job (due_at) WHERE due_at IS NOT NULL');
    await runner.query('CREATE INDEX job_sent ON jobs.job (kind, sent_at) WHERE sent_at IS NOT NULL');
    await runner.query('CREATE INDEX job_owner ON jobs.job (owner_id, id DESC)');
    await runner.query('CREATE TABLE jobs.job_default PARTITION OF jobs.job DEFAULT');
    await runner.query(`
      CREATE FUNCTION jobs.uuid_floor(at timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
        SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
      $$`);
    await runner.query(`
      CREATE FUNCTION jobs.ensure_partitions(weeks_ahead int) RETURNS int LANGUAGE plpgsql AS $$
      DECLARE
        week timestamptz := date_trunc('week', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC';
        partition text;
        made int := 0;
      BEGIN
        FOR step IN 0..weeks_ahead LOOP
          partition := 'job_' || to_char(week AT TIME ZONE 'UTC', 'IYYY_IW');
          IF to_regclass('jobs.' || partition) IS NULL THEN
            EXECUTE format('CREATE TABLE jobs.%I PARTITION OF jobs.job FOR VALUES FROM (%L) TO (%L)
                            WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02)',
              partition, jobs.uuid_floor(week), jobs.uuid_floor(week + interval '7 days'));
            made := made + 1;
          END IF;
          week := week + interval '7 days';
        END LOOP;
        RETURN made;
      END $$`);
    await runner.query('SELECT jobs.ensure_partitions(2)');
    await runner.query(`
      CREATE TABLE jobs.coalesced (key text PRIMARY KEY, job_id uuid NOT NULL)
      WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02)`);
    await runner.query(`
      CREATE TABLE jobs.outbox (
        id uuid PRIMARY KEY,
        type text NOT NULL,
        body jsonb NOT NULL,
        due_at timestamptz NOT NULL
      ) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0)`);
    await runner.query('CREATE INDEX outbox_due ON jobs.outbox (due_at)');
    await runner.query(`
      CREATE TABLE jobs.idempotency (
        owner_id uuid NOT NULL,
        caller_id uuid NOT NULL,
        route text NOT NULL,
        key text NOT NULL,
        body_hash bytea NOT NULL,
        resource_id uuid NOT NULL,
        holder uuid,
        held_until timestamptz,
        status int,
        headers jsonb,
        body text,
        expires_at timestamptz NOT NULL,
        PRIMARY KEY (owner_id, caller_id, route, key)
      )`);
    await runner.query('CREATE INDEX idempotency_expiry ON jobs.idempotency (expires_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA jobs CASCADE');
  }
}
