/** The two arms of a search, and what is shown of what they find. Who may see a row is part of both, and guarded in the last. */
import { type EmbeddingModel, vectorsOf } from './embedding-models.ts';

/** Of each arm; more of them than are shown, as the fused order is another. */
export const foundMax = 60;

/**
 * How the index of vectors is looked through: without scanning on, a reader who may see little of what is near would be shown
 * nothing; after so many vectors it gives up. For a transaction (`local`), or for all that a connection does.
 */
export const scanSettingsSql = (local: boolean): string => `
SELECT set_config('hnsw.iterative_scan', 'relaxed_order', ${local}), set_config('hnsw.ef_search', '200', ${local}),
  set_config('hnsw.max_scan_tuples', '40000', ${local})`;

/** $1 owner, $2 faculty, $3 documents or null, $4 faculty wanted or null, $5 semester wanted or null. */
const readable = `(owner_id = $1 OR visibility = 'public' OR (visibility = 'faculty' AND faculty_id = $2::uuid))
  AND ($3::uuid[] IS NULL OR document_id = ANY($3)) AND ($4::uuid IS NULL OR faculty_id = $4)
  AND ($5::uuid IS NULL OR semester_id = $5)`;

/** $1 query, $2 configurations → its lexemes in each of them. */
export const lexemesSql = `
SELECT DISTINCT l.lexeme FROM unnest($2::text[]) AS c(config)
CROSS JOIN LATERAL unnest(to_tsvector(c.config::regconfig, $1)) AS l`;

/** A word says a little more where it stands often, or in a heading. `lexemes` and `wanted` are the passage and one word. */
const wordsScore = (lexemes: string): string => `
  SELECT sum(w.weight * (0.6 + least(0.4, 0.8 * ts_rank(${lexemes}, w.query)))) AS score
  FROM wanted w WHERE ${lexemes} @@ w.query`;

const wantedSql = (lexemes: number, weights: number): string => `
  SELECT lexeme, weight, quote_literal(lexeme)::tsquery AS query
  FROM unnest($${lexemes}::text[], $${weights}::float8[]) AS t(lexeme, weight)`;

/** … $6 lexemes, $7 their weights, $8 limit → places of chunks that hold any of them, by the weight of those they hold. */
export const lexicalSql = `
WITH wanted AS (${wantedSql(6, 7)}
), either AS (
  SELECT string_agg(quote_literal(lexeme), ' | ')::tsquery AS query FROM wanted
), found AS (
  SELECT document_id, place, lexemes FROM documents.lexemes, either
  WHERE lexemes @@ either.query AND ${readable}
)
SELECT f.document_id, f.place, s.score
FROM found f CROSS JOIN LATERAL (${wordsScore('f.lexemes')}) s
ORDER BY s.score DESC, f.document_id, f.place LIMIT $8`;

/** … $6 vector, $7 limit → places of the nearest chunks, with the cosine distance. Scanning on gives them in about their order only. */
export const vectorSql = (model: EmbeddingModel): string => `
WITH near AS MATERIALIZED (
  SELECT document_id, place, vector <=> $6::halfvec AS distance FROM ${vectorsOf(model)}
  WHERE ${readable} ORDER BY vector <=> $6::halfvec LIMIT $7
)
SELECT document_id, place, distance FROM near ORDER BY distance, document_id, place`;

/** $1 documents, $2 places, $3 lexemes, $4 their weights, $5 vector → what both arms say of each, also of what one did not find. */
export const scoresSql = (model: EmbeddingModel): string => `
WITH wanted AS (${wantedSql(3, 4)}
)
SELECT document_id, place, 1 - (v.vector <=> $5::halfvec) AS nearness, coalesce(s.score, 0) AS words
FROM unnest($1::uuid[], $2::int[]) AS found(document_id, place)
JOIN documents.lexemes l USING (document_id, place) LEFT JOIN ${vectorsOf(model)} v USING (document_id, place)
CROSS JOIN LATERAL (${wordsScore('l.lexemes')}) s`;

/**
 * What nobody sees on its page comes last, however well it answers: it was written for programs such as this.
 * $1 documents, $2 places, $3 query with operators → the chunks, marked where they hold words of it.
 */
export const passagesSql = `
SELECT c.document_id, c.place, c.kind, c.section, c.text, c.spans, c.hidden, d.title, d.file_name, d.pages, d.version, d.owner_id,
  ts_headline(c.config, c.text, $3::tsquery,
    'HighlightAll=true, StartSel=' || chr(57344) || ', StopSel=' || chr(57345)) AS marked
FROM unnest($1::uuid[], $2::int[]) WITH ORDINALITY AS wanted(document_id, place, turn)
JOIN documents.chunks c USING (document_id, place) JOIN documents.documents d ON d.id = c.document_id
WHERE d.status <> 'deleting' ORDER BY c.hidden, wanted.turn`;
