/**
 * The index gets the vectors of another model while those of the present one serve; then the other one takes over. What is
 * done lies in the database: a run that comes later finds only what is missing.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { TransientError } from '@scory/chassis/errors.ts';
import { newId } from '@scory/chassis/ids.ts';
import { systemActor } from '@scory/chassis/jobs/schedules.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { type CommandHandler, handler, type Loop } from '@scory/chassis/service.ts';
import { reembedCommand } from '@scory/contracts/documents/reembed.ts';
import { embedPassages } from '../ingest/embed.ts';
import type { Embedders } from '../ingest/embedders.ts';
import { activeModel, listModels, registerModel } from '../store/embedding-models.ts';
import { addVectors, dropOthers, fromStart, listUnembedded, takeOver } from '../store/reembedding.ts';

type Needs = Pick<Runtime, 'database' | 'jobs' | 'log'>;

/** Some seconds of work, which is what a crash costs. */
const passagesAtOnce = 64;
/** Searches that have asked for the model before have their answer by then. */
const graceMs = 5_000;

export function reembedHandler({ database }: Needs, embedders: Embedders): CommandHandler {
  return handler(
    reembedCommand,
    async ({ data, jobId }, { signal, progress }) => {
      const model = (await listModels(database)).find(({ id }) => id === data.model_id);
      if (!model) return { result: { passages: 0 } };
      if (!embedders.isConfigured(model))
        throw new TransientError('EMBEDDER_UNAVAILABLE', `${model.model} is not the configured model here`);
      let passages = 0;
      let after = fromStart;
      while (model.state !== 'active') {
        const missing = await listUnembedded(database, model, after, passagesAtOnce);
        const last = missing.at(-1);
        if (last) {
          const vectors = (await embedPassages(embedders, model, missing, { jobId }, { signal }))!;
          await addVectors(database, model, missing, vectors);
          signal.throwIfAborted();
          passages += missing.length;
          after = last;
          progress({ phase: 'embed', completed: passages, total: null });
        } else if (await takeOver(database, model)) break;
        else after = fromStart;
      }
      await sleep(graceMs, undefined, { signal });
      await dropOthers(database, model);
      return { result: { passages } };
    },
    { concurrency: 1 },
  );
}

/** When a process starts whose model is not the one that searches compare with: one job, however many start. */
export function reembedWhereConfigured({ database, jobs, log }: Needs, embedders: Embedders): Loop {
  let starting: Promise<void> | undefined;
  async function begin(): Promise<void> {
    const active = await activeModel(database);
    if (!active || embedders.isConfigured(active)) return;
    const model = await registerModel(database, embedders.configured);
    const { job, created } = await jobs.accept({
      contract: reembedCommand,
      id: newId(),
      actor: systemActor,
      data: { model_id: model.id },
      traceparent: '',
      lane: 'bulk',
      coalesceKey: `documents.reembed:${model.id}`,
    });
    if (created)
      log.info({ job_id: job.id, from: active.model, to: model.model }, 'the index moves to another model');
  }
  return {
    name: 'documents.reembed',
    start() {
      starting = begin().catch((error: unknown) =>
        log.error(
          { err: error },
          'embedding anew could not be begun; the next process that starts tries again',
        ),
      );
    },
    stop: async () => starting,
  };
}
