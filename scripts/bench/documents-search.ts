/** Searches over HTTP, beside the same statements on one connection; and whether the index finds what is nearest. */
import { createLexemeWeights } from '@scory/documents/search/lexeme-weights.ts';
import type { EmbeddingModel } from '@scory/documents/store/embedding-models.ts';
import { asReader } from '@scory/documents/store/index-store.ts';
import {
  foundMax,
  lexicalSql,
  passagesSql,
  scanSettingsSql,
  scoresSql,
  vectorSql,
} from '@scory/documents/store/search-statements.ts';
import type { Embedder } from '@scory/llm/embedder.ts';
import type { Client, QueryResultRow } from 'pg';

export interface Question {
  text: string;
  owner: string;
  /** Null: who asks is in none. */
  faculty: string | null;
  token: string;
}

export interface Times {
  ours: number[];
  baseline: number[];
}

export interface SearchSides {
  url: string;
  client: Client;
  model: EmbeddingModel;
  embedder: Embedder;
}

/** The parameters of both arms; vectors and weights of words are there before, and cost the bare side nothing. */
interface Prepared {
  lexical: unknown[];
  vector: unknown[];
  owner: string;
  faculty: string | null;
}

interface Place {
  document_id: string;
  place: number;
}

const shown = 10;

export async function openBareSearch({ client, model, embedder }: Omit<SearchSides, 'url'>) {
  const query = async <T>(sql: string, parameters?: unknown[]): Promise<T[]> =>
    (await client.query(sql, parameters)).rows as T[];
  await client.query(scanSettingsSql(false));
  const lexemes = createLexemeWeights({ query });

  async function prepare({ text, owner, faculty }: Question): Promise<Prepared> {
    const [words, [vector]] = await Promise.all([
      lexemes.of(text),
      embedder.embed([text], { kind: 'query' }),
    ]);
    const filters = [owner, faculty, null, null, null];
    return {
      lexical: [...filters, words.map(({ lexeme }) => lexeme), words.map(({ weight }) => weight), foundMax],
      vector: [...filters, `[${vector?.join(',')}]`, foundMax],
      owner,
      faculty,
    };
  }

  const near = ({ vector }: Prepared): Promise<Place[]> => query<Place>(vectorSql(model), vector);

  async function nearest(prepared: Prepared): Promise<string[]> {
    return (await near(prepared)).map(({ document_id, place }) => `${document_id}#${place}`);
  }

  /** What a search shows of what it found, under the reader's own eyes. */
  async function read({ lexical, owner, faculty }: Prepared, found: readonly Place[]): Promise<void> {
    const [documents, places] = [found.map((one) => one.document_id), found.map((one) => one.place)];
    const words = (lexical[5] as string[]).map((word) => `'${word.replaceAll(/['\\\\]/g, '$&$&')}'`);
    await client.query('BEGIN');
    await asReader({ query }, { owner_id: owner, faculty_id: faculty });
    await query(passagesSql, [documents, places, words.join(' | ')]);
    await client.query('COMMIT');
  }

  return {
    prepare,
    nearest,
    /** All that a search asks the database. */
    async search(prepared: Prepared): Promise<void> {
      const { lexical, vector } = prepared;
      const found = [...(await query<Place>(lexicalSql, lexical)), ...(await near(prepared))];
      const ids = [found.map((one) => one.document_id), found.map((one) => one.place)];
      const scored = await query<Place>(scoresSql(model), [...ids, lexical[5], lexical[6], vector[5]]);
      await read(prepared, scored.slice(0, shown));
    },
    /** As PostgreSQL says them. */
    async plans({ lexical, vector }: Prepared): Promise<string> {
      const lines: string[] = [];
      for (const [sql, parameters] of [
        [lexicalSql, lexical],
        [vectorSql(model), vector],
      ] as const) {
        const rows = await query<QueryResultRow>(`EXPLAIN (ANALYZE, BUFFERS) ${sql}`, [...parameters]);
        for (const row of rows) lines.push(String(row['QUERY PLAN']).replace(/\[[-\d.,e]{80,}\]/g, '[…]'));
      }
      return lines.join('\n');
    },
    /** Of the ten that are nearest, the share that the index finds. */
    async recall(prepared: Prepared): Promise<number> {
      const found = new Set((await nearest(prepared)).slice(0, 10));
      await client.query('BEGIN; SET LOCAL enable_indexscan = off');
      const exact = (await nearest(prepared)).slice(0, 10);
      await client.query('COMMIT');
      return exact.filter((key) => found.has(key)).length / exact.length;
    },
  };
}

export type BareSearch = Awaited<ReturnType<typeof openBareSearch>>;

/** What was compared by it, null where words alone decided. */
async function search(url: string, { text, token }: Question): Promise<string | null> {
  const response = await fetch(`${url}/api/v1/search`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: text }),
  });
  const { data, metadata } = (await response.json()) as {
    data?: unknown[];
    metadata: { from_cache: boolean; embedding_model: string | null };
  };
  // Until the model is loaded words alone decide, and may find nothing.
  const finds = data && (data.length > 0 || metadata.embedding_model === null);
  if (!finds) throw new Error(`a search answered ${response.status} with ${data?.length} passages`);
  if (metadata.from_cache) throw new Error('a search was answered from the cache');
  return metadata.embedding_model;
}

/** Connections are open, pages in memory and the model is loaded, without which words alone decide. */
export async function warmUp(url: string, bare: BareSearch, questions: readonly Question[]): Promise<void> {
  for (const question of questions) {
    await search(url, question);
    await bare.search(await bare.prepare(question));
  }
}

/** One question after the other, each asked of both sides, which take turns at being first: the second finds pages in memory. */
export async function timeSearches(
  url: string,
  bare: BareSearch,
  questions: readonly Question[],
): Promise<Times> {
  const times: Times = { ours: [], baseline: [] };
  for (const [turn, question] of questions.entries()) {
    const prepared = await bare.prepare(question);
    const ours = async (): Promise<void> => {
      const startedAt = performance.now();
      const model = await search(url, question);
      times.ours.push(performance.now() - startedAt);
      if (model === null) throw new Error('a search was answered by words alone');
    };
    const baseline = async (): Promise<void> => {
      const startedAt = performance.now();
      await bare.search(prepared);
      times.baseline.push(performance.now() - startedAt);
    };
    for (const side of turn % 2 === 0 ? [ours, baseline] : [baseline, ours]) await side();
  }
  return times;
}
