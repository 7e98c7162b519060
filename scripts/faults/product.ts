/**
 * Entry of a product process under test: the product as deployed, with a model that takes `MODEL_MS` to answer and kills the
 * process for a paper named `Kills`, or with the models that are configured (`MODEL=real`). `SABOTAGE` names the guards that
 * are off.
 */
import { loadConfig } from '@scory/chassis/config.ts';
import { createLogger } from '@scory/chassis/log.ts';
import { rolesNamed } from '@scory/chassis/roles.ts';
import { run } from '@scory/chassis/run.ts';
import { commands, subscriptions } from '@scory/contracts/catalog.ts';
import type { ModelGateway } from '@scory/llm/gateway.ts';
import { createPapers } from '@scory/papers/roles.ts';
import { services } from '../../services/services.ts';
import { echoModel } from '../bench/servers/echo-model.ts';
import { sabotages, trustRedis } from './sabotage.ts';

const { MODEL_MS = '50', MODEL, SABOTAGE, ...environment } = process.env;
const sabotaged = SABOTAGE?.split(',') ?? [];
for (const name of sabotaged) sabotages[name]?.();

/** Each call is reported, so that calls per job can be counted over the deaths of processes. */
const echo = echoModel(Number(MODEL_MS), (jobId) => process.send?.({ type: 'model-call', jobId }));

const model: ModelGateway = {
  ...echo,
  async generate(request) {
    const answer = await echo.generate(request);
    if ((request.input as { title?: string }).title === 'Kills') process.kill(process.pid, 'SIGKILL');
    return answer as never;
  },
};

const config = loadConfig(environment);
const chosen =
  MODEL === 'real'
    ? services
    : services.map((service) => (service.name === 'papers' ? createPapers(() => model) : service));
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
if (sabotaged.includes('trust-redis')) trustRedis(running.runtime.live);
process.send?.({ type: 'started', ports: running.ports });
process.once('SIGTERM', () => void running.stop().then(() => process.disconnect()));
