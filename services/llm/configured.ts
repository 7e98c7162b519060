/** The gateway as configured: providers in MODEL_ORDER, those with a key; none means the offline engine. */
import type { Runtime } from '@scory/chassis/runtime.ts';
import { createGateway, type ModelGateway } from './gateway.ts';
import { createLedger } from './ledger.ts';
import type { Provider } from './provider.ts';
import { createAnthropicProvider } from './providers/anthropic.ts';
import { createOpenAiProvider } from './providers/openai.ts';

export function configuredGateway({
  config,
  database,
  metrics,
  tracing,
  log,
}: Pick<Runtime, 'config' | 'database' | 'metrics' | 'tracing' | 'log'>): ModelGateway {
  const known: Record<string, () => Provider | undefined> = {
    openai: () =>
      config.OPENAI_API_KEY === undefined
        ? undefined
        : createOpenAiProvider({
            name: 'openai',
            dialect: 'openai',
            apiKey: config.OPENAI_API_KEY,
            baseUrl: config.OPENAI_BASE_URL,
            model: config.OPENAI_MODEL,
          }),
    anthropic: () =>
      config.ANTHROPIC_API_KEY === undefined
        ? undefined
        : createAnthropicProvider({
            apiKey: config.ANTHROPIC_API_KEY,
            baseUrl: config.ANTHROPIC_BASE_URL,
            model: config.ANTHROPIC_MODEL,
          }),
    compatible: () =>
      config.COMPATIBLE_BASE_URL === undefined
        ? undefined
        : createOpenAiProvider({
            name: 'compatible',
            dialect: 'compatible',
            apiKey: config.COMPATIBLE_API_KEY ?? 'none',
            baseUrl: config.COMPATIBLE_BASE_URL,
            model: config.COMPATIBLE_MODEL ?? '',
          }),
  };
  const providers = config.MODEL_ORDER.flatMap((name) => known[name]?.() ?? []);
  return createGateway({
    providers,
    timeoutMs: config.MODEL_TIMEOUT_MS,
    ledger: createLedger(database, log),
    metrics,
    tracing,
    log,
  });
}
