/** Entry of a product process under test: the product as deployed, with a model that takes `MODEL_MS` to answer. */
import { loadConfig } from '@scory/chassis/config.ts';
import { createLogger } from '@scory/chassis/log.ts';
import { rolesNamed } from '@scory/chassis/roles.ts';
import { run } from '@scory/chassis/run.ts';
import { commands, subscriptions } from '@scory/contracts/catalog.ts';
import { createPapers } from '@scory/papers/roles.ts';
import { services } from '../../services/services.ts';
import { echoModel } from '../bench/servers/echo-model.ts';

const { MODEL_MS = '50', ...environment } = process.env;

/** Each call is reported, so that calls per job can be counted over the deaths of processes. */
const slow = echoModel(Number(MODEL_MS), (jobId) => process.send?.({ type: 'model-call', jobId }));

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
