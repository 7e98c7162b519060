/** The embedders of a process: the configured one, and those whose vectors the index still has. */
import type { Runtime } from '@scory/chassis/runtime.ts';
import { embedderNamed } from '@scory/llm/configured-embedder.ts';
import type { Embedder } from '@scory/llm/embedder.ts';
import type { ModelName } from '../store/embedding-models.ts';

export interface Embedders {
  readonly configured: Embedder;
  isConfigured(model: ModelName): boolean;
  /** Undefined for a model that this process cannot ask. */
  of(model: ModelName): Embedder | undefined;
  close(): Promise<void>;
}

const nameOf = ({ provider, model, dimensions }: ModelName): string =>
  JSON.stringify([provider, model, dimensions]);

export function createEmbedders(
  runtime: Pick<Runtime, 'config' | 'database' | 'metrics' | 'tracing' | 'log'>,
  configured: Embedder,
): Embedders {
  const isConfigured = (model: ModelName): boolean => nameOf(model) === nameOf(configured);
  const others = new Map<string, Embedder | undefined>();
  return {
    configured,
    isConfigured,
    of(model) {
      if (isConfigured(model)) return configured;
      const name = nameOf(model);
      if (!others.has(name)) others.set(name, embedderNamed(runtime, model));
      return others.get(name);
    },
    async close() {
      await Promise.all([configured, ...others.values()].map((embedder) => embedder?.close()));
    },
  };
}
