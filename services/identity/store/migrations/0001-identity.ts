import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Accounts, their sessions, and the academic hierarchy that they place themselves in. */
export class Identity1764000000301 implements MigrationInterface {
  name = 'Identity1764000000301';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SCHEMA identity');
    await hierarchy(runner);
    await accounts(runner);
    await sessions(runner);
    await audit(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA identity CASCADE');
  }
}

async function hierarchy(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE identity.faculties (
      id uuid PRIMARY KEY,
      code text NOT NULL,
      name text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now()
    )`);
  await runner.query('CREATE UNIQUE INDEX faculties_code ON identity.faculties (lower(code))');
  // (id, faculty_id) is unique so that a user's department and semester can be held to the user's faculty.
  await runner.query(`
    CREATE TABLE identity.departments (
      id uuid PRIMARY KEY,
      faculty_id uuid NOT NULL CONSTRAINT departments_faculty REFERENCES identity.faculties,
      code text NOT NULL,
      name text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      UNIQUE (id, faculty_id)
    )`);
  await runner.query(
    'CREATE UNIQUE INDEX departments_code ON identity.departments (faculty_id, lower(code))',
  );
  await runner.query(`
    CREATE TABLE identity.semesters (
      id uuid PRIMARY KEY,
      faculty_id uuid NOT NULL CONSTRAINT semesters_faculty REFERENCES identity.faculties,
      code text NOT NULL,
      name text NOT NULL,
      starts_on date,
      ends_on date CHECK (ends_on >= starts_on),
      created_at timestamptz NOT NULL DEFAULT now(),
      UNIQUE (id, faculty_id)
    )`);
  await runner.query('CREATE UNIQUE INDEX semesters_code ON identity.semesters (faculty_id, lower(code))');
}

async function accounts(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE identity.users (
      id uuid PRIMARY KEY,
      email text,
      password_hash text,
      name text,
      role text NOT NULL CHECK (role IN ('anonymous', 'student', 'academic', 'admin')),
      faculty_id uuid CONSTRAINT users_faculty REFERENCES identity.faculties,
      department_id uuid,
      semester_id uuid,
      preferred_reading_level text NOT NULL DEFAULT 'intermediate'
        CHECK (preferred_reading_level IN ('beginner', 'intermediate', 'advanced')),
      locale text NOT NULL DEFAULT 'en',
      timezone text NOT NULL DEFAULT 'UTC',
      merged_into uuid REFERENCES identity.users,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT users_credentials CHECK ((email IS NULL) = (role = 'anonymous') AND (email IS NULL) = (password_hash IS NULL)),
      CONSTRAINT users_department_needs_faculty CHECK (department_id IS NULL OR faculty_id IS NOT NULL),
      CONSTRAINT users_semester_needs_faculty CHECK (semester_id IS NULL OR faculty_id IS NOT NULL),
      CONSTRAINT users_department FOREIGN KEY (department_id, faculty_id) REFERENCES identity.departments (id, faculty_id),
      CONSTRAINT users_semester FOREIGN KEY (semester_id, faculty_id) REFERENCES identity.semesters (id, faculty_id)
    )`);
  await runner.query('CREATE UNIQUE INDEX users_email ON identity.users (lower(email))');
  await runner.query(
    'CREATE INDEX users_faculty_members ON identity.users (faculty_id) WHERE faculty_id IS NOT NULL',
  );
  await runner.query(
    'CREATE INDEX users_department_members ON identity.users (department_id) WHERE department_id IS NOT NULL',
  );
  await runner.query(
    'CREATE INDEX users_semester_members ON identity.users (semester_id) WHERE semester_id IS NOT NULL',
  );
}

async function sessions(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE identity.sessions (
      id uuid PRIMARY KEY,
      user_id uuid NOT NULL REFERENCES identity.users ON DELETE CASCADE,
      created_at timestamptz NOT NULL DEFAULT now(),
      refreshed_at timestamptz NOT NULL DEFAULT now(),
      expires_at timestamptz NOT NULL,
      ended_at timestamptz,
      end_reason text CHECK (end_reason IN ('logout', 'reuse', 'registered', 'merged')),
      CHECK ((ended_at IS NULL) = (end_reason IS NULL))
    )`);
  await runner.query('CREATE INDEX sessions_user ON identity.sessions (user_id) WHERE ended_at IS NULL');
  await runner.query('CREATE INDEX sessions_expiry ON identity.sessions (expires_at)');
  // A session is a family of refresh tokens: each but the first descends from the one it was exchanged for.
  await runner.query(`
    CREATE TABLE identity.refresh_tokens (
      hash bytea PRIMARY KEY,
      session_id uuid NOT NULL REFERENCES identity.sessions ON DELETE CASCADE,
      parent_hash bytea,
      created_at timestamptz NOT NULL DEFAULT now(),
      expires_at timestamptz NOT NULL,
      used_at timestamptz
    )`);
  await runner.query('CREATE INDEX refresh_tokens_session ON identity.refresh_tokens (session_id)');
  await runner.query('CREATE INDEX refresh_tokens_expiry ON identity.refresh_tokens (expires_at)');
}

async function audit(runner: QueryRunner): Promise<void> {
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
    CREATE FUNCTION identity.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'the audit log is append-only';
    END $$`);
  await runner.query(`
    CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON identity.audit
    FOR EACH STATEMENT EXECUTE FUNCTION identity.refuse_change()`);
}
