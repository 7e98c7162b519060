import type { ServiceSchema } from '@scory/chassis/database.ts';
import type { MigrationInterface, QueryRunner } from 'typeorm';

class Llm1764000000051 implements MigrationInterface {
  name = 'Llm1764000000051';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SCHEMA llm');
    await runner.query(`
      CREATE TABLE llm.usage (
        id uuid PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT now(),
        owner_id uuid NOT NULL,
        job_id uuid,
        prompt_id text NOT NULL,
        prompt_version int NOT NULL,
        provider text NOT NULL,
        model text NOT NULL,
        input_tokens int NOT NULL,
        output_tokens int NOT NULL,
        cost_usd numeric(12, 6) NOT NULL,
        duration_ms int NOT NULL,
        outcome text NOT NULL
      )`);
    await runner.query('CREATE INDEX usage_owner ON llm.usage (owner_id, at)');
    await runner.query('CREATE INDEX usage_job ON llm.usage (job_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA llm CASCADE');
  }
}

/** The gateway's own part of the database: the usage ledger. */
export const llmSchema: ServiceSchema = { entities: [], migrations: [Llm1764000000051] };
