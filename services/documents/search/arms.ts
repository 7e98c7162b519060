/** The two arms of a search, what holds the words of a question and what is near to its meaning, and one order out of both. */
import type { Database, Queries } from '@scory/chassis/database.ts';
import type { SearchRequest } from '@scory/contracts/documents/search.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import { type Candidate, fuseScores } from '../domain/fusion.ts';
import type { EmbeddingModel } from '../store/embedding-models.ts';
import { foundMax, lexicalSql, scanSettingsSql, scoresSql, vectorSql } from '../store/search-statements.ts';
import type { WeightedLexeme } from './lexeme-weights.ts';

/** Names a passage. */
export interface PassageId {
  document_id: string;
  place: number;
}
export interface Found extends PassageId {
  score: number;
}

export const passageKey = ({ document_id, place }: PassageId): string => `${document_id}#${place}`;
const vectorText = (vector: Float32Array): string => `[${vector.join(',')}]`;

/** Who asks, and where; what both statements begin with. */
export const filtersOf = (
  request: Pick<SearchRequest, 'document_ids' | 'faculty_id' | 'semester_id'>,
  actor: Pick<Actor, 'owner_id' | 'faculty_id'>,
): unknown[] => [
  actor.owner_id,
  actor.faculty_id,
  request.document_ids ?? null,
  request.faculty_id ?? null,
  request.semester_id ?? null,
];

export async function byWords(
  database: Queries,
  filters: unknown[],
  words: readonly WeightedLexeme[],
): Promise<Found[]> {
  if (words.length === 0) return [];
  return database.query<Found & Record<string, unknown>>(lexicalSql, [
    ...filters,
    words.map(({ lexeme }) => lexeme),
    words.map(({ weight }) => weight),
    foundMax,
  ]);
}

export function byMeaning(
  database: Database,
  filters: unknown[],
  model: EmbeddingModel,
  vector: Float32Array,
): Promise<PassageId[]> {
  return database.transaction(async (tx) => {
    await tx.query(scanSettingsSql(true));
    return tx.query<PassageId & Record<string, unknown>>(vectorSql(model), [
      ...filters,
      vectorText(vector),
      foundMax,
    ]);
  });
}

/** What either arm found, in one order: each passage is looked at by both. */
export async function fused(
  database: Queries,
  model: EmbeddingModel,
  asked: { words: readonly WeightedLexeme[]; vector: Float32Array },
  found: readonly PassageId[],
): Promise<Found[]> {
  const distinct = [...new Map(found.map((one) => [passageKey(one), one])).values()];
  const rows = await database.query<Omit<Candidate<never>, 'key'> & PassageId & Record<string, unknown>>(
    scoresSql(model),
    [
      distinct.map(({ document_id }) => document_id),
      distinct.map(({ place }) => place),
      asked.words.map(({ lexeme }) => lexeme),
      asked.words.map(({ weight }) => weight),
      vectorText(asked.vector),
    ],
  );
  const candidates = rows.map(({ document_id, place, nearness, words }) => ({
    key: { document_id, place },
    nearness,
    words,
  }));
  const mostWords = asked.words.reduce((sum, { weight }) => sum + weight, 0);
  return fuseScores(candidates, mostWords).map(({ key, score }) => ({ ...key, score }));
}
