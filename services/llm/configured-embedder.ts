/** The embedder as configured: a provider with an address or a key, else the model that Scory brings along. */
import { type Config, ConfigError } from '@scory/chassis/config.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import type { Embedder } from './embedder.ts';
import { knownModel } from './embedding/known-models.ts';
import { createOfflineEmbedder, offlineModel } from './embedding/offline-embedder.ts';
import { createRemoteEmbedder } from './embedding/remote-embedder.ts';
import { createLedger } from './ledger.ts';
import { createOpenAiEmbeddings } from './providers/openai-embeddings.ts';

interface Endpoint {
  name: string;
  baseUrl: string | undefined;
  apiKey: string | undefined;
}

const defaultModel = 'text-embedding-3-small';
/** The EMBEDDING_MODEL that needs no provider. */
const offline = 'offline';

type Needs = Pick<Runtime, 'config' | 'database' | 'metrics' | 'tracing' | 'log'>;

/** Throws a `ConfigError` for a model that nobody is asked for, or whose size is not known. */
export function configuredEmbedder(runtime: Needs): Embedder {
  const { config, log } = runtime;
  const endpoint = endpointOf(config);
  if (!endpoint) {
    if (config.EMBEDDING_MODEL === undefined || config.EMBEDDING_MODEL === offline)
      return createOfflineEmbedder({ log });
    throw new ConfigError([
      `EMBEDDING_MODEL needs a provider of MODEL_ORDER or EMBEDDING_BASE_URL, or is \`${offline}\``,
    ]);
  }
  const model = config.EMBEDDING_MODEL ?? defaultModel;
  const dimensions = config.EMBEDDING_DIMENSIONS ?? knownModel(model)?.dimensions;
  if (dimensions === undefined)
    throw new ConfigError([`EMBEDDING_DIMENSIONS is missing: how long the vectors of ${model} are`]);
  return remoteEmbedder(runtime, endpoint, model, dimensions);
}

/**
 * A model that was configured before, asked with what is configured now; undefined where nothing of that is there any more.
 * Whether a compatible endpoint still has it shows when it is asked.
 */
export function embedderNamed(
  runtime: Needs,
  { provider, model, dimensions }: Pick<Embedder, 'provider' | 'model' | 'dimensions'>,
): Embedder | undefined {
  if (provider === offlineModel.provider)
    return model === offlineModel.model && dimensions === offlineModel.dimensions
      ? createOfflineEmbedder({ log: runtime.log })
      : undefined;
  const asConfigured = { ...runtime.config, EMBEDDING_MODEL: model };
  const withoutOwn = { ...asConfigured, EMBEDDING_BASE_URL: undefined, EMBEDDING_API_KEY: undefined };
  const endpoint = [asConfigured, withoutOwn].map(endpointOf).find((known) => known?.name === provider);
  return endpoint && remoteEmbedder(runtime, endpoint, model, dimensions);
}

function remoteEmbedder(
  { config, database, metrics, tracing, log }: Needs,
  { name, baseUrl, apiKey = 'none' }: Endpoint,
  model: string,
  dimensions: number,
): Embedder {
  const known = knownModel(model);
  const shortened = dimensions === known?.dimensions ? undefined : dimensions;
  return createRemoteEmbedder({
    provider: createOpenAiEmbeddings({ name, apiKey, baseUrl, model, dimensions: shortened }),
    dimensions,
    prefix: known?.prefix,
    batchTexts: config.EMBEDDING_BATCH,
    timeoutMs: config.MODEL_TIMEOUT_MS,
    ledger: createLedger(database, log),
    metrics,
    tracing,
    log,
  });
}

function endpointOf(config: Config): Endpoint | undefined {
  if (config.EMBEDDING_MODEL === offline) return undefined;
  const chat: Record<string, Endpoint | undefined> = {
    openai:
      config.OPENAI_API_KEY === undefined
        ? undefined
        : { name: 'openai', baseUrl: config.OPENAI_BASE_URL, apiKey: config.OPENAI_API_KEY },
    // It has no model that everybody knows.
    compatible:
      config.COMPATIBLE_BASE_URL === undefined || config.EMBEDDING_MODEL === undefined
        ? undefined
        : { name: 'compatible', baseUrl: config.COMPATIBLE_BASE_URL, apiKey: config.COMPATIBLE_API_KEY },
  };
  const { EMBEDDING_BASE_URL: baseUrl, EMBEDDING_API_KEY: apiKey } = config;
  if (baseUrl !== undefined) {
    // A key goes to no other address than the one that it was set beside.
    const there = Object.values(chat).find((endpoint) => endpoint?.baseUrl === baseUrl);
    return { name: 'compatible', baseUrl, apiKey: apiKey ?? there?.apiKey };
  }
  const first = config.MODEL_ORDER.map((name) => chat[name]).find((endpoint) => endpoint !== undefined);
  if (apiKey === undefined) return first;
  return { name: 'openai', baseUrl: config.OPENAI_BASE_URL, ...first, apiKey };
}
