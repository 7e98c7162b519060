/**
 * A search: words and meaning are looked for side by side, their rankings fused, and what they found is read under the reader's
 * own eyes (row-level security). What is kept in the cache are places of passages, never their text or the query: a deleted
 * document leaves nothing there that says what stood in it.
 */
import { createHash } from 'node:crypto';
import { sqlState } from '@scory/chassis/database.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import type { Passage, SearchRequest } from '@scory/contracts/documents/search.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import { fuseRankings } from '../domain/fusion.ts';
import { createPageImageLinks } from '../domain/page-image-links.ts';
import type { Embedders } from '../ingest/embedders.ts';
import { activeModel, type EmbeddingModel } from '../store/embedding-models.ts';
import { asReader, corpusVersion } from '../store/index-store.ts';
import { lexicalSql, passagesSql, vectorSql } from '../store/search-statements.ts';
import { createLexemeWeights, type WeightedLexeme } from './lexeme-weights.ts';
import { type PassageRow, passageOf } from './passage.ts';

export interface SearchAnswer {
  passages: Passage[];
  fromCache: boolean;
  /** Null where only words could be compared. */
  model: string | null;
}

export interface Search {
  find(request: SearchRequest, actor: Actor, signal: AbortSignal): Promise<SearchAnswer>;
}

const cacheSeconds = 600;
/** Of each ranking; more of them than are shown, as the fused order is another. */
const candidates = 60;
/** Vectors that an index scan looks at before it gives up finding enough that the reader may see. */
const scannedMax = 40_000;
const listLength = 100;
/** Meaning tells more than words do, in questions that are not the passage's own words. */
const weights = { words: 1, meaning: 1.2 };
/** Whoever asks waits no longer for the meaning of the question. */
const embedMs = 3_000;
const undefinedTable = '42P01';

interface Found {
  document_id: string;
  place: number;
  score: number;
}
type FoundRow = Found & Record<string, unknown>;

const keyOf = ({ document_id, place }: Pick<Found, 'document_id' | 'place'>): string =>
  `${document_id}#${place}`;

export function createSearch(
  runtime: Pick<Runtime, 'database' | 'redis' | 'config' | 'log'>,
  embedders: Embedders,
): Search {
  const { database, redis, config, log } = runtime;
  const links = createPageImageLinks(config.ENCRYPTION_KEY);
  const lexemes = createLexemeWeights(database);

  const filtersOf = (request: SearchRequest, actor: Actor): unknown[] => [
    actor.owner_id,
    actor.faculty_id,
    request.document_ids ?? null,
    request.faculty_id ?? null,
    request.semester_id ?? null,
  ];

  async function byWords(filters: unknown[], words: readonly WeightedLexeme[]): Promise<string[]> {
    if (words.length === 0) return [];
    const rows = await database.query<FoundRow>(lexicalSql, [
      ...filters,
      words.map(({ lexeme }) => lexeme),
      words.map(({ weight }) => weight),
      candidates,
    ]);
    return rows.map(keyOf);
  }

  async function byMeaning(
    filters: unknown[],
    model: EmbeddingModel,
    vector: Float32Array,
  ): Promise<string[]> {
    return database.transaction(async (tx) => {
      // Without it a reader who may see little of what is near would be shown nothing.
      await tx.query(
        `SELECT set_config('hnsw.iterative_scan', 'relaxed_order', true), set_config('hnsw.ef_search', '${listLength}', true),
           set_config('hnsw.max_scan_tuples', '${scannedMax}', true)`,
      );
      const rows = await tx.query<FoundRow>(vectorSql(model), [
        ...filters,
        `[${vector.join(',')}]`,
        candidates,
      ]);
      return rows.map(keyOf);
    });
  }

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

  /** Undefined where meaning cannot be compared. */
  async function nearest(
    query: string,
    filters: unknown[],
    active: EmbeddingModel | undefined,
    signal: AbortSignal,
  ): Promise<{ keys: string[]; model: string } | undefined> {
    for (let model = active; model; model = await activeModel(database)) {
      const vector = await meaningOf(query, model, signal);
      if (!vector) return undefined;
      try {
        return { keys: await byMeaning(filters, model, vector), model: model.model };
      } catch (error) {
        // Another model took over while the question was being embedded.
        if (sqlState(error) !== undefinedTable) throw error;
      }
    }
    return undefined;
  }

  async function look(
    request: SearchRequest,
    actor: Actor,
    wanted: Promise<WeightedLexeme[]>,
    model: EmbeddingModel | undefined,
    signal: AbortSignal,
  ) {
    const filters = filtersOf(request, actor);
    const [words, meaning] = await Promise.all([
      wanted.then((found) => byWords(filters, found)),
      nearest(request.query, filters, model, signal),
    ]);
    const fused = fuseRankings([
      { keys: words, weight: weights.words },
      { keys: meaning?.keys ?? [], weight: weights.meaning },
    ]);
    const found = fused.slice(0, request.limit).map(({ key, score }): Found => {
      const [document_id = '', place] = key.split('#');
      return { document_id, place: Number(place), score };
    });
    return { found, model: meaning?.model ?? null };
  }

  async function read(
    actor: Actor,
    found: readonly Found[],
    words: readonly WeightedLexeme[],
  ): Promise<Passage[]> {
    if (found.length === 0) return [];
    const query = words.map(({ lexeme }) => `'${lexeme.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`);
    const rows = await database.transaction(async (tx) => {
      await asReader(tx, actor);
      return tx.query<PassageRow & Record<string, unknown>>(passagesSql, [
        found.map(({ document_id }) => document_id),
        found.map(({ place }) => place),
        query.join(' | '),
      ]);
    });
    const scores = new Map(found.map((one) => [keyOf(one), one.score]));
    return rows.map((row) => passageOf(row, scores.get(keyOf(row)) ?? 0, links));
  }

  return {
    async find(request, actor, signal) {
      const [version, model] = await Promise.all([
        corpusVersion(database, actor.owner_id),
        activeModel(database),
      ]);
      const asked = [version, model?.id ?? null, filtersOf(request, actor), request.query, request.limit];
      const key = redis.key(
        `search:${createHash('sha256').update(JSON.stringify(asked)).digest('base64url')}`,
      );
      const wanted = lexemes.of(request.query);
      // Awaited further down, also where something else fails before.
      wanted.catch(() => undefined);
      const cached = await redis.attempt((client) => client.get(key));
      const fromCache = typeof cached === 'string';
      const looked = fromCache
        ? (JSON.parse(cached) as Awaited<ReturnType<typeof look>>)
        : await look(request, actor, wanted, model, signal);
      if (!fromCache && looked.model !== null)
        await redis.attempt((client) =>
          client.set(key, JSON.stringify(looked), { expiration: { type: 'EX', value: cacheSeconds } }),
        );
      return { passages: await read(actor, looked.found, await wanted), fromCache, model: looked.model };
    },
  };
}
