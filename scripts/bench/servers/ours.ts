/**
 * The product as deployed, in one process, with a model that answers at once, or after `BENCH_MODEL_MS`. Configuration: the
 * environment.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { loadConfig } from '@scory/chassis/config.ts';
import { createLogger } from '@scory/chassis/log.ts';
import { rolesNamed } from '@scory/chassis/roles.ts';
import { run } from '@scory/chassis/run.ts';
import { commands, subscriptions } from '@scory/contracts/catalog.ts';
import { configuredGateway } from '@scory/llm/configured.ts';
import type { ModelGateway } from '@scory/llm/gateway.ts';
import type { SimplifyOutput } from '@scory/papers/prompts/simplify.ts';
import { createPapers } from '@scory/papers/roles.ts';
import { services } from '../../../services/services.ts';

const modelMs = Number(process.env.BENCH_MODEL_MS ?? 0);

/** Says the first sentence of the paper again. */
const instant: ModelGateway = {
  primary: { provider: 'instant', model: 'instant' },
  offline: false,
  async generate({ input, signal }) {
    if (modelMs > 0) await sleep(modelMs, undefined, { signal });
    const { title, sections } = input as {
      title: string;
      sections: { sentences: { index: number; text: string }[] }[];
    };
    const sentence = sections[0]?.sentences[0] ?? { index: 0, text: '' };
    const said = [{ text: sentence.text, sources: [sentence.index] }];
    const value: SimplifyOutput = { title, summary: said, key_points: said, glossary: [] };
    return {
      value: value as never,
      provider: 'instant',
      model: 'instant',
      inputTokens: 10,
      outputTokens: 10,
      costUsd: 0,
      durationMs: 0,
    };
  },
  close: async () => undefined,
};

const config = loadConfig(process.env);
const gatewayOf = process.env.BENCH_MODEL === 'offline' ? configuredGateway : () => instant;
const chosen = services.map((service) => (service.name === 'papers' ? createPapers(gatewayOf) : service));
const log = createLogger({ level: 'warn', format: 'json' });
const running = await run(
  { services: chosen, roles: rolesNamed(['all'], chosen), commands, subscriptions, version: '0' },
  config,
  log,
);
process.send?.({ port: running.ports.public });
process.once('SIGTERM', () => void running.stop().then(() => process.disconnect()));
