/** The index of a long document, as its parts have left it in the object store, and which vectors of it are written. */
import type { Queries } from '@scory/chassis/database.ts';
import { TransientError } from '@scory/chassis/errors.ts';
import type { ObjectStore } from '@scory/chassis/objects.ts';
import { type EmbeddingModel, lockModels } from '../store/embedding-models.ts';
import type { DocumentRow } from '../store/entities.ts';
import { type Index, writeIndex } from '../store/index-store.ts';
import type { Reader } from '../store/ingest-store.ts';
import type { Embedders } from './embedders.ts';
import { passagesKey, vectorsKey } from './parts.ts';

const floatsOf = (bytes: Buffer): Float32Array => {
  const aligned = new Uint8Array(bytes);
  return new Float32Array(aligned.buffer);
};

async function storedVectors(
  objects: ObjectStore,
  job: Reader,
  groups: number,
  model: EmbeddingModel,
): Promise<Float32Array[] | undefined> {
  const all: Float32Array[] = [];
  for (let group = 0; group < groups; group += 1) {
    const embedded = await objects.read(vectorsKey(job, model.id, group));
    if (!embedded) return undefined;
    all.push(floatsOf(embedded));
  }
  return all;
}

/** Undefined where a part is missing; what a model other than the configured one could not embed is done without. */
export async function storedIndex(
  objects: ObjectStore,
  job: Reader,
  groups: number,
  models: readonly EmbeddingModel[],
  embedders: Embedders,
): Promise<Index | undefined> {
  const passages: string[] = [];
  for (let group = 0; group < groups; group += 1) {
    const stored = await objects.read(passagesKey(job, group));
    if (!stored) return undefined;
    passages.push(stored.toString('utf8'));
  }
  const vectors: { model: EmbeddingModel; groups: Float32Array[] }[] = [];
  for (const model of models) {
    const embedded = await storedVectors(objects, job, groups, model);
    if (embedded) vectors.push({ model, groups: embedded });
    else if (embedders.isConfigured(model)) return undefined;
  }
  return { passages, vectors };
}

/**
 * Writes what there is a model for. `TransientError` MODEL_CHANGED where searches have begun to compare with vectors of the
 * configured model, and these are not there.
 */
export async function writeCurrentIndex(
  tx: Queries,
  row: DocumentRow,
  index: Index,
  embedders: Embedders,
): Promise<void> {
  const models = await lockModels(tx);
  const vectors = index.vectors.filter(({ model }) => models.some(({ id }) => id === model.id));
  const active = models.find(({ state }) => state === 'active');
  const embedded = vectors.some(({ model }) => model.id === active?.id);
  if (active && index.passages.length > 0 && !embedded && embedders.isConfigured(active))
    throw new TransientError('MODEL_CHANGED', 'The model that searches compare with has changed meanwhile');
  await writeIndex(tx, row, { ...index, vectors });
}
