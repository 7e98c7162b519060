/**
 * The product as deployed, in one process, with a model that answers at once, or after `BENCH_MODEL_MS`, or those of its roles
 * that `BENCH_ROLES` names; `BENCH_VECTORS` names a file of vectors that texts get at once. Configuration: the environment.
 */
import { loadConfig } from '@scory/chassis/config.ts';
import { createLogger } from '@scory/chassis/log.ts';
import { rolesNamed } from '@scory/chassis/roles.ts';
import { run } from '@scory/chassis/run.ts';
import { commands, subscriptions } from '@scory/contracts/catalog.ts';
import { createDocuments } from '@scory/documents/roles.ts';
import { configuredGateway } from '@scory/llm/configured.ts';
import { createPapers } from '@scory/papers/roles.ts';
import { services } from '../../../services/services.ts';
import { drawnEmbedder } from './drawn-embedder.ts';
import { echoModel } from './echo-model.ts';

const instant = echoModel(Number(process.env.BENCH_MODEL_MS ?? 0));
const config = loadConfig(process.env);
const gatewayOf = process.env.BENCH_MODEL === 'offline' ? configuredGateway : () => instant;
const vectors = process.env.BENCH_VECTORS;
const chosen = services.map((service) => {
  if (service.name === 'papers') return createPapers(gatewayOf);
  return service.name === 'documents' && vectors ? createDocuments(() => drawnEmbedder(vectors)) : service;
});
const log = createLogger({ level: 'warn', format: 'json' });
const running = await run(
  {
    services: chosen,
    roles: rolesNamed([process.env.BENCH_ROLES ?? 'all'], chosen),
    commands,
    subscriptions,
    version: '0',
  },
  config,
  log,
);
process.send?.({ port: running.ports.public });
process.once('SIGTERM', () => void running.stop().then(() => process.disconnect()));
