import { PermanentError, Problem } from '@scory/chassis/errors.ts';
import type { ObjectStore } from '@scory/chassis/objects.ts';
import { type Command, type CommandHandler, type HandlerContext, handler } from '@scory/chassis/service.ts';
import { type SimplifyMetadata, simplifyCommand } from '@scory/contracts/papers/simplify.ts';
import { type ModelGateway, offlineModel } from '@scory/llm/gateway.ts';
import type { SingleFlight } from '@scory/llm/single-flight.ts';
import type { z } from 'zod';
import { loadSource } from '../content.ts';
import { simplifyPaperText } from '../domain/extractive.ts';
import { readPaper } from '../domain/paper-text.ts';
import { promptVersion, sourcesOf } from '../domain/result-metadata.ts';
import type { SimplifiedPaper } from '../domain/simplified-paper.ts';
import { simplifyWithModel } from '../domain/simplify-with-model.ts';
import { paperIdOf, type StoredSimplification } from '../store/paper-store.ts';
import type { SimplificationCache } from '../store/simplification-cache.ts';
import { paperRows, requestRows, simplificationRows } from '../store/tables.ts';

export interface SimplifyDeps {
  gateway: ModelGateway;
  cache: SimplificationCache;
  flights: SingleFlight;
  objects: ObjectStore;
  /** Input tokens of one model call. */
  contextTokens: number;
}

type Data = z.output<typeof simplifyCommand.data>;

/** One model call for all who ask for the same content at the same time; each asker's own job and history row. */
export function simplifyHandler(deps: SimplifyDeps): CommandHandler {
  return handler(simplifyCommand, async (command, context) => {
    const startedAt = performance.now();
    const { data } = command;
    const key = data.force_refresh ? `${data.cache_key}:${command.jobId}` : data.cache_key;
    const { value, shared } = await deps.flights.run<Made>(key, {
      read: () => (data.force_refresh ? Promise.resolve(undefined) : findMade(deps.cache, data.cache_key)),
      compute: (signal) => compute(deps, command, context, signal),
      signal: context.signal,
      idle: context.idle,
    });
    const simplification = value.stored;
    const fromNeighbour = shared || value.found;
    const metadata: SimplifyMetadata = {
      ...simplification.metadata,
      from_cache: value.found && !shared,
      source: shared ? 'shared' : value.found ? 'cache' : 'ai-backend',
      // Whoever shares a call or finds its result pays nothing for it.
      tokens_used: fromNeighbour ? 0 : simplification.metadata.tokens_used,
      cost_usd: fromNeighbour ? 0 : simplification.metadata.cost_usd,
      processing_time_ms: Math.round(performance.now() - startedAt),
    };
    context.progress({ phase: 'done', completed: 100, total: 100 });
    return {
      result: { ...simplification.result, scholar_id: data.scholar_id },
      metadata,
      warnings: metadata.warnings,
      rows: rowsOf(
        command,
        { result: simplification.result, metadata },
        value.found ? undefined : simplification,
      ),
    };
  });
}

interface Made {
  stored: StoredSimplification;
  /** It was there already: another job had made it since this one was accepted. */
  found: boolean;
}

async function findMade(cache: SimplificationCache, key: string): Promise<Made | undefined> {
  const stored = await cache.find(key);
  return stored && { stored, found: true };
}

