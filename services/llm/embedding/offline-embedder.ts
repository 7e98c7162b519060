/**
 * Embeddings without a provider: threads with a small model in them, started by the first text. Questions overtake passages,
 * so that somebody who searches does not wait for a document that is taken in.
 */
import { availableParallelism } from 'node:os';
import { TransientError } from '@scory/chassis/errors.ts';
import type { Logger } from '@scory/chassis/log.ts';
import type { Embedder, EmbedKind } from '../embedder.ts';
import { batchesOf } from './batches.ts';
import { distinctTexts } from './distinct-texts.ts';
import { encoderDimensions, encoderModel } from './encoder-model.ts';
import { EncoderThread, EncoderThreadDied } from './encoder-thread.ts';

export interface OfflineOptions {
  log: Logger;
  /** Threads at most; each holds 130 to 300 MB, and one more starts only where all are busy. */
  threads?: number;
  /** Texts that may wait; who would make it more is told EMBEDDER_BUSY. */
  maxWaiting?: number;
  /** Starts a thread; tests keep hold of theirs. */
  startThread?: () => EncoderThread;
}

export const offlineModel = { provider: 'offline', model: encoderModel, dimensions: encoderDimensions };

/** What a thread is given at once: enough to fill its calls, little enough that a question does not wait long behind it. */
const batchTexts = 16;
const batchCharacters = 4_000;
const busyRetryAfterMs = 5_000;

interface Batch {
  texts: string[];
  answer: PromiseWithResolvers<Float32Array[]>;
  /** How often its thread died. */
  deaths: number;
}

export function createOfflineEmbedder(options: OfflineOptions): Embedder {
  const {
    threads: maxThreads = Math.max(1, Math.min(4, availableParallelism() - 1)),
    maxWaiting = 20_000,
    startThread = () => new EncoderThread(),
  } = options;
  const threads = new Set<EncoderThread>();
  const queues: Record<EmbedKind, Batch[]> = { query: [], passage: [] };
  let closed: TransientError | undefined;

  const waitingTexts = (): number =>
    [...queues.query, ...queues.passage].reduce((sum, { texts }) => sum + texts.length, 0);

  function idleThread(): EncoderThread | undefined {
    for (const thread of threads) if (thread.dead) threads.delete(thread);
    for (const thread of threads) if (!thread.busy) return thread;
    if (threads.size >= maxThreads) return undefined;
    const thread = startThread();
    threads.add(thread);
    return thread;
  }

  function startWaiting(): void {
    while (queues.query.length + queues.passage.length > 0) {
      const thread = idleThread();
      if (!thread) return;
      const kind = queues.query.length > 0 ? 'query' : 'passage';
      void run(thread, queues[kind].shift() as Batch, kind).finally(startWaiting);
    }
  }

  async function run(thread: EncoderThread, batch: Batch, kind: EmbedKind): Promise<void> {
    try {
      const vectors = await thread.encode(batch.texts);
      batch.answer.resolve(
        batch.texts.map((_, index) =>
          vectors.slice(index * encoderDimensions, (index + 1) * encoderDimensions),
        ),
      );
    } catch (error) {
      if (closed) return batch.answer.reject(closed);
      options.log.warn({ err: error, deaths: batch.deaths }, 'the offline embedding model failed');
      batch.deaths += 1;
      // Once may have been anybody's fault, such as memory that others took.
      if (error instanceof EncoderThreadDied && batch.deaths < 2) queues[kind].unshift(batch);
      else
        batch.answer.reject(
          new TransientError('MODEL_UNAVAILABLE', 'The offline embedding model failed', { cause: error }),
        );
    }
  }

  /** Rejects with the signal's reason; what of it has not begun is then taken out of the queue. */
  async function allOf(batches: Batch[], kind: EmbedKind, signal?: AbortSignal): Promise<Float32Array[]> {
    const aborted = Promise.withResolvers<never>();
    const leave = (): void => aborted.reject(signal?.reason);
    signal?.addEventListener('abort', leave, { once: true });
    try {
      return (
        await Promise.race([Promise.all(batches.map(({ answer }) => answer.promise)), aborted.promise])
      ).flat();
    } finally {
      signal?.removeEventListener('abort', leave);
      queues[kind] = queues[kind].filter((batch) => !batches.includes(batch));
    }
  }

  return {
    ...offlineModel,
    offline: true,
    async embed(given, { kind, signal }) {
      signal?.throwIfAborted();
      if (closed) throw closed;
      const { texts, placeOf } = distinctTexts(given);
      const waiting = waitingTexts();
      // However many one caller brings, they are taken where nobody waits.
      if (waiting > 0 && waiting + texts.length > maxWaiting)
        throw new TransientError('EMBEDDER_BUSY', 'Too many texts wait to be embedded', {
          retryAfterMs: busyRetryAfterMs,
        });
      // Of about the same length, which the model encodes faster together.
      const order = texts.map((_, index) => index).sort((a, b) => lengthAt(texts, a) - lengthAt(texts, b));
      const limits = {
        maxItems: batchTexts,
        maxSize: batchCharacters,
        sizeOf: (at: number) => lengthAt(texts, at),
      };
      const batches = batchesOf(order, limits).map(
        (batch): Batch => ({
          texts: batch.map((at) => texts[at] as string),
          answer: Promise.withResolvers(),
          deaths: 0,
        }),
      );
      queues[kind].push(...batches);
      const result = allOf(batches, kind, signal);
      startWaiting();
      const encoded = await result;
      const vectors = new Array<Float32Array>(texts.length);
      order.forEach((at, index) => {
        vectors[at] = encoded[index] as Float32Array;
      });
      return placeOf.map((place) => vectors[place] as Float32Array);
    },
    async close() {
      closed ??= new TransientError('SHUTTING_DOWN', 'Embedding is shutting down');
      for (const kind of ['query', 'passage'] as const)
        for (const batch of queues[kind].splice(0)) batch.answer.reject(closed);
      await Promise.all([...threads].map((thread) => thread.end()));
      threads.clear();
    },
  };
}

const lengthAt = (texts: string[], at: number): number => (texts[at] as string).length;
