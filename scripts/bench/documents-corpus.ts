/**
 * An index of as many chunks as wanted, in tables as `store/index-store.ts` leaves them (a test holds the two together), written
 * by PostgreSQL itself: a hundred thousand uploads would take hours.
 *
 * A document is written around a topic: two thirds of a chunk's sentences are the topic's, the others anybody's. A chunk's
 * vector is the mean of its sentences' real ones, as the product makes that of a long text. Uniformly random vectors would be
 * as far from each other as can be, which no text is, and no index of neighbours is made for.
 */
import type { Embedder } from '@scory/llm/embedder.ts';
import type { Client } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { Prose } from './prose.ts';

const chunksOfDocument = 50;
const ownersCount = 2_000;
const facultiesCount = 10;
/** The rest is its owner's alone. */
const shares = { public: 0.1, faculty: 0.3 };

/** Who owns the documents; a reader is one of them, in one of the faculties. */
export interface Population {
  owners: string[];
  faculties: string[];
}

export const population = (): Population => ({
  owners: Array.from({ length: ownersCount }, () => uuidv7()),
  faculties: Array.from({ length: facultiesCount }, () => uuidv7()),
});

const stockSql = `
CREATE SCHEMA bench;
CREATE TABLE bench.sentences (id int PRIMARY KEY, topic int NOT NULL, text text NOT NULL, vector vector NOT NULL);
CREATE TABLE bench.topics (topic int PRIMARY KEY, first int NOT NULL, size int NOT NULL);`;

/** Some owners have much, most of them little. $1 documents, $2 owners, $3 faculties, $4 share of public ones, $5 of a faculty's. */
const documentsSql = `
INSERT INTO documents.documents (id, owner_id, sha256, status, title, file_name, media_type, size_bytes, visibility,
  faculty_id, pages, characters, language, job_id)
SELECT gen_random_uuid(), ($2::uuid[])[1 + floor(cardinality($2::uuid[]) * owner ^ 3)::int], md5(n || ':' || owner), 'ready',
  'Document ' || n, n || '.pdf', 'application/pdf', 200000, visibility,
  CASE WHEN visibility = 'faculty' THEN ($3::uuid[])[1 + n % cardinality($3::uuid[])] END,
  ${chunksOfDocument}, 70000, 'en', gen_random_uuid()
FROM (SELECT n, random() AS owner, CASE WHEN kind < $4 THEN 'public' WHEN kind < $4 + $5 THEN 'faculty' ELSE 'private' END AS visibility
  FROM (SELECT n, random() AS kind FROM generate_series(1, $1::int) AS n) AS made) AS chosen`;

/** The sentences of each chunk that is not there yet, ten to eighteen of them: a passage of about 300 tokens. */
const drawSql = `
CREATE UNLOGGED TABLE bench.drawn AS
SELECT document_id, place, turn, CASE WHEN turn % 3 > 0 THEN first + floor(random() * size)::int
  ELSE floor(random() * total)::int END AS sentence
FROM (SELECT d.id AS document_id, t.first, t.size FROM documents.documents d
      JOIN bench.topics t ON t.topic = abs(hashtext(d.id::text)) % (SELECT count(*) FROM bench.topics)
      WHERE NOT EXISTS (SELECT FROM documents.chunks c WHERE c.document_id = d.id)) AS document,
  (SELECT count(*) AS total FROM bench.sentences) AS stock,
  generate_series(0, ${chunksOfDocument} - 1) AS place,
  LATERAL generate_series(1, 10 + (abs(hashtext(document_id::text || place)) % 9)) AS turn`;

const audience = 'd.owner_id, d.visibility, d.faculty_id, d.semester_id';

const chunksSql = `
INSERT INTO documents.chunks (document_id, owner_id, visibility, faculty_id, semester_id, config, place, kind, section, text,
  tokens, spans, hash)
SELECT d.id, ${audience}, 'english', made.place, 'text', ARRAY['Section ' || made.place / 10], made.text,
  length(made.text) / 5, jsonb_build_array(jsonb_build_object('start', 0, 'end', length(made.text), 'page', made.place + 1,
    'paragraph', 0, 'from', 0, 'to', length(made.text), 'boxes', '[[60, 60, 535, 300]]'::jsonb, 'lines', (
      SELECT jsonb_agg(jsonb_build_object('start', at, 'end', least(at + 89, length(made.text)),
        'box', jsonb_build_array(60, 60 + at / 6, 535, 72 + at / 6)))
      FROM generate_series(0, length(made.text) - 1, 90) AS at))),
  encode(sha256(made.text::bytea), 'hex')
FROM (SELECT w.document_id, w.place, string_agg(s.text, ' ' ORDER BY w.turn) AS text
      FROM bench.drawn w JOIN bench.sentences s ON s.id = w.sentence GROUP BY 1, 2) AS made
JOIN documents.documents d ON d.id = made.document_id`;

