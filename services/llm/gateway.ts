/**
 * The way to a model: providers in order, each failure answered by its class, structured output checked and repaired
 * once, every call in the ledger. SDK retries are off: whether and where to try again is decided here and by the job.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { PermanentError } from '@scory/chassis/errors.ts';
import type { Logger } from '@scory/chassis/log.ts';
import type { Metrics } from '@scory/chassis/metrics.ts';
import { inSpan, type Span, type Tracing } from '@scory/chassis/tracing.ts';
import { isStorableValue } from '@scory/contracts/envelope.ts';
import { z } from 'zod';
import type { Ledger } from './ledger.ts';
import { costMicroUsd, priceOf } from './prices.ts';
import type { Prompt } from './prompt.ts';
import { type Completion, type CompletionRequest, ModelError, type Provider, type Turn } from './provider.ts';
import { verdictOf } from './verdict.ts';

export interface GenerateRequest<I, O> {
  prompt: Prompt<I, O>;
  input: I;
  ownerId: string;
  jobId?: string;
  signal?: AbortSignal;
  /** A provider that is asked last: who checks another's work is to be somebody else, where there is anybody. */
  lastChoice?: string;
}

export interface Generation<O> {
  value: O;
  provider: string;
  model: string;
  inputTokens: number;
  outputTokens: number;
  costUsd: number;
  durationMs: number;
}

export interface ModelGateway {
  /** Throws `TransientError` when every provider failed for a passing reason, `PermanentError` otherwise. */
  generate<I, O>(request: GenerateRequest<I, O>): Promise<Generation<O>>;
  /** The provider that is asked first: part of cache keys. */
  primary: { provider: string; model: string };
  /** True where no model is configured: capabilities then do what they can without one, and say so. */
  offline: boolean;
  close(): Promise<void>;
}

/** The `ai_model` of what capabilities make without a model. */
export const offlineModel = 'offline-extractive';

/** How long a provider is left alone after a failure that the next call would meet again. */
const cooldownMs = { auth: 60_000, rate_limited: 1_000, unavailable: 2_000 } as const;

