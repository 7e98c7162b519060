/**
 * What the search index holds of a document: its chunks, their words, and their vectors by model. All of it is written, and
 * goes, in one transaction with the document's own row: a search sees a document whole or not at all.
 */
import type { Queries } from '@scory/chassis/database.ts';
import { TransientError } from '@scory/chassis/errors.ts';
import type { Chunk } from '../domain/chunk.ts';
import { textConfigOf } from '../domain/text-config.ts';
import { type EmbeddingModel, listModels, vectorsOf } from './embedding-models.ts';
import type { DocumentRow } from './entities.ts';

type Indexed = Pick<
  DocumentRow,
  'id' | 'owner_id' | 'visibility' | 'faculty_id' | 'semester_id' | 'language'
>;

/** Vectors of a document's chunks, in their order. */
export interface Vectors {
  model: EmbeddingModel;
  vectors: readonly Float32Array[];
}

/** Rows of one statement: a row with its vector is some kilobytes of text. */
const rowsPerStatement = 200;
const audienceOf = ({ owner_id, visibility, faculty_id, semester_id }: Indexed): unknown[] => [
  owner_id,
  visibility,
  faculty_id,
  semester_id,
];

/** Within a transaction: row-level security lets it see and write chunks of all owners. */
const asIndexer = (tx: Queries): Promise<unknown> =>
  tx.query("SELECT set_config('scory.reader', 'everything', true)");

/** Within a transaction: row-level security lets it see what this reader may, and nothing else. */
export const asReader = (
  tx: Queries,
  { owner_id, faculty_id }: { owner_id: string; faculty_id: string | null },
): Promise<unknown> =>
  tx.query(
    `SELECT set_config('scory.reader', 'owner', true), set_config('scory.owner_id', $1, true),
       set_config('scory.faculty_id', $2, true)`,
    [owner_id, faculty_id ?? ''],
  );

function* groupsOf<T>(rows: readonly T[]): Generator<T[]> {
  for (let start = 0; start < rows.length; start += rowsPerStatement)
    yield rows.slice(start, start + rowsPerStatement);
}

async function writeChunks(tx: Queries, document: Indexed, chunks: readonly Chunk[]): Promise<void> {
  const config = textConfigOf(document.language);
  for (const group of groupsOf(chunks)) {
    const rows = group.map(({ index: place, kind, section, text, tokens, spans, hash }) => ({
      ...{ place, kind, section, text, tokens, spans, hash },
    }));
    await tx.query(
      `WITH made AS (
         INSERT INTO documents.chunks (document_id, owner_id, visibility, faculty_id, semester_id, config, place, kind,
           section, text, tokens, spans, hash)
         SELECT $1, $2, $3, $4, $5, $6::regconfig, r.*
         FROM json_to_recordset($7::json) AS r(place int, kind text, section text[], text text, tokens int, spans jsonb, hash text)
         RETURNING document_id, place, owner_id, visibility, faculty_id, semester_id, config, section, text)
       INSERT INTO documents.lexemes (document_id, place, owner_id, visibility, faculty_id, semester_id, lexemes)
       SELECT document_id, place, owner_id, visibility, faculty_id, semester_id,
         setweight(to_tsvector(config, array_to_string(section, ' ')), 'B') || to_tsvector(config, text) FROM made`,
      [document.id, ...audienceOf(document), config, JSON.stringify(rows)],
    );
  }
}

/** As PostgreSQL reads a vector. */
const vectorText = (vector: Float32Array): string => `[${vector.join(',')}]`;

/** Vectors of chunks that are there already; the same again changes nothing. */
async function writeVectors(
  tx: Queries,
  document: Indexed,
  { model, vectors }: Vectors,
  firstPlace = 0,
): Promise<void> {
  const rows = vectors.map((vector, index) => ({ place: firstPlace + index, vector: vectorText(vector) }));
  for (const group of groupsOf(rows))
    await tx.query(
      `INSERT INTO ${vectorsOf(model)} (document_id, owner_id, visibility, faculty_id, semester_id, place, vector)
       SELECT $1, $2, $3, $4, $5, r.place, r.vector::halfvec
       FROM json_to_recordset($6::json) AS r(place int, vector text)
       ON CONFLICT (document_id, place) DO UPDATE SET vector = excluded.vector`,
      [document.id, ...audienceOf(document), JSON.stringify(group)],
    );
}

