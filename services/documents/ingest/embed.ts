/** Vectors of passages, for every model that the index has vectors of and that can be asked. */
import { PermanentError, TransientError } from '@scory/chassis/errors.ts';
import type { HandlerContext } from '@scory/chassis/service.ts';
import { type Chunk, embeddedText } from '../domain/chunk.ts';
import { type EmbeddingModel, listModels, registerModel } from '../store/embedding-models.ts';
import type { Embedders } from './embedders.ts';
import type { Needs } from './subject.ts';

/** The configured model, and beside it the one that searches compare with until the configured one takes over. */
export async function modelsToEmbed(
  { database }: Pick<Needs, 'database'>,
  embedders: Embedders,
): Promise<EmbeddingModel[]> {
  const configured = await registerModel(database, embedders.configured);
  const others = (await listModels(database)).filter(
    (model) => model.state === 'active' && model.id !== configured.id && embedders.of(model) !== undefined,
  );
  return [configured, ...others];
}

/**
 * One after the other, as the index takes them; undefined where a model refuses for good that is not the configured one: a
 * model that leaves must not keep documents from being read.
 */
export async function embedPassages(
  embedders: Embedders,
  model: EmbeddingModel,
  passages: readonly Pick<Chunk, 'section' | 'text'>[],
  account: { ownerId?: string; jobId: string },
  { signal }: Pick<HandlerContext, 'signal'>,
): Promise<Float32Array | undefined> {
  const embedder = embedders.of(model);
  if (!embedder)
    throw new TransientError('EMBEDDER_UNAVAILABLE', `This process cannot embed with ${model.model}`);
  const texts = passages.map(embeddedText);
  try {
    const vectors = await embedder.embed(texts, { kind: 'passage', ...account, signal });
    const all = new Float32Array(vectors.length * model.dimensions);
    for (const [index, vector] of vectors.entries()) all.set(vector, index * model.dimensions);
    return all;
  } catch (error) {
    if (error instanceof PermanentError && !embedders.isConfigured(model)) return undefined;
    throw error;
  }
}
