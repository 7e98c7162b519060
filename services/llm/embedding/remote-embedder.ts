/**
 * Embeddings by a provider: every text once, in batches that the provider takes, a few of them in flight, each with a
 * deadline and a row in the ledger. SDK retries are off; a failure that passes is the job's to try again.
 */
import { PermanentError, TransientError } from '@scory/chassis/errors.ts';
import type { Logger } from '@scory/chassis/log.ts';
import type { Metrics } from '@scory/chassis/metrics.ts';
import { inSpan, type Span, type Tracing } from '@scory/chassis/tracing.ts';
import type { Embedder, EmbedOptions } from '../embedder.ts';
import type { Ledger } from '../ledger.ts';
import { costMicroUsd, priceOf } from '../prices.ts';
import { ModelError } from '../provider.ts';
import type { EmbeddingProvider } from '../providers/openai-embeddings.ts';
import { verdictOf } from '../verdict.ts';
import { batchesOf } from './batches.ts';
import { distinctTexts } from './distinct-texts.ts';
import type { KnownModel } from './known-models.ts';
import { unitVector } from './unit-vector.ts';

export interface RemoteOptions {
  provider: EmbeddingProvider;
  dimensions: number;
  prefix?: KnownModel['prefix'];
  /** Most texts of one call. */
  batchTexts: number;
  /** Most estimated tokens of one call. */
  batchTokens?: number;
  /** Calls of one `embed` under way at once. */
  parallel?: number;
  timeoutMs: number;
  ledger: Ledger;
  metrics: Pick<Metrics, 'modelCall'>;
  tracing?: Tracing | undefined;
  log: Logger;
}

/** The ledger's owner of what the product does of its own accord. */
const nobody = '00000000-0000-0000-0000-000000000000';

/** About right for English, and not below the truth for scripts of three bytes a character. */
const estimatedTokens = (text: string): number => Math.ceil(Buffer.byteLength(text) / 3);

export function createRemoteEmbedder(options: RemoteOptions): Embedder {
  const { provider, dimensions, prefix = {}, batchTexts, batchTokens = 100_000, parallel = 4 } = options;
  const closing = new AbortController();
  if (!priceOf(provider.model))
    options.log.info(
      { model: provider.model },
      'the price of this model is not known; its cost is recorded as 0',
    );

  /** One call: its vectors at length 1. */
  async function call(
    texts: string[],
    work: EmbedOptions,
    stop: AbortSignal,
    span: Span | undefined,
  ): Promise<Float32Array[]> {
    const startedAt = performance.now();
    const deadline = AbortSignal.timeout(options.timeoutMs);
    let usage = { inputTokens: 0, outputTokens: 0, model: provider.model };
    const record = (outcome: string): void =>
      note({ ...usage, outcome, durationMs: Math.round(performance.now() - startedAt) }, work, span);
    try {
      const answer = await provider.embed(texts, AbortSignal.any([stop, deadline]));
      usage = { inputTokens: answer.inputTokens, outputTokens: 0, model: answer.model };
      const vectors = answer.vectors.map(checked);
      record('ok');
      return vectors;
    } catch (error) {
      const failure =
        deadline.aborted && !stop.aborted
          ? new ModelError('unavailable', provider.name, { cause: error })
          : error;
      if (failure instanceof PermanentError) record('bad_output');
      else record(failure instanceof ModelError ? failure.failure : 'aborted');
      throw failure;
    }
  }

  function checked(values: ArrayLike<number>): Float32Array {
    if (values.length !== dimensions)
      throw new PermanentError(
        'EMBEDDING_DIMENSIONS',
        `The embedding model answers vectors of ${values.length} numbers where ${dimensions} are expected`,
      );
    const vector = unitVector(values);
    if (vector) return vector;
    throw new ModelError('bad_output', provider.name, { cause: new Error('a vector has no direction') });
  }

  function note(
    usage: { inputTokens: number; outputTokens: number; model: string; outcome: string; durationMs: number },
    { kind, ownerId = nobody, jobId = null }: Omit<EmbedOptions, 'jobId'> & { jobId?: string | null },
    span: Span | undefined,
  ): void {
    const { model, outcome, durationMs } = usage;
    const costUsd = costMicroUsd(provider.model, usage.inputTokens, 0) / 1e6;
    const tokens = usage.inputTokens;
    options.metrics.modelCall({ provider: provider.name, model, outcome, durationMs, tokens, costUsd });
    span?.set({
      'gen_ai.response.model': model,
      'gen_ai.usage.input_tokens': tokens,
      'scory.outcome': outcome,
    });
    const call = { provider: provider.name, promptId: `embed.${kind}`, promptVersion: 1 };
    options.ledger.add({ ...usage, ...call, ownerId, jobId, costUsd });
  }

  /** A call whose texts are too long together is made again as two. */
  async function embedBatch(texts: string[], work: EmbedOptions, stop: AbortSignal): Promise<Float32Array[]> {
    const attributes = {
      'gen_ai.operation.name': 'embeddings',
      'gen_ai.provider.name': provider.name,
      'gen_ai.request.model': provider.model,
      'scory.texts': texts.length,
    };
    try {
      return await inSpan(
        options.tracing,
        `embeddings ${provider.name}`,
        { kind: 'client', attributes },
        (span) => call(texts, work, stop, span),
      );
    } catch (error) {
      const halves = error instanceof ModelError && error.failure === 'context_too_long' && texts.length > 1;
      if (!halves) throw error;
      const middle = texts.length >> 1;
      const first = await embedBatch(texts.slice(0, middle), work, stop);
      return [...first, ...(await embedBatch(texts.slice(middle), work, stop))];
    }
  }

  async function embedAll(texts: string[], work: EmbedOptions): Promise<Float32Array[]> {
    const before = prefix[work.kind] ?? '';
    const limits = { maxItems: batchTexts, maxSize: batchTokens, sizeOf: estimatedTokens };
    const batches = batchesOf(
      texts.map((text) => before + text),
      limits,
    );
    const results = new Array<Float32Array[]>(batches.length);
    const failed = new AbortController();
    const stop = AbortSignal.any([failed.signal, closing.signal, ...(work.signal ? [work.signal] : [])]);
    const waiting = batches.entries();
    const takeTurns = async (): Promise<void> => {
      // All lanes draw from the one iterator.
      for (const [index, batch] of waiting) {
        stop.throwIfAborted();
        results[index] = await embedBatch(batch, work, stop);
      }
    };
    try {
      await Promise.all(Array.from({ length: Math.min(parallel, batches.length) }, takeTurns));
    } catch (error) {
      // The first failure is the whole's: what else is in flight is not worth waiting for.
      failed.abort(error);
      throw error;
    }
    return results.flat();
  }

  return {
    model: provider.model,
    provider: provider.name,
    dimensions,
    offline: false,
    async embed(given, work) {
      work.signal?.throwIfAborted();
      closing.signal.throwIfAborted();
      const { texts, placeOf } = distinctTexts(given);
      try {
        const vectors = await embedAll(texts, work);
        return placeOf.map((place) => vectors[place] as Float32Array);
      } catch (error) {
        work.signal?.throwIfAborted();
        if (!(error instanceof ModelError)) throw error;
        const { failure, cause } = error;
        options.log.warn(
          {
            provider: provider.name,
            failure,
            cause: cause instanceof Error ? cause.message.slice(0, 300) : undefined,
          },
          'an embedding call failed',
        );
        throw verdictOf([error], 'The embedding model');
      }
    },
    async close() {
      closing.abort(new TransientError('SHUTTING_DOWN', 'Embedding is shutting down'));
      await options.ledger.close();
    },
  };
}
