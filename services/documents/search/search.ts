/**
 * A search: words and meaning are looked for side by side, what they found brought into one order, and it is read under the reader's
 * own eyes (row-level security). What is kept in the cache are places of passages, never their text or the query: a deleted
 * document leaves nothing there that says what stood in it.
 */
import { createHash } from 'node:crypto';
import { sqlState } from '@scory/chassis/database.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import type { Passage, SearchRequest } from '@scory/contracts/documents/search.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import type { ModelGateway } from '@scory/llm/gateway.ts';
import { createPageImageLinks } from '../domain/page-image-links.ts';
import type { Embedders } from '../ingest/embedders.ts';
import { activeModel, type EmbeddingModel } from '../store/embedding-models.ts';
import { asReader, corpusVersion } from '../store/index-store.ts';
import { passagesSql } from '../store/search-statements.ts';
import { byMeaning, byWords, type Found, filtersOf, fused, type PassageId, passageKey } from './arms.ts';
import { createLexemeWeights, type WeightedLexeme } from './lexeme-weights.ts';
import { type PassageRow, passageOf } from './passage.ts';
import { type Ranking, ranked, rankPassages } from './ranking.ts';

export interface SearchAnswer {
  passages: Passage[];
  fromCache: boolean;
  /** Null where only words could be compared. */
  model: string | null;
  /** Null where no language model has put the passages in order. */
  rankedBy: string | null;
}

/** What is kept in the cache. */
interface Looked {
  found: Found[];
  model: string | null;
  rankedBy?: string;
}

export interface Search {
  find(request: SearchRequest, actor: Actor, signal: AbortSignal): Promise<SearchAnswer>;
}

const cacheSeconds = 600;
/** Whoever asks waits no longer for the meaning of the question. */
const embedMs = 3_000;
const undefinedTable = '42P01';

export function createSearch(
  runtime: Pick<Runtime, 'database' | 'redis' | 'config' | 'log'>,
  embedders: Embedders,
  /** Puts passages in order, where that is wanted. */
  gateway?: ModelGateway | undefined,
): Search {
  const { database, redis, config, log } = runtime;
  const links = createPageImageLinks(config.ENCRYPTION_KEY);
  const lexemes = createLexemeWeights(database);

  /** Undefined where nobody can say in time, or only a model whose vectors are not the index's. */
  async function meaningOf(
    query: string,
    model: EmbeddingModel | undefined,
    signal: AbortSignal,
  ): Promise<Float32Array | undefined> {
    const embedder = model && embedders.of(model);
    if (!embedder) return undefined;
    try {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(embedMs)]);
      return (await embedder.embed([query], { kind: 'query', signal: limit }))[0];
    } catch (error) {
      signal.throwIfAborted();
      log.warn({ err: error }, 'a question could not be embedded; words alone decide');
      return undefined;
    }
  }

  async function lookWith(
    request: SearchRequest,
    actor: Actor,
    wanted: Promise<WeightedLexeme[]>,
    model: EmbeddingModel | undefined,
    signal: AbortSignal,
  ): Promise<Looked> {
    const filters = filtersOf(request, actor);
    const near = async (): Promise<{ vector: Float32Array; found: PassageId[] } | undefined> => {
      const vector = await meaningOf(request.query, model, signal);
      return vector && model && { vector, found: await byMeaning(database, filters, model, vector) };
    };
    const [words, held, meant] = await Promise.all([
      wanted,
      wanted.then((lexemes) => byWords(database, filters, lexemes)),
      near(),
    ]);
    const found =
      meant && model
        ? await fused(database, model, { words, vector: meant.vector }, [...held, ...meant.found])
        : held;
    return { found: found.slice(0, foundFor(request)), model: meant && model ? model.model : null };
  }

  const foundFor = ({ limit, rerank }: SearchRequest): number =>
    rerank && gateway ? Math.max(limit, ranked) : limit;

  async function look(
    request: SearchRequest,
    actor: Actor,
    wanted: Promise<WeightedLexeme[]>,
    active: EmbeddingModel | undefined,
    signal: AbortSignal,
  ): Promise<Looked> {
    for (let model = active; ; ) {
      try {
        return await lookWith(request, actor, wanted, model, signal);
      } catch (error) {
        // Another model took over meanwhile, and the vectors of this one are gone.
        const now = sqlState(error) === undefinedTable ? await activeModel(database) : model;
        if (now?.id === model?.id) throw error;
        model = now;
      }
    }
  }

  async function read(
    actor: Actor,
    found: readonly Found[],
    words: readonly WeightedLexeme[],
  ): Promise<PassageRow[]> {
    if (found.length === 0) return [];
    const query = words.map(({ lexeme }) => `'${lexeme.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`);
    return database.transaction(async (tx) => {
      await asReader(tx, actor);
      return tx.query<PassageRow & Record<string, unknown>>(passagesSql, [
        found.map(({ document_id }) => document_id),
        found.map(({ place }) => place),
        query.join(' | '),
      ]);
    });
  }

  /** What was looked up, put in order by a model where that is asked for, cut to what is asked for. */
  async function rank(
    request: SearchRequest,
    actor: Actor,
    looked: Looked,
    wanted: Promise<WeightedLexeme[]>,
    signal: AbortSignal,
  ): Promise<Looked> {
    const { query: question, limit, rerank } = request;
    let ranking: Ranking | undefined;
    if (rerank && gateway) {
      const rows = await read(actor, looked.found, await wanted);
      ranking = await rankPassages({ gateway, log }, { question, actor, signal }, looked.found, rows);
    }
    const found = (ranking?.found ?? looked.found).slice(0, limit);
    return { ...looked, found, ...(ranking && { rankedBy: ranking.model }) };
  }

  return {
    async find(request, actor, signal) {
      const [version, model] = await Promise.all([
        corpusVersion(database, actor.owner_id),
        activeModel(database),
      ]);
      const { query, limit } = request;
      const rerank = request.rerank && gateway !== undefined;
      const asked = [version, model?.id ?? null, filtersOf(request, actor), query, limit, rerank];
      const key = redis.key(
        `search:${createHash('sha256').update(JSON.stringify(asked)).digest('base64url')}`,
      );
      const wanted = lexemes.of(request.query);
      // Awaited further down, also where something else fails before.
      wanted.catch(() => undefined);
      const cached = await redis.attempt((client) => client.get(key));
      const fromCache = typeof cached === 'string';
      const looked = fromCache
        ? (JSON.parse(cached) as Looked)
        : await rank(request, actor, await look(request, actor, wanted, model, signal), wanted, signal);
      if (!fromCache && looked.model !== null && (!rerank || looked.rankedBy !== undefined))
        await redis.attempt((client) =>
          client.set(key, JSON.stringify(looked), { expiration: { type: 'EX', value: cacheSeconds } }),
        );
      const scores = new Map(looked.found.map((one) => [passageKey(one), one.score]));
      const rows = await read(actor, looked.found, await wanted);
      const passages = rows.map((row) => passageOf(row, scores.get(passageKey(row)) ?? 0, links));
      return { passages, fromCache, model: looked.model, rankedBy: looked.rankedBy ?? null };
    },
  };
}