export function createGateway(options: {
  providers: Provider[];
  timeoutMs: number;
  ledger: Ledger;
  metrics: Pick<Metrics, 'modelCall'>;
  tracing?: Tracing | undefined;
  log: Logger;
}): ModelGateway {
  const { providers, timeoutMs, ledger, metrics, tracing, log } = options;
  const restUntil = new Map<Provider, number>();
  const unpriced = new Set<string>();

  async function ask<I, O>(
    provider: Provider,
    request: GenerateRequest<I, O>,
    span: Span | undefined,
  ): Promise<Generation<O>> {
    const { prompt, input } = request;
    const startedAt = performance.now();
    const deadline = AbortSignal.timeout(timeoutMs);
    const signal = request.signal ? AbortSignal.any([request.signal, deadline]) : deadline;
    const call: CompletionRequest = {
      system: prompt.system,
      turns: [firstTurn(prompt, input)],
      schemaName: prompt.id.replaceAll(/[^A-Za-z0-9_-]/g, '_'),
      jsonSchema: z.toJSONSchema(prompt.schema, { target: 'draft-7' }) as Record<string, unknown>,
      maxOutputTokens: prompt.maxOutputTokens,
      signal,
    };
    let usage = { inputTokens: 0, outputTokens: 0, model: provider.model };
    const note = (completion: Completion): void => {
      usage = {
        model: completion.model,
        inputTokens: usage.inputTokens + completion.inputTokens,
        outputTokens: usage.outputTokens + completion.outputTokens,
      };
    };
    const record = (outcome: string): Generation<never> & { costUsd: number } => {
      const durationMs = Math.round(performance.now() - startedAt);
      const costUsd = costOf(usage) / 1e6;
      const tokens = usage.inputTokens + usage.outputTokens;
      metrics.modelCall({
        provider: provider.name,
        model: usage.model,
        outcome,
        durationMs,
        tokens,
        costUsd,
      });
      span?.set({
        'gen_ai.response.model': usage.model,
        'gen_ai.usage.input_tokens': usage.inputTokens,
        'gen_ai.usage.output_tokens': usage.outputTokens,
        'scory.outcome': outcome,
      });
      ledger.add({
        ...usage,
        ownerId: request.ownerId,
        jobId: request.jobId ?? null,
        promptId: prompt.id,
        promptVersion: prompt.version,
        provider: provider.name,
        costUsd,
        durationMs,
        outcome,
      });
      return { ...usage, provider: provider.name, costUsd, durationMs } as Generation<never>;
    };
    try {
      const value = await structured(provider, prompt.schema, call, note);
      return { ...record('ok'), value };
    } catch (error) {
      const failure =
        deadline.aborted && !request.signal?.aborted
          ? new ModelError('unavailable', provider.name, { cause: error })
          : error;
      record(failure instanceof ModelError ? failure.failure : 'aborted');
      throw failure;
    }
  }

  function costOf(usage: { model: string; inputTokens: number; outputTokens: number }): number {
    if (!priceOf(usage.model) && !unpriced.has(usage.model)) {
      unpriced.add(usage.model);
      log.warn({ model: usage.model }, 'the price of this model is not known; its cost is recorded as 0');
    }
    return costMicroUsd(usage.model, usage.inputTokens, usage.outputTokens);
  }

  async function viaProviders<I, O>(request: GenerateRequest<I, O>): Promise<Generation<O>> {
    const failures: ModelError[] = [];
    const rested = providers.filter((provider) => (restUntil.get(provider) ?? 0) <= Date.now());
    // When all rest, the one that is ready first is asked all the same: the job's own back-off bounds the tries.
    const order =
      rested.length > 0
        ? rested
        : [...providers].sort((a, b) => (restUntil.get(a) ?? 0) - (restUntil.get(b) ?? 0)).slice(0, 1);
    const isLast = ({ name }: Provider): number => Number(name === request.lastChoice);
    for (const provider of order.toSorted((a, b) => isLast(a) - isLast(b))) {
      try {
        const generation = await inSpan(
          tracing,
          `model ${provider.name}`,
          spanOf(provider, request),
          (span) => ask(provider, request, span),
        );
        restUntil.delete(provider);
        return generation;
      } catch (error) {
        request.signal?.throwIfAborted();
        if (!(error instanceof ModelError)) throw error;
        log.warn(
          {
            provider: provider.name,
            failure: error.failure,
            cause: error.cause instanceof Error ? error.cause.message.slice(0, 300) : undefined,
          },
          'a model call failed',
        );
        failures.push(error);
        if (error.failure === 'auth' || error.failure === 'rate_limited' || error.failure === 'unavailable') {
          restUntil.set(provider, Date.now() + (error.retryAfterMs ?? cooldownMs[error.failure]));
        }
        // Another model would be asked the same unanswerable thing.
        if (error.failure === 'refused' || error.failure === 'context_too_long') break;
      }
    }
    throw verdictOf(failures);
  }

  return {
    primary: { provider: providers[0]?.name ?? 'offline', model: providers[0]?.model ?? offlineModel },
    offline: providers.length === 0,
    async generate<I, O>(request: GenerateRequest<I, O>): Promise<Generation<O>> {
      if (providers.length > 0) return viaProviders(request);
      throw new PermanentError('MODEL_NEEDED', 'This needs a language model and none is configured');
    },
    close: () => ledger.close(),
  };
}

function firstTurn<I, O>(prompt: Prompt<I, O>, input: I): Turn {
  const pictures = prompt.pictures?.(input) ?? [];
  return { role: 'user', text: prompt.user(input), ...(pictures.length > 0 && { pictures }) };
}

const spanOf = (provider: Provider, { prompt }: { prompt: { id: string; version: string | number } }) => ({
  kind: 'client' as const,
  attributes: {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': provider.name,
    'gen_ai.request.model': provider.model,
    'scory.prompt': `${prompt.id}@${prompt.version}`,
  },
});

/** An answer that breaks the schema goes back once with what is wrong with it. */
async function structured<O>(
  provider: Provider,
  schema: z.ZodType<O>,
  call: CompletionRequest,
  note: (completion: Completion) => void,
): Promise<O> {
  let turns = call.turns;
  for (let attempt = 0; ; attempt += 1) {
    const completion = await provider.complete({ ...call, turns });
    note(completion);
    const parsed = parse(schema, completion.text);
    if (parsed.ok) return parsed.value;
    if (attempt > 0) throw new ModelError('bad_output', provider.name, { cause: new Error(parsed.why) });
    turns = [
      ...call.turns,
      { role: 'assistant', text: completion.text || '{}' },
      {
        role: 'user',
        text: `That answer does not match the schema: ${parsed.why}. Answer again with the corrected JSON alone.`,
      },
    ];
    await sleep(0);
  }
}

type Parsed<O> = { ok: true; value: O } | { ok: false; why: string };

function parse<O>(schema: z.ZodType<O>, text: string): Parsed<O> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\s*```(?:json)?\s*|\s*```\s*$/g, ''));
  } catch {
    return { ok: false, why: 'it is not valid JSON' };
  }
  if (!isStorableValue(value)) return { ok: false, why: 'a string holds U+0000 or half of a surrogate pair' };
  const checked = schema.safeParse(value);
  return checked.success
    ? { ok: true, value: checked.data }
    : { ok: false, why: z.prettifyError(checked.error).slice(0, 1_000) };
}
