import type { Runtime } from '@scory/chassis/runtime.ts';
import { type CommandHandler, handler } from '@scory/chassis/service.ts';
import { generateBatchCommand } from '@scory/contracts/exams/generate.ts';
import type { ModelGateway } from '@scory/llm/gateway.ts';
import type { SingleFlight } from '@scory/llm/single-flight.ts';
import type { MadeBatch } from '../domain/made-batch.ts';
import { deletedMeanwhile } from '../generation/keep-exam.ts';
import { type BatchTask, type Effort, makeBatch, noEffort } from '../generation/make-batch.ts';
import { makeBatchOffline } from '../generation/make-batch-offline.ts';
import type { MaterialStore } from '../material/material-store.ts';
import { currentExam } from '../store/exam-store.ts';
import { findBatches, madeBatchRows } from '../store/made-batches.ts';

interface Made {
  batch: MadeBatch;
  effort: Effort;
  /** It was there already. */
  found: boolean;
}

/** Five questions of an exam: found, shared with whoever has the same made at the moment, or made. */
export function generateBatchHandler(deps: {
  runtime: Pick<Runtime, 'database' | 'metrics'>;
  gateway: ModelGateway;
  flights: SingleFlight;
  materials: MaterialStore;
}): CommandHandler {
  const { runtime, gateway, flights, materials } = deps;
  const { database } = runtime;

  async function find(key: string): Promise<Made | undefined> {
    const batch = (await findBatches(database, [key])).get(key);
    return batch && { batch, effort: noEffort(), found: true };
  }

  return handler(generateBatchCommand, async ({ data, actor, jobId }, context) => {
    const exam = await currentExam(database, data.exam_id, actor.owner_id);
    if (!exam) throw deletedMeanwhile();
    const files = { ownerId: exam.owner_id, examId: exam.id };
    const [{ material }, { slots, reach, avoid }] = await Promise.all([
      materials.read(files),
      materials.readBatch(files, data),
    ]);
    const task: Omit<BatchTask, 'signal'> = {
      ...{ slots, reach, avoid, jobId, ownerId: exam.owner_id },
      passages: new Map(material.passages.map((passage) => [passage.number, passage])),
      language: exam.request.language ?? material.language ?? 'en',
      onProgress: (made) => context.progress({ phase: 'questions', completed: made, total: slots.length }),
    };
    const { value, shared } = await flights.run<Made>(`exams.batch:${data.key}`, {
      read: () => find(data.key),
      compute: async (signal) => {
        const earlier = await find(data.key);
        if (earlier) return earlier;
        const made = gateway.offline
          ? await makeBatchOffline({ ...task, signal }, exam.seed)
          : await makeBatch(gateway, { ...task, signal });
        return { ...made, found: false };
      },
      signal: context.signal,
      idle: context.idle,
    });
    const { batch, found } = value;
    // Whoever shares a call or finds what it came to pays nothing for it.
    const effort = shared || found ? noEffort() : value.effort;
    runtime.metrics.examItems(batch.items.length, effort.rejected);
    return {
      result: { made: batch.items.length, from_cache: shared || found, ...effort },
      rows: found ? [] : [{ table: madeBatchRows, row: { key: data.key, items: batch } }],
    };
  });
}