/** In place of what was there. */
export async function writeIndex(
  tx: Queries,
  document: Indexed,
  chunks: readonly Chunk[],
  vectors: Vectors | undefined,
): Promise<void> {
  await clear(tx, document);
  await writeChunks(tx, document, chunks);
  if (vectors) await writeVectors(tx, document, vectors);
  await touchCorpora(tx, document);
}

/** What another document of the same content has, words and vectors included. `TransientError` where that was deleted. */
export async function copyIndex(tx: Queries, fromId: string, document: Indexed): Promise<void> {
  // Whoever deletes it waits until all of it is copied.
  const from = await tx.query(
    "SELECT id FROM documents.documents WHERE id = $1 AND status = 'ready' FOR SHARE",
    [fromId],
  );
  if (from.length === 0)
    throw new TransientError('CONTENT_GONE', 'The document with the same content was deleted meanwhile');
  await clear(tx, document);
  const columns = 'document_id, owner_id, visibility, faculty_id, semester_id, place';
  const copy = (table: string, more: string): Promise<unknown> =>
    tx.query(
      `INSERT INTO ${table} (${columns}, ${more})
       SELECT $1, $2, $3, $4, $5, place, ${more} FROM ${table} WHERE document_id = $6`,
      [document.id, ...audienceOf(document), fromId],
    );
  await copy('documents.chunks', 'kind, section, text, tokens, spans, hash, config');
  await copy('documents.lexemes', 'lexemes');
  for (const model of await listModels(tx)) await copy(vectorsOf(model), 'vector');
  await touchCorpora(tx, document);
}

/** Takes words and vectors along. From here on the transaction may write chunks. */
async function clear(tx: Queries, { id }: Pick<Indexed, 'id'>): Promise<void> {
  await asIndexer(tx);
  await tx.query('DELETE FROM documents.chunks WHERE document_id = $1', [id]);
}

export async function removeIndex(
  tx: Queries,
  document: Pick<Indexed, 'id' | 'owner_id' | 'visibility'>,
): Promise<void> {
  await clear(tx, document);
  await touchCorpora(tx, document);
}

/** Says again who may see what the index holds of a document, after its own row says so; `from` had it before. */
export async function changeAudience(tx: Queries, document: Indexed, from: string): Promise<void> {
  await asIndexer(tx);
  const tables = ['documents.chunks', 'documents.lexemes', ...(await listModels(tx)).map(vectorsOf)];
  for (const table of tables)
    await tx.query(
      `UPDATE ${table} SET owner_id = $2, visibility = $3, faculty_id = $4, semester_id = $5 WHERE document_id = $1`,
      [document.id, ...audienceOf(document)],
    );
  await touchCorpora(tx, document);
  await touchCorpora(tx, { ...document, owner_id: from });
}

const sharedScope = 'shared';

/** What was found before is not what would be found now. Last in a transaction: from here on others of these corpora wait for it. */
async function touchCorpora(
  tx: Queries,
  { owner_id, visibility }: Pick<Indexed, 'owner_id' | 'visibility'>,
): Promise<void> {
  const scopes = visibility === 'private' ? [owner_id] : [owner_id, sharedScope];
  await tx.query(
    `INSERT INTO documents.corpora AS c (scope, version) SELECT scope, 1 FROM unnest($1::text[]) AS scope ORDER BY scope
     ON CONFLICT (scope) DO UPDATE SET version = c.version + 1`,
    [scopes],
  );
}

/** Names the state of all that an owner can find. */
export async function corpusVersion(database: Queries, ownerId: string): Promise<string> {
  const rows = await database.query<{ scope: string; version: string }>(
    'SELECT scope, version FROM documents.corpora WHERE scope = ANY($1::text[])',
    [[ownerId, sharedScope]],
  );
  const versions = new Map(rows.map(({ scope, version }) => [scope, version]));
  return `${versions.get(ownerId) ?? 0}.${versions.get(sharedScope) ?? 0}`;
}