async function compute(
  deps: SimplifyDeps,
  command: Command<Data>,
  context: HandlerContext,
  signal: AbortSignal,
): Promise<Made> {
  const { data } = command;
  const earlier = data.force_refresh ? undefined : await findMade(deps.cache, data.cache_key);
  if (earlier) return earlier;
  const startedAt = performance.now();
  context.progress({ phase: 'reading', completed: 0, total: 100 });
  const source = await loadSource(deps.objects, command.actor.owner_id, data.source).catch(
    (error: unknown) => {
      // The document was deleted after the request was accepted.
      if (error instanceof Problem) throw new PermanentError(error.code, error.message);
      throw error;
    },
  );
  const language = data.language?.split('-')[0]?.toLowerCase();
  const paper = readPaper(source);
  if (!paper.sentences.some((sentence) => sentence.kept))
    throw new PermanentError('SOURCE_EMPTY', 'The paper has no text to simplify');
  const call = { tokens: 0, costMicroUsd: 0, backendMs: 0, model: offlineModel };
  let simplified: SimplifiedPaper;
  if (deps.gateway.offline) {
    context.progress({ phase: 'writing', completed: 10, total: 100 });
    simplified = await simplifyPaperText(paper, data.reading_level, signal, language);
  } else {
    simplified = await simplifyWithModel(paper, {
      level: data.reading_level,
      language,
      inputTokens: deps.contextTokens,
      signal,
      onProgress: (done, step) =>
        context.progress({ phase: step, completed: Math.round(done * 100), total: 100 }),
      ask: async (prompt, input) => {
        const generation = await deps.gateway.generate({
          prompt,
          input,
          ownerId: command.actor.owner_id,
          jobId: command.jobId,
          signal,
        });
        call.tokens += generation.inputTokens + generation.outputTokens;
        call.costMicroUsd += Math.round(generation.costUsd * 1e6);
        call.backendMs += generation.durationMs;
        call.model = generation.model;
        return generation.value;
      },
    });
  }
  const took = Math.round(performance.now() - startedAt);
  const stored = storedOf(simplified, data, paper.sentences.length, deps.gateway.offline, { ...call, took });
  await deps.cache[data.force_refresh ? 'replace' : 'keep'](data.cache_key, stored);
  return { stored, found: false };
}

function storedOf(
  simplified: SimplifiedPaper,
  data: Data,
  sourceSentences: number,
  offline: boolean,
  call: { tokens: number; costMicroUsd: number; backendMs: number; model: string; took: number },
): StoredSimplification {
  const { title, summary, key_points, glossary } = simplified;
  return {
    result: { title, summary, key_points, glossary },
    metadata: {
      from_cache: false,
      source: 'ai-backend',
      ai_model: call.model,
      tokens_used: call.tokens,
      cost_usd: call.costMicroUsd / 1e6,
      processing_time_ms: call.took,
      ai_backend_time_ms: offline ? call.took : call.backendMs,
      reading_level: data.reading_level,
      language: simplified.language,
      prompt_version: promptVersion(offline),
      processed_at: new Date().toISOString(),
      reading_grade: simplified.reading_grade,
      rare_words: simplified.rare_words,
      left_out: simplified.left_out,
      source_sentences: sourceSentences,
      sources: sourcesOf(simplified),
      warnings: simplified.warnings.map(({ code, message, sentence }) => ({
        code,
        message,
        ...(sentence ? { sentence } : {}),
      })),
    },
  };
}

/**
 * `fresh` is what this job or its neighbour made: a neighbour that was cancelled, or died, stores nothing. What was
 * found is stored already.
 */
function rowsOf(
  command: Command<Data>,
  { result, metadata }: StoredSimplification,
  fresh: StoredSimplification | undefined,
) {
  const { data, actor, jobId } = command;
  const content = data.source.kind === 'content' ? data.source.content : undefined;
  // Of whoever owns the job now: the account that its owner has become meanwhile, for one.
  const paperId = paperIdOf(actor.owner_id, data.scholar_id);
  return [
    ...(fresh
      ? [
          {
            table: simplificationRows,
            row: { key: data.cache_key, result: fresh.result, metadata: fresh.metadata },
          },
        ]
      : []),
    {
      table: paperRows,
      row: {
        id: paperId,
        owner_id: actor.owner_id,
        scholar_id: data.scholar_id,
        content_hash: data.content_hash,
        source: data.source,
        title: content?.title ?? result.title,
        authors: content?.authors ?? [],
        abstract: content?.abstract ?? null,
        publication_year: content?.year ?? null,
        simplified_versions: { [data.reading_level]: result },
        is_processed: true,
        processing_status: 'completed',
        access_count: 1,
        last_accessed_at: new Date().toISOString(),
      },
    },
    {
      table: requestRows,
      row: {
        // One history row per job, however often its end is sent.
        id: jobId,
        user_id: actor.owner_id,
        academic_paper_id: paperId,
        scholar_id: data.scholar_id,
        reading_level: data.reading_level,
        from_cache: metadata.from_cache,
        processing_time_ms: metadata.processing_time_ms,
        ai_model: metadata.ai_model,
        tokens_used: metadata.tokens_used,
        ai_cost: metadata.cost_usd,
        job_id: jobId,
      },
    },
  ];
}
