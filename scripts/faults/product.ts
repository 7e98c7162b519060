/**
 * Entry of a product process under test: the product as deployed, with a model that takes `MODEL_MS` to answer, fails the
 * first call of each job where `MODEL_FAILS` says so, and kills the process for a paper named `Kills`. `SABOTAGE` names
 * the guards that are off.
 */
import { loadConfig } from '@scory/chassis/config.ts';
import { TransientError } from '@scory/chassis/errors.ts';
import { createLogger } from '@scory/chassis/log.ts';
import { rolesNamed } from '@scory/chassis/roles.ts';
import { run } from '@scory/chassis/run.ts';
import { commands, subscriptions } from '@scory/contracts/catalog.ts';
import type { ModelGateway } from '@scory/llm/gateway.ts';
import { createPapers } from '@scory/papers/roles.ts';
import { services } from '../../services/services.ts';
import { echoModel } from '../bench/servers/echo-model.ts';
import { sabotages } from './sabotage.ts';

const { MODEL_MS = '50', MODEL_FAILS, SABOTAGE, ...environment } = process.env;
for (const name of SABOTAGE?.split(',') ?? []) (sabotages[name] as () => void)();

/** Each call is reported, so that calls per job can be counted over the deaths of processes. */
const echo = echoModel(Number(MODEL_MS), (jobId) => process.send?.({ type: 'model-call', jobId }));
const failed = new Set<string | undefined>();

const model: ModelGateway = {
  ...echo,
  async generate(request) {
    const answer = await echo.generate(request);
    if ((request.input as { title?: string }).title === 'Kills') process.kill(process.pid, 'SIGKILL');
    if (!MODEL_FAILS || failed.has(request.jobId)) return answer as never;
    failed.add(request.jobId);
    throw new TransientError('MODEL_UNAVAILABLE', 'No model could be asked', { retryAfterMs: 200 });
  },
};

const config = loadConfig(environment);
const chosen = services.map((service) => (service.name === 'papers' ? createPapers(() => model) : service));
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
