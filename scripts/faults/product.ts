/** Entry of a product process under test: the product as deployed, with a model that takes `MODEL_MS` to answer. */
import { setTimeout as sleep } from 'node:timers/promises';
import { loadConfig } from '@scory/chassis/config.ts';
import { createLogger } from '@scory/chassis/log.ts';
import { rolesNamed } from '@scory/chassis/roles.ts';
import { run } from '@scory/chassis/run.ts';
import { commands, subscriptions } from '@scory/contracts/catalog.ts';
import type { ModelGateway } from '@scory/llm/gateway.ts';
import type { SimplifyOutput } from '@scory/papers/prompts/simplify.ts';
import { createPapers } from '@scory/papers/roles.ts';
import { services } from '../../services/services.ts';

const { MODEL_MS = '50', ...environment } = process.env;

/** Says the first sentence of the paper again, and reports each call, so that calls per job can be counted. */
const slow: ModelGateway = {
  primary: { provider: 'slow', model: 'slow' },
  offline: false,
  async generate({ input, jobId, signal }) {
    process.send?.({ type: 'model-call', jobId });
    await sleep(Number(MODEL_MS), undefined, { signal });
    const { title, sections } = input as {
      title: string;
      sections: { sentences: { index: number; text: string }[] }[];
    };
    const sentence = sections[0]?.sentences[0] ?? { index: 0, text: '' };
    const said = [{ text: sentence.text, sources: [sentence.index] }];
    const value: SimplifyOutput = { title, summary: said, key_points: said, glossary: [] };
    return {
      value: value as never,
      provider: 'slow',
      model: 'slow',
      inputTokens: 10,
      outputTokens: 10,
      costUsd: 0,
      durationMs: Number(MODEL_MS),
    };
  },
  close: async () => undefined,
};

const config = loadConfig(environment);
const chosen = services.map((service) => (service.name === 'papers' ? createPapers(() => slow) : service));
const running = await run(
  {
    services: chosen,
    roles: rolesNamed(process.argv.slice(2), chosen),
    commands,
    subscriptions,
    version: '0',
  },
  config,
  createLogger({ level: environment.LOG_LEVEL ?? 'error', format: 'json' }),
);
process.send?.({ type: 'started', ports: running.ports });
process.once('SIGTERM', () => void running.stop().then(() => process.disconnect()));