const lexemesSql = `
INSERT INTO documents.lexemes (document_id, place, owner_id, visibility, faculty_id, semester_id, lexemes)
SELECT document_id, place, owner_id, visibility, faculty_id, semester_id,
  setweight(to_tsvector(config, array_to_string(section, ' ')), 'B') || to_tsvector(config, text)
FROM documents.chunks c WHERE document_id IN (SELECT document_id FROM bench.drawn)`;

const vectorsSql = (table: string): string => `
INSERT INTO ${table} (document_id, owner_id, visibility, faculty_id, semester_id, place, vector)
SELECT d.id, ${audience}, made.place, made.vector
FROM (SELECT w.document_id, w.place, l2_normalize(avg(s.vector))::halfvec AS vector
      FROM bench.drawn w JOIN bench.sentences s ON s.id = w.sentence GROUP BY 1, 2) AS made
JOIN documents.documents d ON d.id = made.document_id`;

/** What documents are filled from. Answers the vectors of its sentences. */
export async function stockSentences(
  client: Client,
  { sentences }: Prose,
  embedder: Embedder,
): Promise<Float32Array[]> {
  const vectors = await embedder.embed(
    sentences.map(({ text }) => text),
    { kind: 'passage' },
  );
  await client.query(stockSql);
  for (let start = 0; start < sentences.length; start += 200) {
    const rows = sentences.slice(start, start + 200).map(({ topic, text }, index) => {
      const id = start + index;
      return { id, topic, text, vector: `[${vectors[id]?.join(',')}]` };
    });
    await client.query(
      `INSERT INTO bench.sentences SELECT id, topic, text, vector::vector
       FROM json_to_recordset($1::json) AS r(id int, topic int, text text, vector text)`,
      [JSON.stringify(rows)],
    );
  }
  await client.query(
    'INSERT INTO bench.topics SELECT row_number() OVER () - 1, min(id), count(*) FROM bench.sentences GROUP BY topic',
  );
  await client.query('ANALYZE bench.sentences, bench.topics');
  return vectors;
}

interface Index {
  name: string;
  definition: string;
}

/** Those that are dear to keep up row by row. */
const indexesOf = async (client: Client, table: string): Promise<Index[]> =>
  (
    await client.query<Index>(
      `SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition
       FROM pg_index WHERE indrelid = $1::regclass AND NOT indisunique`,
      [table],
    )
  ).rows;

/** Makes the index hold `chunks`, at least what it holds. */
export async function fillTo(
  client: Client,
  { owners, faculties }: Population,
  vectorTable: string,
  chunks: number,
): Promise<void> {
  const { rows: there } = await client.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM documents.documents',
  );
  const wanted = Math.round(chunks / chunksOfDocument) - (there[0]?.count ?? 0);
  await client.query(
    "SET scory.reader = 'everything'; SET maintenance_work_mem = '1GB'; SET work_mem = '256MB'",
  );
  const indexes = [
    ...(await indexesOf(client, 'documents.lexemes')),
    ...(await indexesOf(client, vectorTable)),
  ];
  for (const { name } of indexes) await client.query(`DROP INDEX ${name}`);
  await client.query(documentsSql, [wanted, owners, faculties, shares.public, shares.faculty]);
  await client.query(drawSql);
  await client.query('ANALYZE bench.drawn, documents.documents');
  for (const sql of [chunksSql, lexemesSql, vectorsSql(vectorTable)]) await client.query(sql);
  await client.query('DROP TABLE bench.drawn');
  for (const { definition } of indexes) await client.query(definition);
  await client.query(
    `VACUUM ANALYZE documents.documents, documents.chunks, documents.lexemes, ${vectorTable}`,
  );
  await client.query('RESET ALL');
}
