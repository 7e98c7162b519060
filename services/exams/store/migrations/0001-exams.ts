import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Items are versioned and never changed: an exam names the versions it asks, so what somebody answered stays what was asked.
 * Marks are only ever added: the latest revision counts.
 */
export class Exams1764000000501 implements MigrationInterface {
  name = 'Exams1764000000501';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SCHEMA IF NOT EXISTS exams');
    await this.#makeExams(runner);
    await this.#makeAttempts(runner);
    await this.#makeMarks(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA exams CASCADE');
  }

  async #makeExams(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE exams.exams (
        id uuid PRIMARY KEY,
        owner_id uuid NOT NULL,
        status text NOT NULL CHECK (status IN ('generating', 'draft', 'published', 'failed', 'deleting')),
        revision int NOT NULL DEFAULT 0,
        title text NOT NULL,
        language text,
        seed int NOT NULL,
        request jsonb NOT NULL,
        report jsonb,
        job_id uuid NOT NULL,
        -- Of made_batches: they go with the exam.
        batch_keys text[] NOT NULL DEFAULT '{}',
        error_code text,
        error_message text,
        merged_from uuid,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query('CREATE INDEX ON exams.exams (owner_id, id DESC)');
    await runner.query('CREATE INDEX ON exams.exams (job_id)');
    await runner.query("CREATE INDEX ON exams.exams (updated_at) WHERE status IN ('generating', 'deleting')");
    await runner.query('CREATE INDEX ON exams.exams (merged_from) WHERE merged_from IS NOT NULL');
    await runner.query(`
      CREATE TABLE exams.items (
        id uuid NOT NULL,
        version int NOT NULL,
        owner_id uuid NOT NULL,
        type text NOT NULL,
        stem text NOT NULL,
        body jsonb NOT NULL,
        key jsonb NOT NULL,
        explanation text,
        difficulty text NOT NULL,
        bloom text NOT NULL,
        topic text NOT NULL,
        tags text[] NOT NULL,
        marks float8 NOT NULL,
        sources jsonb NOT NULL,
        origin text NOT NULL CHECK (origin IN ('model', 'offline', 'person')),
        ai_model text,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (id, version)
      )`);
    await runner.query('CREATE INDEX ON exams.items (owner_id, id DESC, version DESC)');
    await runner.query(`
      CREATE TABLE exams.exam_items (
        exam_id uuid NOT NULL REFERENCES exams.exams ON DELETE CASCADE,
        position int NOT NULL,
        item_id uuid NOT NULL,
        item_version int NOT NULL,
        marks float8 NOT NULL,
        PRIMARY KEY (exam_id, position),
        UNIQUE (exam_id, item_id),
        FOREIGN KEY (item_id, item_version) REFERENCES exams.items
      )`);
    await runner.query('CREATE INDEX ON exams.exam_items (item_id)');
    // What was made of the same content for the same plan; names no owner, holds what the material itself says.
    await runner.query(`
      CREATE TABLE exams.made_batches (
        key text PRIMARY KEY,
        items jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query('CREATE INDEX ON exams.made_batches (created_at)');
  }

  async #makeAttempts(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE exams.publications (
        exam_id uuid PRIMARY KEY REFERENCES exams.exams ON DELETE CASCADE,
        audience text NOT NULL CHECK (audience IN ('faculty', 'semester', 'users')),
        faculty_id uuid,
        semester_id uuid,
        user_ids uuid[],
        opens_at timestamptz,
        closes_at timestamptz,
        attempts_allowed int NOT NULL,
        time_limit_seconds int,
        shuffle boolean NOT NULL,
        show_key text NOT NULL,
        published_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query("CREATE INDEX ON exams.publications (faculty_id) WHERE audience = 'faculty'");
    await runner.query("CREATE INDEX ON exams.publications (semester_id) WHERE audience = 'semester'");
    await runner.query("CREATE INDEX ON exams.publications USING gin (user_ids) WHERE audience = 'users'");
    await runner.query(`
      CREATE TABLE exams.attempts (
        id uuid PRIMARY KEY,
        exam_id uuid NOT NULL REFERENCES exams.exams ON DELETE CASCADE,
        owner_id uuid NOT NULL,
        number int NOT NULL,
        status text NOT NULL CHECK (status IN ('in_progress', 'submitted', 'marked')),
        seed int NOT NULL,
        answers jsonb NOT NULL DEFAULT '{}',
        saved_seq int NOT NULL DEFAULT 0,
        job_id uuid,
        merged_from uuid,
        started_at timestamptz NOT NULL DEFAULT now(),
        due_at timestamptz,
        submitted_at timestamptz,
        marked_at timestamptz,
        UNIQUE (exam_id, owner_id, number)
      )`);
    // Whoever begins twice at once has one attempt.
    await runner.query(
      "CREATE UNIQUE INDEX one_in_progress ON exams.attempts (exam_id, owner_id) WHERE status = 'in_progress'",
    );
    await runner.query('CREATE INDEX ON exams.attempts (owner_id, id DESC)');
    await runner.query("CREATE INDEX ON exams.attempts (due_at) WHERE status = 'in_progress'");
  }

  async #makeMarks(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE exams.marks (
        attempt_id uuid NOT NULL REFERENCES exams.attempts ON DELETE CASCADE,
        item_id uuid NOT NULL,
        revision int NOT NULL,
        points float8 NOT NULL,
        points_max float8 NOT NULL,
        marked_by text NOT NULL CHECK (marked_by IN ('rule', 'model', 'offline', 'person')),
        person_id uuid,
        provisional boolean NOT NULL,
        confidence float8,
        criteria jsonb NOT NULL DEFAULT '[]',
        feedback text,
        reason text,
        likeness text NOT NULL DEFAULT '',
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (attempt_id, item_id, revision)
      )`);
    await runner.query(`
      CREATE TABLE exams.appeals (
        id uuid PRIMARY KEY,
        attempt_id uuid NOT NULL REFERENCES exams.attempts ON DELETE CASCADE,
        item_id uuid NOT NULL,
        owner_id uuid NOT NULL,
        text text NOT NULL,
        status text NOT NULL CHECK (status IN ('open', 'upheld', 'rejected')),
        decision text,
        created_at timestamptz NOT NULL DEFAULT now(),
        decided_at timestamptz
      )`);
    await runner.query(
      "CREATE UNIQUE INDEX one_open_appeal ON exams.appeals (attempt_id, item_id) WHERE status = 'open'",
    );
    // Marks of open answers by rubric and answer; the key is a hash, the rows name nobody. They quote answers, so they go with
    // the exam that they were made for.
    await runner.query(`
      CREATE TABLE exams.markings (
        key text PRIMARY KEY,
        exam_id uuid REFERENCES exams.exams ON DELETE CASCADE,
        marking jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query('CREATE INDEX ON exams.markings (created_at)');
    await runner.query('CREATE INDEX ON exams.markings (exam_id) WHERE exam_id IS NOT NULL');
    // What marking took: a row a submitted attempt or evaluation, of the owner on whose behalf it was done.
    await runner.query(`
      CREATE TABLE exams.marking_runs (
        id uuid PRIMARY KEY,
        owner_id uuid NOT NULL,
        answers int NOT NULL,
        open_answers int NOT NULL,
        cached int NOT NULL,
        cost_usd numeric NOT NULL,
        duration_ms int NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query('CREATE INDEX ON exams.marking_runs (owner_id, created_at)');
  }
}
