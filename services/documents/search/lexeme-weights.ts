/** How much each word of a query tells: rare ones much, common ones little. */
import type { Queries } from '@scory/chassis/database.ts';
import { textConfigOf } from '../domain/text-config.ts';
import { lexemesSql } from '../store/search-statements.ts';

const freshForMs = 60_000;
/** Share of passages that hold a word which PostgreSQL's statistics do not know. */
const rare = 1e-4;
/** A word in more passages than this is looked for only where there is nothing better. */
const commonShare = 0.2;
const configsMax = 8;

export interface WeightedLexeme {
  lexeme: string;
  weight: number;
}

/**
 * The statistics that PostgreSQL's planner keeps of the column, as ANALYZE left them; a weight is the logarithm of the share
 * (inverse document frequency, Spärck Jones 1972).
 */
export function createLexemeWeights(database: Queries) {
  let shares = new Map<string, number>();
  let configs: string[] = ['simple'];
  let freshUntil = 0;
  let learning: Promise<void> | undefined;

  async function learn(): Promise<void> {
    const [statistics] = await database.query<{ lexemes: string[] | null; shares: number[] | null }>(
      `SELECT most_common_elems::text::text[] AS lexemes, most_common_elem_freqs::float8[] AS shares FROM pg_stats
       WHERE schemaname = 'documents' AND tablename = 'lexemes' AND attname = 'lexemes'`,
    );
    shares = new Map(
      (statistics?.lexemes ?? []).map((lexeme, index) => [lexeme, statistics?.shares?.[index] ?? rare]),
    );
    const rows = await database.query<{ language: string | null }>(
      `SELECT language FROM documents.documents WHERE status = 'ready' GROUP BY language ORDER BY count(*) DESC LIMIT ${configsMax}`,
    );
    configs = [...new Set(rows.map(({ language }) => textConfigOf(language)))];
    freshUntil = performance.now() + freshForMs;
  }

  return {
    /** Those worth looking for. Nothing where the query has no word but stop words. */
    async of(query: string): Promise<WeightedLexeme[]> {
      if (performance.now() > freshUntil) {
        learning ??= learn().finally(() => {
          learning = undefined;
        });
        await learning;
      }
      const rows = await database.query<{ lexeme: string }>(lexemesSql, [query, configs]);
      const shareOf = ({ lexeme }: { lexeme: string }): number => shares.get(lexeme) ?? rare;
      const telling = rows.filter((row) => shareOf(row) <= commonShare);
      return (telling.length > 0 ? telling : rows).map((row) => ({
        lexeme: row.lexeme,
        weight: Math.max(-Math.log(shareOf(row)), Number.EPSILON),
      }));
    },
  };
}
