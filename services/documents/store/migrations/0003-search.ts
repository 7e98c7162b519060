import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who may see a row, in a table that an index of its own leads to. */
const audience = 'owner_id uuid NOT NULL, visibility text NOT NULL, faculty_id uuid, semester_id uuid';

const indexes = (table: string): string[] => [
  `CREATE INDEX ON documents.${table} (owner_id)`,
  `CREATE INDEX ON documents.${table} (visibility, faculty_id) WHERE visibility <> 'private'`,
];

/** Makes a function for the table of a model. @param graphOptions `WITH (…)` of its index of neighbours */
export const makeVectorsSql = (graphOptions: string): string => `
CREATE OR REPLACE FUNCTION documents.make_vectors(model_id int, dimensions int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  name text := 'vectors_' || model_id;
BEGIN
  EXECUTE format('CREATE TABLE documents.%I (
    document_id uuid NOT NULL, place int NOT NULL, ${audience}, vector halfvec(%s) NOT NULL,
    PRIMARY KEY (document_id, place),
    FOREIGN KEY (document_id, place) REFERENCES documents.chunks ON DELETE CASCADE)', name, dimensions);
  EXECUTE format('CREATE INDEX ON documents.%I USING hnsw (vector halfvec_cosine_ops) ${graphOptions}', name);
  EXECUTE format('CREATE INDEX ON documents.%I (owner_id)', name);
  EXECUTE format('CREATE INDEX ON documents.%I (visibility, faculty_id) WHERE visibility <> ''private''', name);
END $$`;

/**
 * The search index. Where words and vectors are looked up, rows repeat who may see them, so that both arms of a search filter
 * where they look. What is found is read from `chunks`, whose rows say the same again by row-level security: a search that
 * forgot to filter would find nothing to show. (The arms have none, as it would keep `@@` from its index.) There is a table of
 * vectors for each model: a column of vectors has one width.
 */
export class Search1764000000203 implements MigrationInterface {
  name = 'Search1764000000203';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE EXTENSION IF NOT EXISTS vector');
    await runner.query(`
      CREATE TABLE documents.chunks (
        document_id uuid NOT NULL REFERENCES documents.documents ON DELETE CASCADE,
        place int NOT NULL,
        ${audience},
        kind text NOT NULL,
        section text[] NOT NULL,
        text text NOT NULL,
        tokens int NOT NULL,
        spans jsonb NOT NULL,
        hash text NOT NULL,
        config regconfig NOT NULL,
        PRIMARY KEY (document_id, place)
      )`);
    await this.#protectChunks(runner);
    await runner.query(`
      CREATE TABLE documents.lexemes (
        document_id uuid NOT NULL,
        place int NOT NULL,
        ${audience},
        lexemes tsvector NOT NULL,
        PRIMARY KEY (document_id, place),
        FOREIGN KEY (document_id, place) REFERENCES documents.chunks ON DELETE CASCADE
      )`);
    await runner.query('CREATE INDEX ON documents.lexemes USING gin (lexemes)');
    for (const index of indexes('lexemes')) await runner.query(index);
    await this.#makeModels(runner);
    // What is found depends on nothing but the corpora it was looked for in: what was cached for their versions holds as long.
    await runner.query('CREATE TABLE documents.corpora (scope text PRIMARY KEY, version bigint NOT NULL)');
  }

  async down(runner: QueryRunner): Promise<void> {
    const models = (await runner.query('SELECT id FROM documents.embedding_models')) as { id: number }[];
    for (const { id } of models) await runner.query(`DROP TABLE documents.vectors_${id}`);
    await runner.query('DROP FUNCTION documents.make_vectors(int, int)');
    await runner.query(
      'DROP TABLE documents.embedding_models, documents.corpora, documents.lexemes, documents.chunks',
    );
  }

  /** Also for the role that owns the table; each transaction says for whom it reads (`SET LOCAL`). */
  async #protectChunks(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE documents.chunks ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY');
    await runner.query(`
      CREATE POLICY readable ON documents.chunks USING (CASE current_setting('scory.reader', true)
        WHEN 'owner' THEN owner_id::text = current_setting('scory.owner_id', true) OR visibility = 'public'
          OR (visibility = 'faculty' AND faculty_id::text = current_setting('scory.faculty_id', true))
        WHEN 'everything' THEN true ELSE false END)`);
  }

  async #makeModels(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE documents.embedding_models (
        id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        provider text NOT NULL,
        model text NOT NULL,
        dimensions int NOT NULL CHECK (dimensions BETWEEN 1 AND 4000),
        state text NOT NULL CHECK (state IN ('building', 'active')),
        created_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (provider, model, dimensions)
      )`);
    await runner.query(
      "CREATE UNIQUE INDEX one_active_model ON documents.embedding_models (state) WHERE state = 'active'",
    );
    await runner.query(makeVectorsSql(''));
  }
}
