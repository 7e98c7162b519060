/** Every model call, kept: who for, which prompt, how many tokens, what it cost. Never blocks or fails a call. */
import { createBatch } from '@scory/chassis/batch.ts';
import type { Queries } from '@scory/chassis/database.ts';
import type { Logger } from '@scory/chassis/log.ts';
import { v7 as uuidv7 } from 'uuid';

export interface Usage {
  ownerId: string;
  jobId: string | null;
  promptId: string;
  promptVersion: number;
  provider: string;
  model: string;
  inputTokens: number;
  outputTokens: number;
  costUsd: number;
  durationMs: number;
  /** `ok`, `aborted` or a failure class. */
  outcome: string;
}

export interface Ledger {
  add(usage: Usage): void;
  close(): Promise<void>;
}

export function createLedger(database: Queries, log: Logger): Ledger {
  const batch = createBatch<Usage & { id: string }, void>({
    name: 'model usage',
    maxEntries: 200,
    maxWaiting: 20_000,
    run: async (entries) => {
      await database.query(
        `INSERT INTO llm.usage (id, owner_id, job_id, prompt_id, prompt_version, provider, model, input_tokens,
           output_tokens, cost_usd, duration_ms, outcome)
         SELECT id, "ownerId", "jobId", "promptId", "promptVersion", provider, model, "inputTokens", "outputTokens",
           "costUsd", "durationMs", outcome
         FROM json_to_recordset($1::json) AS t(id uuid, "ownerId" uuid, "jobId" uuid, "promptId" text,
           "promptVersion" int, provider text, model text, "inputTokens" int, "outputTokens" int, "costUsd" numeric,
           "durationMs" int, outcome text)
         ON CONFLICT (id) DO NOTHING`,
        [JSON.stringify(entries)],
      );
      return entries.map(() => undefined);
    },
  });
  return {
    add(usage) {
      batch
        .add({ ...usage, id: uuidv7() })
        .catch((error: unknown) => log.warn({ err: error }, 'model usage could not be recorded'));
    },
    close: () => batch.drain(),
  };
}
